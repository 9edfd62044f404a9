// What identities may read in the whole environment. Nothing may be written at this width.

@description('Who deploys code.')
@minLength(36)
@maxLength(36)
param deploymentPrincipalId string

@description('Who looks whether the environment is well before a release.')
@minLength(36)
@maxLength(36)
param monitoringReaderPrincipalId string

var roles = loadJsonContent('../roles.json')

resource deploymentReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, deploymentPrincipalId, roles.Reader)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Reader)
    principalId: deploymentPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource monitoringReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, monitoringReaderPrincipalId, roles['Monitoring Reader'])
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Monitoring Reader'])
    principalId: monitoringReaderPrincipalId
    principalType: 'ServicePrincipal'
  }
}
