// Tells the function that checks uploads of each new blob in incoming. Made once the code has run: only then does the app have the key for it and
// answer the handshake.

@description('The topic of the storage account.')
@minLength(3)
@maxLength(50)
param topicName string

@description('The storage account that uploads arrive in.')
@minLength(3)
@maxLength(24)
param storageName string

@description('The container for events that could not be delivered.')
@minLength(3)
@maxLength(63)
param deadLetterContainer string

@description('The function app.')
@minLength(2)
@maxLength(60)
param functionAppName string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// The key of the webhook is asked for while this is deployed and lies nowhere else. A wrong function name would be answered 202 and lose the event.
resource uploads 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'check-uploaded-document'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/incoming/'
    }
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.CheckUploadedDocument&code=${listKeys('${app.id}/host/default', '2024-11-01').systemKeys.blobs_extension}'
      }
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: account.id, blobContainerName: deadLetterContainer }
      }
    }
  }
}
