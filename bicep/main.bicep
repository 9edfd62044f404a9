// One environment of Glimmerglass in one resource group. docs/runbooks/deploy-an-environment.md says in which order things are made.
targetScope = 'resourceGroup'

@description('Which environment this is. Names, tags and the GitHub environments that may act for it come from this word.')
@allowed(['dev', 'staging', 'production'])
param environmentName string

@description('The Azure region of everything but the web client. It has to offer Flex Consumption and Defender for Storage.')
@minLength(3)
@maxLength(40)
param location string = resourceGroup().location

@description('The region that the web client is managed in. Static Web Apps know only these; its content is served from everywhere.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param webClientLocation string

@description('The GitHub repository whose workflows may act for the identities, as owner/name.')
@minLength(3)
@maxLength(140)
param repository string

@description('Origins besides the web client\'s own that may call the functions and upload to storage: custom domains, a developer\'s laptop. Exact, without a slash at the end.')
@maxLength(10)
param otherOrigins string[] = []

@description('Where people sign in: the login endpoint of Entra ID, or https://<tenant>.ciamlogin.com/ for External ID.')
@minLength(10)
@maxLength(200)
param signInInstance string = environment().authentication.loginEndpoint

@description('The tenant whose tokens are accepted, as a GUID.')
@minLength(36)
@maxLength(36)
param signInTenantId string

@description('The client id of the app registration of the order backend, as a GUID.')
@minLength(36)
@maxLength(36)
param signInClientId string

@description('The audience that tokens have to name.')
@minLength(5)
@maxLength(200)
param signInAudience string = 'api://${signInClientId}'

@description('The most instances, on demand, of each group of functions that scales by itself. There are two such groups: HTTP, and the check of uploads.')
@minValue(1)
@maxValue(100)
param maximumInstanceCount int

@description('Instances that answer HTTP without a cold start, besides those on demand. Each costs money around the clock.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('The memory of one instance in MB; processor and network come with it.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The server connections that the pooler of the database gives to everybody: 93 at 0.25 compute units of Neon, more at larger sizes.')
@minValue(20)
@maxValue(4000)
param databaseServerSlots int = 93

@description('Requests that one instance takes at once for each of its database connections. A request holds one for a few milliseconds of its time.')
@minValue(1)
@maxValue(50)
param requestsPerConnection int = 8

@description('What happens to running instances when the code or a setting changes. RollingUpdate is a preview of Flex Consumption, and Microsoft does not recommend it for production yet.')
@allowed(['Recreate', 'RollingUpdate'])
param updateStrategy string

@description('How the storage of documents and backups is replicated.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param documentReplication string

@description('Days in which a deleted blob or container can be brought back.')
@minValue(7)
@maxValue(365)
param deletedKeptDays int

@description('Days that an overwritten or deleted version of a blob is kept.')
@minValue(1)
@maxValue(365)
param oldVersionsKeptDays int

@description('Days in which nobody can change or delete a backup; 0 for an environment that has to be deletable. Less than the 7 days after which the retention job may delete a daily backup.')
@minValue(0)
@maxValue(6)
param backupsImmutableDays int

@description('Whether Defender for Storage scans uploads and the documents wait for its word. Costs money for each GB.')
param isMalwareScanned bool

@description('The most GB that are scanned in a month. Later uploads are not scanned, and their documents end as failed.')
@minValue(10)
@maxValue(100000)
param malwareScanCapGB int = 100

@description('Days that logs and traces are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('The most GB of logs and traces that are taken in a day. What comes later that day is lost.')
@minValue(1)
@maxValue(100)
param logDailyCapGB int

@description('What this environment may cost in a month, in the currency of the subscription. More raises mails, and stops nothing.')
@minValue(10)
@maxValue(100000)
param budgetAmount int

@description('The first day of the month in which the budget begins, as 2026-12-01. It cannot be changed later.')
@minLength(10)
@maxLength(10)
param budgetStartsOn string

@description('Who hears of the budget.')
@minLength(1)
@maxLength(50)
param budgetContacts string[]

@description('The pooled URL of the database. Empty: the one in the vault stays.')
@secure()
param databaseUrl string = ''

@description('The URL of the database past the pooler. Empty: the one in the vault stays.')
@secure()
param databaseUrlUnpooled string = ''

@description('What Event Grid sends with the results of malware scans; at least 32 characters. Empty: the one in the vault stays.')
@secure()
param malwareScanKey string = ''

@description('The key of Neon\'s API. Empty: the one in the vault stays.')
@secure()
param neonApiKey string = ''

@description('The day on which the password of the database was changed last, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param databasePasswordRotatedOn string

@description('The day on which the key of malware scans was changed last, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param malwareScanKeyRotatedOn string

@description('The day on which the key of Neon was changed last, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param neonApiKeyRotatedOn string

@description('Days after which a secret has to be changed. Its version in the vault expires then.')
@minValue(30)
@maxValue(90)
param secretLifetimeDays int = 90

@description('The project at Neon that the database is in, for drills and the look at its history. Empty: neither uses Neon\'s API.')
@maxLength(60)
param neonProjectId string = ''

@description('Days that Neon has to keep the history of the database for.')
@minValue(1)
@maxValue(365)
param historyWindowMinDays int

@description('What the drift check said of the settings after the last deployment; anything else is drift from then on. Empty: nothing is compared.')
@maxLength(4000)
param deployedSettingsFingerprint string = ''

@description('Whether the code runs already. Only then does it have the keys and answer the handshake that event subscriptions need: false for the first deployment of an environment, true from the second on.')
param isCodeDeployed bool

var shortNames = { dev: 'dev', staging: 'stg', production: 'prd' }
var shortName = shortNames[environmentName]
var suffix = take(uniqueString(resourceGroup().id), 6)
var vaultName = 'kv-gg-${shortName}-${suffix}'
var functionAppName = 'func-glimmerglass-${shortName}-${suffix}'
var tags = {
  application: 'glimmerglass'
  environment: environmentName
  repository: repository
  'managed-by': 'bicep'
}

// Flex Consumption counts instances for each group: all doors are one, all blob functions are one, and each timer is one that runs on one instance.
var timerCount = 10
var instancesAtMost = 2 * maximumInstanceCount + alwaysReadyInstances + timerCount

// All of them share the pooler's connections, so the share of one follows from their number and cannot be set too high.
var databaseMaxPoolSize = databaseServerSlots / instancesAtMost
var requestsPerInstance = min(databaseMaxPoolSize * requestsPerConnection, 1000)

module functionsIdentity 'modules/identity.bicep' = {
  name: 'functions-identity'
  params: {
    name: 'id-glimmerglass-functions-${shortName}'
    location: location
    tags: tags
    federatedSubject: ''
  }
}

module deploymentIdentity 'modules/identity.bicep' = {
  name: 'deployment-identity'
  params: {
    name: 'id-glimmerglass-deployment-${shortName}'
    location: location
    tags: tags
    federatedSubject: 'repo:${repository}:environment:${environmentName}'
  }
}

module backupsReaderIdentity 'modules/identity.bicep' = {
  name: 'backups-reader-identity'
  params: {
    name: 'id-glimmerglass-backups-reader-${shortName}'
    location: location
    tags: tags
    federatedSubject: 'repo:${repository}:environment:${environmentName}-restore'
  }
}

module monitoringReaderIdentity 'modules/identity.bicep' = {
  name: 'monitoring-reader-identity'
  params: {
    name: 'id-glimmerglass-monitoring-reader-${shortName}'
    location: location
    tags: tags
    federatedSubject: 'repo:${repository}:environment:${environmentName}-checks'
  }
}

module groupAccess 'modules/groupAccess.bicep' = {
  name: 'group-access'
  params: {
    deploymentPrincipalId: deploymentIdentity.outputs.principalId
    monitoringReaderPrincipalId: monitoringReaderIdentity.outputs.principalId
  }
}

module telemetry 'modules/telemetry.bicep' = {
  name: 'telemetry'
  params: {
    workspaceName: 'log-glimmerglass-${shortName}'
    componentName: 'appi-glimmerglass-${shortName}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGB: logDailyCapGB
    publisherPrincipalId: functionsIdentity.outputs.principalId
  }
}

module webClient 'modules/webClient.bicep' = {
  name: 'web-client'
  params: {
    name: 'stapp-glimmerglass-${shortName}-${suffix}'
    location: webClientLocation
    tags: tags
    deploymentPrincipalId: deploymentIdentity.outputs.principalId
  }
}

module runtimeStorage 'modules/runtimeStorage.bicep' = {
  name: 'runtime-storage'
  params: {
    name: 'ggruntime${shortName}${suffix}'
    location: location
    tags: tags
    functionsPrincipalId: functionsIdentity.outputs.principalId
  }
}

module documentStorage 'modules/documentStorage.bicep' = {
  name: 'document-storage'
  params: {
    name: 'ggdocuments${shortName}${suffix}'
    location: location
    tags: tags
    replication: documentReplication
    deletedKeptDays: deletedKeptDays
    oldVersionsKeptDays: oldVersionsKeptDays
    backupsImmutableDays: backupsImmutableDays
    isLocked: environmentName == 'production'
    origins: concat([webClient.outputs.origin], otherOrigins)
    functionsPrincipalId: functionsIdentity.outputs.principalId
    backupsReaderPrincipalId: backupsReaderIdentity.outputs.principalId
    workspaceId: telemetry.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: vaultName
    location: location
    tags: tags
    functionsPrincipalId: functionsIdentity.outputs.principalId
    deploymentPrincipalId: deploymentIdentity.outputs.principalId
    workspaceId: telemetry.outputs.workspaceId
    databaseUrl: databaseUrl
    databaseUrlUnpooled: databaseUrlUnpooled
    malwareScanKey: malwareScanKey
    neonApiKey: neonApiKey
    databasePasswordRotatedOn: databasePasswordRotatedOn
    malwareScanKeyRotatedOn: malwareScanKeyRotatedOn
    neonApiKeyRotatedOn: neonApiKeyRotatedOn
    secretLifetimeDays: secretLifetimeDays
  }
}

module functionApp 'modules/functionApp.bicep' = {
  name: 'function-app'
  params: {
    name: functionAppName
    planName: 'plan-glimmerglass-${shortName}'
    location: location
    tags: tags
    identityId: functionsIdentity.outputs.id
    identityClientId: functionsIdentity.outputs.clientId
    deploymentPrincipalId: deploymentIdentity.outputs.principalId
    packageContainerUrl: runtimeStorage.outputs.packageContainerUrl
    runtimeBlobEndpoint: runtimeStorage.outputs.blobEndpoint
    runtimeQueueEndpoint: runtimeStorage.outputs.queueEndpoint
    runtimeTableEndpoint: runtimeStorage.outputs.tableEndpoint
    documentBlobEndpoint: documentStorage.outputs.blobEndpoint
    documentQueueEndpoint: documentStorage.outputs.queueEndpoint
    vaultUri: vault.outputs.uri
    telemetryConnectionString: telemetry.outputs.connectionString
    signInInstance: signInInstance
    signInTenantId: signInTenantId
    signInClientId: signInClientId
    signInAudience: signInAudience
    origins: concat([webClient.outputs.origin], otherOrigins)
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    instanceMemoryMB: instanceMemoryMB
    requestsPerInstance: requestsPerInstance
    databaseMaxPoolSize: databaseMaxPoolSize
    instancesAtMost: instancesAtMost
    databaseServerSlots: databaseServerSlots
    updateStrategy: updateStrategy
    neonProjectId: neonProjectId
    historyWindowMinDays: historyWindowMinDays
    deployedSettingsFingerprint: deployedSettingsFingerprint
    databasePasswordRotatedOn: databasePasswordRotatedOn
    malwareScanKeyRotatedOn: malwareScanKeyRotatedOn
    neonApiKeyRotatedOn: neonApiKeyRotatedOn
    // Without the subscription no word would ever come, and every document would wait for it.
    isMalwareScanned: isMalwareScanned && isCodeDeployed
  }
}

module uploadEvents 'modules/uploadEvents.bicep' = {
  name: 'upload-events'
  params: {
    topicName: 'evgt-uploads-${shortName}'
    location: location
    tags: tags
    storageName: documentStorage.outputs.name
    deadLetterContainer: documentStorage.outputs.deadLetterContainer
  }
}

module uploadSubscription 'modules/uploadSubscription.bicep' = if (isCodeDeployed) {
  name: 'upload-subscription'
  params: {
    topicName: uploadEvents.outputs.topicName
    storageName: documentStorage.outputs.name
    deadLetterContainer: documentStorage.outputs.deadLetterContainer
    functionAppName: functionApp.outputs.name
  }
}

resource secrets 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

module malwareScanning 'modules/malwareScanning.bicep' = if (isMalwareScanned && isCodeDeployed) {
  name: 'malware-scanning'
  params: {
    topicName: 'evgt-malware-scans-${shortName}-${suffix}'
    location: location
    tags: tags
    storageName: documentStorage.outputs.name
    deadLetterContainer: documentStorage.outputs.deadLetterContainer
    capGB: malwareScanCapGB
    endpointUrl: 'https://${functionApp.outputs.hostName}/api/_internal/malware-scans'
    key: secrets.getSecret('MalwareScanKey')
  }
  // A storage account has one system topic. Defender uses the one that is there, and would make one of its own otherwise.
  dependsOn: [uploadEvents, vault]
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    name: 'budget-glimmerglass-${shortName}'
    amount: budgetAmount
    startsOn: budgetStartsOn
    contacts: budgetContacts
  }
}

@description('The function app, for the deployment of code.')
output functionAppName string = functionApp.outputs.name

@description('Where the functions answer.')
output functionAppUrl string = 'https://${functionApp.outputs.hostName}'

@description('The static web app, for the deployment of the client.')
output webClientName string = webClient.outputs.name

@description('Where the client is served.')
output webClientOrigin string = webClient.outputs.origin

@description('The vault that the secrets lie in.')
output vaultName string = vault.outputs.name

@description('Where documents and backups lie.')
output documentBlobEndpoint string = documentStorage.outputs.blobEndpoint

@description('The client id that the deployment workflow signs in with.')
output deploymentClientId string = deploymentIdentity.outputs.clientId

@description('The client id that the restore workflow signs in with.')
output backupsReaderClientId string = backupsReaderIdentity.outputs.clientId

@description('The client id that the checks of a release sign in with.')
output monitoringReaderClientId string = monitoringReaderIdentity.outputs.clientId

@description('The workspace of logs and traces.')
output workspaceId string = telemetry.outputs.workspaceId

@description('The most connections that all instances open to the pooler; never more than databaseServerSlots.')
output databaseConnectionsAtMost int = databaseMaxPoolSize * instancesAtMost
