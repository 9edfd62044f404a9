// The secrets that no identity can replace: what Neon and Event Grid ask for. Each version expires when it has to be changed.

@description('The name of the vault.')
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

@description('Who deploys code, and migrates the database before.')
@minLength(36)
@maxLength(36)
param deploymentPrincipalId string

@description('The workspace that hears who read which secret.')
param workspaceId string

@description('The pooled URL of the database. Empty: what is there stays.')
@secure()
param databaseUrl string

@description('The URL of the database past the pooler. Empty: what is there stays.')
@secure()
param databaseUrlUnpooled string

@description('What Event Grid sends with the results of malware scans. Empty: what is there stays.')
@secure()
param malwareScanKey string

@description('The day on which the password of the database was changed last, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param databasePasswordRotatedOn string

@description('The day on which the key of malware scans was changed last, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param malwareScanKeyRotatedOn string

@description('Days after which a secret expires.')
@minValue(30)
@maxValue(90)
param secretLifetimeDays int

var roles = loadJsonContent('../roles.json')
var databaseUrlsExpireAt = dateTimeToEpoch(dateTimeAdd('${databasePasswordRotatedOn}T00:00:00Z', 'P${secretLifetimeDays}D'))
var malwareScanKeyExpiresAt = dateTimeToEpoch(dateTimeAdd('${malwareScanKeyRotatedOn}T00:00:00Z', 'P${secretLifetimeDays}D'))

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: true
    publicNetworkAccess: 'Enabled'
  }
}

resource pooledUrl 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(databaseUrl)) {
  parent: vault
  name: 'DatabaseUrl'
  tags: tags
  properties: {
    value: databaseUrl
    contentType: 'postgresql URL'
    attributes: { enabled: true, exp: databaseUrlsExpireAt }
  }
}

resource directUrl 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(databaseUrlUnpooled)) {
  parent: vault
  name: 'DatabaseUrlUnpooled'
  tags: tags
  properties: {
    value: databaseUrlUnpooled
    contentType: 'postgresql URL'
    attributes: { enabled: true, exp: databaseUrlsExpireAt }
  }
}

resource scanKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(malwareScanKey)) {
  parent: vault
  name: 'MalwareScanKey'
  tags: tags
  properties: {
    value: malwareScanKey
    contentType: 'key'
    attributes: { enabled: true, exp: malwareScanKeyExpiresAt }
  }
}

resource functionsRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, functionsPrincipalId, roles['Key Vault Secrets User'])
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Migrations need this one secret and no other. The role can be given only while the secret is there, so it comes with its first value and stays.
resource migrationReads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(databaseUrlUnpooled)) {
  name: guid(directUrl.id, deploymentPrincipalId, roles['Key Vault Secrets User'])
  scope: directUrl
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
    principalId: deploymentPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accessLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'access'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

@description('The name of the vault.')
output name string = vault.name

@description('The address of the vault, with a slash at the end.')
output uri string = vault.properties.vaultUri
