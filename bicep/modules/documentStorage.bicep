// Documents and backups. Browsers upload straight to it with signed links, so it can be reached from everywhere; nothing opens without an identity
// or such a link, and account keys open nothing.

@description('The name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('The Azure region.')
param location string

@description('What is written on the resource.')
param tags object

@description('How it is replicated.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param replication string

@description('Days in which a deleted blob or container can be brought back.')
@minValue(7)
@maxValue(365)
param deletedKeptDays int

@description('Days that an overwritten or deleted version of a blob is kept.')
@minValue(1)
@maxValue(365)
param oldVersionsKeptDays int

@description('Days in which nobody can change or delete a backup; 0 for none.')
@minValue(0)
@maxValue(6)
param backupsImmutableDays int

@description('Whether the account can be deleted only after its lock was removed.')
param isLocked bool

@description('The origins whose pages may upload and download.')
@minLength(1)
@maxLength(20)
param origins string[]

@description('Who runs the functions.')
@minLength(36)
@maxLength(36)
param functionsPrincipalId string

@description('Who restores backups.')
@minLength(36)
@maxLength(36)
param backupsReaderPrincipalId string

@description('The workspace that hears who read, wrote and deleted.')
param workspaceId string

var roles = loadJsonContent('../roles.json')

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: replication }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: deletedKeptDays }
    containerDeleteRetentionPolicy: { enabled: true, days: deletedKeptDays }
    cors: {
      corsRules: [
        {
          allowedOrigins: origins
          allowedMethods: ['PUT', 'GET', 'OPTIONS']
          allowedHeaders: ['content-type', 'x-ms-blob-type', 'x-ms-version', 'x-ms-client-request-id']
          exposedHeaders: ['etag', 'x-ms-error-code', 'x-ms-request-id']
          maxAgeInSeconds: 3600
        }
      ]
    }
  }
}

resource incoming 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'incoming'
  properties: { publicAccess: 'None' }
}

resource documents 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'documents'
  properties: { publicAccess: 'None' }
}

resource quarantine 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'quarantine'
  properties: { publicAccess: 'None' }
}

resource backups 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'backups'
  properties: { publicAccess: 'None' }
}

// What the app remembers of the end of the audit chain.
resource audit 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'audit'
  properties: { publicAccess: 'None' }
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'dead-letters'
  properties: { publicAccess: 'None' }
}

// Left unlocked, so that a wrong number of days can be mended; a locked policy could never be shortened again.
resource backupsImmutable 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-01-01' = if (backupsImmutableDays > 0) {
  parent: backups
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: backupsImmutableDays
    allowProtectedAppendWrites: false
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'uploads-nobody-concluded'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${incoming.name}/'] }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 7 } } }
          }
        }
        {
          name: 'quarantine-and-dead-letters'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${quarantine.name}/', '${deadLetters.name}/'] }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 30 } } }
          }
        }
        {
          name: 'old-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: oldVersionsKeptDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  name: 'documents-and-backups'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Documents of dealers and the backups of the database. Deleting this account deletes both.'
  }
}

// The trigger asks for Owner by Microsoft's page on it, and gets it for the one container it watches.
// As long as the audit log itself is kept, so that nobody who rules the database can make a witness go away. Where backups are free, so is this.
resource auditImmutable 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-01-01' = if (backupsImmutableDays > 0) {
  parent: audit
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: 2557
    allowProtectedAppendWrites: false
  }
}

resource checksUploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(incoming.id, functionsPrincipalId, roles['Storage Blob Data Owner'])
  scope: incoming
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Owner'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource keepsDocuments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(documents.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])
  scope: documents
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource holdsQuarantine 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(quarantine.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])
  scope: quarantine
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource writesBackups 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(backups.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])
  scope: backups
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource witnessesAudit 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(audit.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])
  scope: audit
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Contributor'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// A signed link is signed with a key of the account, which is given out for the account as a whole. It opens no more than its signer may.
resource signsLinks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, functionsPrincipalId, roles['Storage Blob Delegator'])
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Delegator'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// The trigger makes its poison queue itself, so there is no queue yet that the role could be given for.
resource keepsPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, functionsPrincipalId, roles['Storage Queue Data Contributor'])
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Queue Data Contributor'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource readsBackups 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(backups.id, backupsReaderPrincipalId, roles['Storage Blob Data Reader'])
  scope: backups
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Reader'])
    principalId: backupsReaderPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accessLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'access'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

@description('The name of the storage account.')
output name string = account.name

@description('The address of its blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('The address of its queues.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('The container for events that could not be delivered.')
output deadLetterContainer string = deadLetters.name
