// The function app on Flex Consumption, and every setting that the code reads. Code is deployed by a workflow, not from here.

@description('The name of the function app.')
@minLength(2)
@maxLength(60)
param name string

@description('The name of its plan.')
@minLength(1)
@maxLength(60)
param planName string

@description('The Azure region.')
param location string

@description('What is written on the resources.')
param tags object

@description('The resource id of the identity that the functions run as.')
param identityId string

@description('The client id of that identity.')
@minLength(36)
@maxLength(36)
param identityClientId string

@description('Who deploys code.')
@minLength(36)
@maxLength(36)
param deploymentPrincipalId string

@description('Where packages of code lie.')
param packageContainerUrl string

@description('The address of the blobs of the host\'s own storage.')
param runtimeBlobEndpoint string

@description('The address of the queues of the host\'s own storage.')
param runtimeQueueEndpoint string

@description('The address of the tables of the host\'s own storage.')
param runtimeTableEndpoint string

@description('The address of the blobs of documents and backups.')
param documentBlobEndpoint string

@description('The address of the queues beside them.')
param documentQueueEndpoint string

@description('The address of the vault, with a slash at the end.')
param vaultUri string

@description('Where telemetry goes.')
param telemetryConnectionString string

@description('Where people sign in.')
param signInInstance string

@description('The tenant whose tokens are accepted.')
param signInTenantId string

@description('The client id of the order backend.')
param signInClientId string

@description('The audience that tokens have to name.')
param signInAudience string

@description('The origins whose pages may call the functions.')
@minLength(1)
@maxLength(20)
param origins string[]

@description('The most instances of each group of functions that scales by itself.')
@minValue(1)
@maxValue(100)
param maximumInstanceCount int

@description('Instances that answer HTTP without a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('The memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Requests that one instance takes at once.')
@minValue(1)
@maxValue(1000)
param requestsPerInstance int

@description('The most database connections of one instance.')
@minValue(1)
@maxValue(1000)
param databaseMaxPoolSize int

@description('How many instances of all groups there may be at once.')
@minValue(1)
@maxValue(1000)
param instancesAtMost int

@description('How many connections the pooler gives to all instances together.')
@minValue(1)
@maxValue(10000)
param databaseServerSlots int

@description('What happens to running instances when the code or a setting changes.')
@allowed(['Recreate', 'RollingUpdate'])
param updateStrategy string

@description('Whether good documents wait for the word of a malware scanner.')
param isMalwareScanned bool

@description('The project at Neon that the database is in. Empty: Neon\'s API is not used.')
param neonProjectId string

@description('Days that Neon has to keep the history of the database for.')
@minValue(1)
@maxValue(365)
param historyWindowMinDays int

@description('The settings as they were deployed, for the drift check.')
param deployedSettingsFingerprint string

@description('The day on which the password of the database was changed last, as 2026-12-01.')
param databasePasswordRotatedOn string

@description('The day on which the key of malware scans was changed last, as 2026-12-01.')
param malwareScanKeyRotatedOn string

@description('The day on which the key of Neon was changed last, as 2026-12-01.')
param neonApiKeyRotatedOn string

var roles = loadJsonContent('../roles.json')

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
      siteUpdateStrategy: { type: updateStrategy }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      cors: { allowedOrigins: origins, supportCredentials: false }
    }
  }
}

resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

// docs/settings.md says what each means. What is missing here keeps the default of the code, but a schedule has none for the host.
resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: {
    AzureWebJobsStorage__blobServiceUri: runtimeBlobEndpoint
    AzureWebJobsStorage__queueServiceUri: runtimeQueueEndpoint
    AzureWebJobsStorage__tableServiceUri: runtimeTableEndpoint
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: telemetryConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    DATABASE_URL: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/DatabaseUrl)'
    DATABASE_URL_UNPOOLED: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/DatabaseUrlUnpooled)'
    DatabaseMaxPoolSize: string(databaseMaxPoolSize)
    MaximumInstances: string(instancesAtMost)
    DatabaseServerSlots: string(databaseServerSlots)
    DatabaseWaitSeconds: '5'
    HealthLimitMilliseconds: '1500'
    DocumentStorage__blobServiceUri: documentBlobEndpoint
    DocumentStorage__queueServiceUri: documentQueueEndpoint
    DocumentStorage__credential: 'managedidentity'
    DocumentStorage__clientId: identityClientId
    AzureAd__Instance: signInInstance
    AzureAd__TenantId: signInTenantId
    AzureAd__ClientId: signInClientId
    AzureAd__Audience: signInAudience
    RequestDeadlineSeconds: '30'
    UploadLifetimeMinutes: '15'
    UploadMaxBytesOfPapers: '26214400'
    UploadMaxBytesOfVideos: '524288000'
    MalwareScan: isMalwareScanned ? 'defender' : 'off'
    MalwareScanKey: isMalwareScanned ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/MalwareScanKey)' : ''
    MalwareScanWaitMinutes: '120'
    CheckTimeLimitSeconds: '300'
    CanaryTimeLimitSeconds: '120'
    BackupStreams: '2'
    BackupsKeptDaily: '7'
    BackupsKeptWeekly: '5'
    BackupsKeptMonthly: '12'
    DrillSampleBytes: '1000000000'
    HistoryWindowMinDays: string(historyWindowMinDays)
    NeonProjectId: neonProjectId
    // The code takes both or neither.
    NeonApiKey: empty(neonProjectId) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/NeonApiKey)'
    DeployedSettingsFingerprint: deployedSettingsFingerprint
    DatabasePasswordRotatedOn: databasePasswordRotatedOn
    MalwareScanKeyRotatedOn: malwareScanKeyRotatedOn
    NeonApiKeyRotatedOn: neonApiKeyRotatedOn
    ForgetIdempotencyKeysSchedule: '0 15 3 * * *'
    FindLostUploadsSchedule: '0 */5 * * * *'
    ExpireUploadsSchedule: '0 20 * * * *'
    ProveUploadCheckSchedule: '0 21 * * * *'
    BackUpDatabaseSchedule: '0 0 2 * * *'
    ForgetOldBackupsSchedule: '0 30 3 * * *'
    CheckDriftSchedule: '0 30 4 * * *'
    ProveNewestBackupSchedule: '0 0 5 * * 0'
    SealAuditLogSchedule: '0 22 * * * *'
    ProveAuditLogSchedule: '0 45 4 * * *'
    AuditRetentionYears: '7'
    AuditContainer: 'audit'
  }
}

resource deploys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(app.id, deploymentPrincipalId, roles['Website Contributor'])
  scope: app
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Website Contributor'])
    principalId: deploymentPrincipalId
    principalType: 'ServicePrincipal'
  }
}

@description('The name of the function app.')
output name string = app.name

@description('The host name it answers on.')
output hostName string = app.properties.defaultHostName
