// The topic of what happens in the storage of documents. An account has one; uploadSubscription.bicep listens to it.

@description('The name of the system topic.')
@minLength(3)
@maxLength(50)
param topicName string

@description('The Azure region.')
param location string

@description('What is written on the resource.')
param tags object

@description('The storage account that uploads arrive in.')
@minLength(3)
@maxLength(24)
param storageName string

@description('The container for events that could not be delivered.')
@minLength(3)
@maxLength(63)
param deadLetterContainer string

var roles = loadJsonContent('../roles.json')

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' existing = {
  parent: account
  name: 'default'
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' existing = {
  parent: blobs
  name: deadLetterContainer
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: topicName
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource keepsUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(deadLetters.id, topic.id, roles['Storage Blob Data Contributor'])
  scope: deadLetters
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('The name of the topic, for the subscription.')
output topicName string = topic.name
