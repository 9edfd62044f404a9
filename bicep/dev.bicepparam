using 'main.bicep'

param environmentName = 'dev'
param webClientLocation = 'westeurope'
param repository = 'glimmerglass/orders'
param otherOrigins = ['http://localhost:5173']
param signInTenantId = readEnvironmentVariable('SIGN_IN_TENANT_ID')
param signInClientId = readEnvironmentVariable('SIGN_IN_CLIENT_ID')

param maximumInstanceCount = 4
param alwaysReadyInstances = 0
param updateStrategy = 'RollingUpdate'

param documentReplication = 'Standard_LRS'
param deletedKeptDays = 7
param oldVersionsKeptDays = 7
param backupsImmutableDays = 0
param isMalwareScanned = false

param logRetentionDays = 30
param logDailyCapGB = 1
param budgetAmount = 50
param budgetStartsOn = '2026-12-01'
param budgetContacts = ['operations@example.com']

param databaseUrl = readEnvironmentVariable('DATABASE_URL', '')
param databaseUrlUnpooled = readEnvironmentVariable('DATABASE_URL_UNPOOLED', '')
param databasePasswordRotatedOn = '2026-11-21'
param malwareScanKeyRotatedOn = '2026-11-21'

param isCodeDeployed = bool(readEnvironmentVariable('CODE_IS_DEPLOYED', 'false'))
