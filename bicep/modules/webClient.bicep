// The static web client. Its workflow uploads what was built; nothing is built here.

@description('The name of the static web app.')
@minLength(2)
@maxLength(60)
param name string

@description('The Azure region it is managed in.')
param location string

@description('What is written on the resource.')
param tags object

@description('Who uploads the client.')
@minLength(36)
@maxLength(36)
param deploymentPrincipalId string

var roles = loadJsonContent('../roles.json')

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    stagingEnvironmentPolicy: 'Disabled'
    allowConfigFileUpdates: true
  }
}

// The token of an upload is read with listSecrets, which no narrower role of Azure may do.
resource uploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(site.id, deploymentPrincipalId, roles.Contributor)
  scope: site
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Contributor)
    principalId: deploymentPrincipalId
    principalType: 'ServicePrincipal'
  }
}

@description('The name of the static web app.')
output name string = site.name

@description('The origin that a browser sends.')
output origin string = 'https://${site.properties.defaultHostname}'
