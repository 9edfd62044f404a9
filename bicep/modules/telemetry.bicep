// Where logs, traces and metrics go. Only identities may write to it: the connection string is an address, not a secret.

@description('The name of the Log Analytics workspace.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('The name of the Application Insights component.')
@minLength(1)
@maxLength(255)
param componentName string

@description('The Azure region.')
param location string

@description('What is written on the resources.')
param tags object

@description('Days that everything is kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The most GB that are taken in a day.')
@minValue(1)
@maxValue(100)
param dailyCapGB int

@description('Who may write telemetry.')
@minLength(36)
@maxLength(36)
param publisherPrincipalId string

var roles = loadJsonContent('../roles.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGB }
    features: { disableLocalAuth: true }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, publisherPrincipalId, roles['Monitoring Metrics Publisher'])
  scope: component
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Monitoring Metrics Publisher'])
    principalId: publisherPrincipalId
    principalType: 'ServicePrincipal'
  }
}

@description('Where programs send their telemetry. Without an identity it opens nothing.')
output connectionString string = component.properties.ConnectionString

@description('The workspace, for diagnostic settings.')
output workspaceId string = workspace.id
