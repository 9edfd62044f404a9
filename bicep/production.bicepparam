using 'main.bicep'

param environmentName = 'production'
param webClientLocation = 'westeurope'
param repository = 'glimmerglass/orders'
param otherOrigins = ['https://orders.example.com']
param signInTenantId = readEnvironmentVariable('SIGN_IN_TENANT_ID')
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')

param maximumInstanceCount = 8
param alwaysReadyInstances = 1
param updateStrategy = 'Recreate'

param documentReplication = 'Standard_GZRS'
param deletedKeptDays = 30
param oldVersionsKeptDays = 30
param backupsImmutableDays = 6
param isMalwareScanned = true
param malwareScanCapGB = 200

param logRetentionDays = 90
param logDailyCapGB = 5
param budgetAmount = 600
param budgetStartsOn = '2026-12-01'
param budgetContacts = ['operations@example.com']

param databaseUrl = readEnvironmentVariable('DATABASE_URL', '')
param databaseUrlUnpooled = readEnvironmentVariable('DATABASE_URL_UNPOOLED', '')
param malwareScanKey = readEnvironmentVariable('MALWARE_SCAN_KEY', '')
param databasePasswordRotatedOn = '2026-11-21'
param malwareScanKeyRotatedOn = '2026-11-21'

param isCodeDeployed = bool(readEnvironmentVariable('CODE_IS_DEPLOYED', 'false'))
