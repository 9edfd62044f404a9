using 'main.bicep'

param environmentName = 'staging'
param webClientLocation = 'westeurope'
param repository = 'glimmerglass/orders'
param signInTenantId = readEnvironmentVariable('SIGN_IN_TENANT_ID')
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')

param maximumInstanceCount = 4
param alwaysReadyInstances = 0
param updateStrategy = 'RollingUpdate'

param documentReplication = 'Standard_ZRS'
param deletedKeptDays = 14
param oldVersionsKeptDays = 14
param backupsImmutableDays = 6
param isMalwareScanned = true
param malwareScanCapGB = 10

param logRetentionDays = 30
param logDailyCapGB = 1
param budgetAmount = 150
param budgetStartsOn = '2026-12-01'
param budgetContacts = ['operations@example.com']

param databaseUrl = readEnvironmentVariable('DATABASE_URL', '')
param databaseUrlUnpooled = readEnvironmentVariable('DATABASE_URL_UNPOOLED', '')
param malwareScanKey = readEnvironmentVariable('MALWARE_SCAN_KEY', '')
param databasePasswordRotatedOn = '2026-11-21'
param malwareScanKeyRotatedOn = '2026-11-21'

param isCodeDeployed = bool(readEnvironmentVariable('CODE_IS_DEPLOYED', 'false'))
