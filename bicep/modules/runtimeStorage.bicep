// What the Functions host keeps for itself: leases, keys, timers, the package. Documents lie elsewhere, so this identity needs no wide role there.

@description('The name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('The Azure region.')
param location string

@description('What is written on the resource.')
param tags object

@description('Who runs the functions.')
@minLength(36)
@maxLength(36)
param functionsPrincipalId string

var roles = loadJsonContent('../roles.json')

// What the host needs of its own account: blobs for leases, keys and the package, queues for the blob trigger's work, tables for its diagnostic events.
// Microsoft's page on identity-based connections names Storage Account Contributor too, for triggers that scan containers. Ours hears of blobs by
// Event Grid, Microsoft's own sample of that does without, and with it the app could switch account keys on again.
var hostRoles = [roles['Storage Blob Data Owner'], roles['Storage Queue Data Contributor'], roles['Storage Table Data Contributor']]

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: false
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'packages'
  properties: { publicAccess: 'None' }
}

resource hosts 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in hostRoles: {
  name: guid(account.id, functionsPrincipalId, role)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}]

@description('Where packages of code lie.')
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packages.name}'

@description('The address of its blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('The address of its queues.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('The address of its tables.')
output tableEndpoint string = account.properties.primaryEndpoints.table
