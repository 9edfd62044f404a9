// Plants mistakes and looks whether the checker finds each. Run with `node .ci/check-infrastructure.test.mjs`, after `npm ci` in .ci/tools.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join, resolve } from 'node:path';
import { check } from './infrastructure/check.mjs';
import { openGrammar } from './infrastructure/grammar.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const grammar = await openGrammar(join(here, 'tools'));
const kept = new Map();

// A check takes some 15 ms, and there are 2,500 names.
const EVERY = 17;
const read = path => readFileSync(join(root, path), 'utf8');

const MAIN = 'bicep/main.bicep';
const APP = 'bicep/modules/functionApp.bicep';
const DOCUMENTS = 'bicep/modules/documentStorage.bicep';
const IDENTITY = 'bicep/modules/identity.bicep';
const SCANNING = 'bicep/modules/malwareScanning.bicep';
const SUBSCRIPTION = 'bicep/modules/uploadSubscription.bicep';
const TELEMETRY = 'bicep/modules/telemetry.bicep';
const RUNTIME = 'bicep/modules/runtimeStorage.bicep';
const VAULT = 'bicep/modules/vault.bicep';
const PRODUCTION = 'bicep/production.bicepparam';
const TYPES = 'bicep/resource-types.txt';
const ROLES = 'bicep/roles.json';
const SETTINGS = 'Functions/Settings.cs';

/** Changes one place of one file, and returns the faults that are found then. */
function faults(path, from, to, parser = null) {
  const text = read(path);
  assert.ok(text.includes(from), `${path} does not have ${from} any more: plant the mistake elsewhere`);
  return check(root, { [path]: text.replace(from, () => to) }, parser, kept).faults;
}

/** A mistake is found when a fault of that file (or another that is named) says so. */
function mistake(name, path, from, to, expected, where = path) {
  test(name, () => {
    const found = faults(path, from, to);
    assert.ok(found.some(({ file, line, message }) => file === where && line > 0 && expected.test(message)), `found only: ${JSON.stringify(found.slice(0, 5))}`);
  });
}

test('What is in the repository has no fault', () => {
  const { count, faults: found } = check(root, {}, grammar, kept);
  assert.deepEqual(found, []);
  assert.ok(count >= 16);
});

/** Every name of a file that something depends on: not in comments and texts, no name of ours that nobody refers to. */
function names(text) {
  const ours = /^ *(resource|module|output) $|^ *(tags|half|nearly|spent|foreseen|application|environment|repository)$/;
  const found = [];
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    const start = text.lastIndexOf('\n', match.index) + 1;
    const before = text.slice(start, match.index);
    const isInText = (before.match(/(?<!\\)'/g) ?? []).length % 2 === 1 && !/\$\{[^}]*$/.test(before);
    if (before.includes('//') || isInText || ours.test(before) || ours.test(before + match[0])) continue;
    found.push({ index: match.index, name: match[0] });
  }
  return found;
}

// Form
mistake('A brace that is missing', TELEMETRY, 'sku: { name: \'PerGB2018\' }', 'sku: { name: \'PerGB2018\'', /expected/);
mistake('A text that does not end', TELEMETRY, "kind: 'web'", "kind: 'web", /does not end/);
mistake('A word that begins no statement', TELEMETRY, 'resource workspace', 'resorce workspace', /resorce begins no statement/);
mistake('A type that does not exist', IDENTITY, 'param location string', 'param location text', /text is no type/);
mistake('A member twice in one object', IDENTITY, '  location: location\n', '  location: location\n  location: location\n', /stands twice/);
mistake('An interpolation that does not end', MAIN, "'kv-gg-${shortName}-${suffix}'", "'kv-gg-${shortName-${suffix'", /does not end/);
test('A construct that only our own reader knows is found by the grammar', () => {
  const found = faults(TELEMETRY, "kind: 'web'", "kind: 'web', // a comma here is fine\n  ,", grammar);
  assert.ok(found.length > 0);
});
test('A file that cannot be read does not hide behind other faults', () => {
  assert.deepEqual(faults(IDENTITY, 'param name string', 'param name =').map(({ file }) => file), [IDENTITY]);
});

// Names
mistake('A symbol that is misspelt', MAIN, 'location: webClientLocation', 'location: webClientLocaton', /webClientLocaton is not known here/);
mistake('A symbol inside a text that is misspelt', MAIN, "'log-glimmerglass-${shortName}'", "'log-glimmerglass-${shortNme}'", /shortNme is not known/);
mistake('A function that does not exist', MAIN, 'take(uniqueString', 'takes(uniqueString', /takes is no function/);
mistake('A function of JavaScript', MAIN, 'take(uniqueString', 'toString(uniqueString', /toString is no function/);
mistake('Too few arguments', MAIN, 'uniqueString(resourceGroup().id), 6)', 'uniqueString(resourceGroup().id))', /take takes 2 to 2/);
mistake('The environment is read in a template', MAIN, "param malwareScanCapGB int = 100", "param malwareScanCapGB int = int(readEnvironmentVariable('X'))", /readEnvironmentVariable is no function/);
mistake('Two vars of one name', MAIN, 'var suffix =', "var shortName = 'x'\nvar suffix =", /shortName is named twice/);
mistake('Two outputs of one name', IDENTITY, 'output clientId string', 'output id string', /output id is named twice/);
mistake('A param that nobody uses', TELEMETRY, "var roles =", "@description('Nobody asks for it.')\nparam spare string = ''\n\nvar roles =", /nobody uses the param spare/);
mistake('A var that nobody uses', TELEMETRY, 'var roles =', "var spare = 'x'\nvar roles =", /nobody uses the var spare/);
mistake('An existing resource that nobody uses', SUBSCRIPTION, 'resource topic ', "resource spare 'Microsoft.Web/sites@2024-11-01' existing = {\n  name: functionAppName\n}\n\nresource topic ", /nobody uses the resource spare/);
mistake('An output that nobody uses', TELEMETRY, '@description(\'The workspace, for', "@description('Nobody asks for it.')\noutput spare string = workspace.id\n\n@description('The workspace, for", /nobody uses the output spare/);
mistake('A file that cannot be loaded', TELEMETRY, '../roles.json', '../rolls.json', /there is no bicep\/rolls.json/);
mistake('dependsOn names no resource', SCANNING, 'dependsOn: [results]', 'dependsOn: [roles]', /dependsOn names roles/);

mistake('A member that a function does not tell', MAIN, 'resourceGroup().location', 'resourceGroup().loction', /resourceGroup\(\) tells no loction/);
mistake('A word that a map lacks', MAIN, "{ dev: 'dev', staging: 'stg', production: 'prd' }", "{ dev: 'dev', stage: 'stg', production: 'prd' }", /shortNames has/);

// Params
mistake('A param without a description', TELEMETRY, "@description('The Azure region.')\n", '', /location has no description/);
mistake('An output without a description', IDENTITY, "@description('The resource id.')\n", '', /output id has no description/);
mistake('A number without bounds', TELEMETRY, '@minValue(1)\n@maxValue(100)\nparam dailyCapGB', 'param dailyCapGB', /dailyCapGB has no bounds/);
mistake('A text of main without bounds', MAIN, '@minLength(5)\n@maxLength(200)\n', '', /signInAudience has no @maxLength/);
mistake('A list of main without bounds', MAIN, '@maxLength(10)\nparam otherOrigins', 'param otherOrigins', /otherOrigins has no @maxLength/);
mistake('Bounds the wrong way round', MAIN, '@minValue(30)\n@maxValue(730)', '@minValue(730)\n@maxValue(30)', /above its/);
mistake('A decorator that does not exist', MAIN, '@minValue(30)', '@minimum(30)', /@minimum is no decorator/);
mistake('A decorator of a number on a text', IDENTITY, '@minLength(3)', '@minValue(3)', /are for numbers/);
mistake('A default outside its bounds', MAIN, 'param malwareScanCapGB int = 100', 'param malwareScanCapGB int = 1', /must be from 10 to 100000/);
mistake('A default that is not allowed', MAIN, 'param instanceMemoryMB int = 2048', 'param instanceMemoryMB int = 1024', /allowed are 512, 2048, 4096/);
mistake('A default of another type', MAIN, 'param malwareScanCapGB int = 100', "param malwareScanCapGB int = '100'", /is int, but its value is string/);

// Modules
mistake('A module file that does not exist', MAIN, 'modules/budget.bicep', 'modules/buget.bicep', /there is no bicep\/modules\/buget.bicep/);
mistake('A param of a module that is misspelt', MAIN, 'dailyCapGB: logDailyCapGB', 'dailyCapGb: logDailyCapGB', /has no param dailyCapGb/);
mistake('A param of a module that is missing', MAIN, '    dailyCapGB: logDailyCapGB\n', '', /telemetry is not given dailyCapGB/);
mistake('A param of a module of another type', MAIN, 'dailyCapGB: logDailyCapGB', 'dailyCapGB: logDailyCapGB > 1', /dailyCapGB is int .* given bool/);
mistake('A literal outside the bounds of a module', MAIN, 'dailyCapGB: logDailyCapGB', 'dailyCapGB: 500', /must be from 1 to 100/);
mistake('Bounds that a module does not share', TELEMETRY, '@maxValue(730)', '@maxValue(365)', /narrower bounds for retentionDays/, MAIN);
mistake('Words that a module does not share', DOCUMENTS, "@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])", "@allowed(['Standard_LRS'])", /fewer words for replication/, MAIN);
mistake('An output of a module that does not exist', MAIN, 'telemetry.outputs.connectionString', 'telemetry.outputs.connection', /has no output connection/);
mistake('An output of another type', IDENTITY, 'output id string', 'output id int', /output id is int|is string in/, MAIN);
mistake('A module is read without its outputs', MAIN, 'telemetry.outputs.connectionString', 'telemetry.connectionString', /gives outputs, not connectionString/);
mistake('Outputs of a module that is not always deployed', MAIN, "module telemetry 'modules/telemetry.bicep' = {", "module telemetry 'modules/telemetry.bicep' = if (isCodeDeployed) {", /not always deployed/);
mistake('Two modules of one deployment name', MAIN, "name: 'telemetry'", "name: 'budget'", /'budget' is named twice/);
test('A module that nobody calls', () => {
  const found = check(root, { 'bicep/modules/spare.bicep': read(IDENTITY) }, null, kept).faults;
  assert.ok(found.some(({ file, message }) => file === 'bicep/modules/spare.bicep' && /no module uses this file/.test(message)));
});

// Secrets
mistake('An output that gives a secret away', MAIN, 'output vaultName string = vault.outputs.name', 'output vaultName string = databaseUrl', /gives a secret away/);
mistake('An output that gives a secret away through a var', MAIN, 'output vaultName string = vault.outputs.name', "output vaultName string = hidden\n\nvar hidden = 'x-${databaseUrl}'", /gives a secret away/);
mistake('A secret handed to a param that is not secure', VAULT, '@secure()\nparam databaseUrl string', 'param databaseUrl string', /databaseUrl is given a secret/, MAIN);
mistake('A param that sounds like a secret', SCANNING, "param endpointUrl string", "param endpointPassword string", /sounds like a secret/);
mistake('A default for a secret', MAIN, "param malwareScanKey string = ''", "param malwareScanKey string = 'thirty-two-characters-of-nothing'", /may have no value here/);
mistake('A secret that is a literal', VAULT, 'value: databaseUrl\n', "value: 'not-to-be-here'\n", /value of a secret is a literal/);
mistake('An address with a password', APP, "RequestDeadlineSeconds: '30'", "RequestDeadlineSeconds: 'postgresql://somebody:hunter22@example.com/x'", /an address with a password/);
mistake('An account key', APP, "RequestDeadlineSeconds: '30'", "RequestDeadlineSeconds: 'AccountName=x;AccountKey=abcdefghijklmnop'", /a key or a password/);
mistake('A secret in a file of parameters', PRODUCTION, "readEnvironmentVariable('MALWARE_SCAN_KEY', '')", "'thirty-two-characters-of-nothing'", /is a secret, and comes from the environment/);

// Resources
mistake('A version that is not listed', TELEMETRY, 'workspaces@2025-02-01', 'workspaces@2023-09-01', /is not in bicep\/resource-types.txt/);
mistake('A type that is misspelt', TELEMETRY, 'Microsoft.Insights/components@', 'Microsoft.Insight/components@', /is not in bicep\/resource-types.txt/);
mistake('A member that is misspelt', TELEMETRY, 'retentionInDays:', 'retentionDays:', /properties.retentionDays is not among the members/);
mistake('A member at the wrong depth', APP, '    siteConfig: {\n      minTlsVersion', '    minTlsVersion: \'1.2\'\n    siteConfig: {\n      minTlsVersion', /properties.minTlsVersion is not among/);
mistake('A member inside a list that is misspelt', DOCUMENTS, 'maxAgeInSeconds', 'maxAgeSeconds', /corsRules\[\].maxAgeSeconds is not among/);
mistake('A word that the type does not know', APP, "name: 'dotnet-isolated'", "name: 'dotnet'", /can be dotnet-isolated/);
mistake('A word inside a list that the type does not know', DOCUMENTS, "['PUT', 'GET', 'OPTIONS']", "['PUT', 'GET', 'DELETE']", /is 'DELETE'/);
mistake('A member that is required', TELEMETRY, '    WorkspaceResourceId: workspace.id\n', '', /does not say properties.WorkspaceResourceId/);
mistake('A resource without tags', IDENTITY, '  tags: tags\n', '', /does not say tags/);
mistake('A read that the type does not tell', TELEMETRY, 'component.properties.ConnectionString', 'component.properties.connectionString', /properties.connectionString is not among what/);
mistake('A parent of another type', DOCUMENTS, "  parent: backups\n", '  parent: blobs\n', /the parent of a .*immutabilityPolicies is/);
mistake('A parent that is left out', DOCUMENTS, "resource incoming 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {\n  parent: blobs\n", "resource incoming 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {\n", /incoming has no parent/);
mistake('A scope that is no resource', TELEMETRY, 'scope: component', 'scope: roles', /which is no resource/);
mistake('A scope that is left out', DOCUMENTS, "  name: 'documents-and-backups'\n  scope: account\n", "  name: 'documents-and-backups'\n", /lock has no scope/);
mistake('A member that each item of a list needs', DOCUMENTS, "          name: 'old-versions'\n          enabled: true\n", "          name: 'old-versions'\n", /rules\[\] does not say enabled/);
mistake('A member that each entry of a map needs', 'bicep/modules/budget.bicep', "        threshold: 80\n", '', /notifications.\* does not say threshold/);
mistake('A condition without its version', 'bicep/modules/infrastructureAccess.bicep', "    conditionVersion: '2.0'\n", '', /has no conditionVersion/);
mistake('A vault that no deployment may ask', VAULT, '    enabledForTemplateDeployment: true\n', '', /must say properties.enabledForTemplateDeployment/);
mistake('A topic without the identity that keeps what is undelivered', 'bicep/modules/uploadEvents.bicep', "  identity: { type: 'SystemAssigned' }\n", '', /does not say identity.type/);
mistake('A template that does not say where it goes', MAIN, "targetScope = 'resourceGroup'\n", '', /targetScope says/);
mistake('The same resource twice', DOCUMENTS, "name: 'quarantine'", "name: 'documents'", /are the same resource/);
mistake('Account keys that open', RUNTIME, 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true', /must say properties.allowSharedKeyAccess: false/);
mistake('Containers that anybody reads', DOCUMENTS, "name: 'backups'\n  properties: { publicAccess: 'None' }", "name: 'backups'\n  properties: { publicAccess: 'Blob' }", /must say properties.publicAccess|can be None/);
mistake('A vault that can be purged', VAULT, 'enablePurgeProtection: true', 'enablePurgeProtection: false', /must say properties.enablePurgeProtection: true/);
mistake('Telemetry by key', TELEMETRY, 'DisableLocalAuth: true', 'DisableLocalAuth: false', /must say properties.DisableLocalAuth: true/);
mistake('A type that nobody uses', TYPES, 'Microsoft.Web/staticSites@2024-11-01', 'Microsoft.Web/staticSites@2023-12-01', /no resource is of/);
mistake('A type without its source', TYPES, '  from https://learn.microsoft.com/azure/templates/microsoft.web/2024-11-01/staticsites\n', '', /does not say where it was looked up/);

// Roles
mistake('A role that is misspelt', RUNTIME, "roles['Storage Queue Data Contributor']", "roles['Storage Queue Contributor']", /is no role of bicep\/roles.json/);
mistake('A role with the id of another', ROLES, '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', /Storage Blob Data Reader has the id/);
mistake('A role that was not reviewed', ROLES, '"Reader":', '"Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",\n  "Reader":', /Owner is no role that was reviewed/);
mistake('A role that nobody is given', TELEMETRY, "roles['Monitoring Metrics Publisher'])\n    principalId", "roles['Monitoring Reader'])\n    principalId", /does not hold its role/);
mistake('An id of a role in a template', TELEMETRY, "roles['Monitoring Metrics Publisher'])\n    principalId", "'3913510d-42f4-4e42-8a64-420c390055eb')\n    principalId", /belongs in bicep\/roles.json/);
mistake('An assignment that another would replace', DOCUMENTS, "guid(backups.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])", "guid(documents.id, functionsPrincipalId, roles['Storage Blob Data Contributor'])", /does not hold its place/);
mistake('An assignment without its principal in its name', DOCUMENTS, 'guid(backups.id, backupsReaderPrincipalId,', "guid(backups.id, 'reader',", /does not hold its principal/);
mistake('An assignment that does not say what it is for', TELEMETRY, "    principalType: 'ServicePrincipal'\n", '', /principalType/);

mistake('A role that the deployment may not give out', 'bicep/bootstrap.bicep', "  roles['Storage Blob Delegator']\n", '', /assignableRoles lacks it/);
mistake('A role that the deployment has no need to give out', 'bicep/bootstrap.bicep', "  roles['Storage Blob Delegator']\n", "  roles['Storage Blob Delegator']\n  roles['Locks Contributor']\n", /does not give out Locks Contributor/);

// Files of parameters
mistake('A param that main does not have', PRODUCTION, 'param logDailyCapGB', 'param logCapGB', /has no param logCapGB/);
mistake('A param that main asks for', PRODUCTION, 'param logDailyCapGB = 5\n', '', /logDailyCapGB is not given/);
mistake('A param that is given twice', PRODUCTION, 'param logDailyCapGB = 5\n', 'param logDailyCapGB = 5\nparam logDailyCapGB = 6\n', /given twice/);
mistake('A param of another type in a file of parameters', PRODUCTION, 'param logDailyCapGB = 5', "param logDailyCapGB = '5'", /is int, but is given string/);
mistake('A figure out of bounds', PRODUCTION, 'param backupsImmutableDays = 6', 'param backupsImmutableDays = 30', /must be from 0 to 6/);
mistake('A word that is not allowed', PRODUCTION, "param updateStrategy = 'Recreate'", "param updateStrategy = 'Rolling'", /allowed are 'Recreate', 'RollingUpdate'/);
mistake('The file of another environment', PRODUCTION, "param environmentName = 'production'", "param environmentName = 'staging'", /this file is for production/);
mistake('More instances than connections', PRODUCTION, 'param maximumInstanceCount = 8', 'param maximumInstanceCount = 43', /none is left for each/);
mistake('More instances ready than connections', PRODUCTION, 'param alwaysReadyInstances = 1', 'param alwaysReadyInstances = 20\nparam databaseServerSlots = 40', /none is left for each/);
mistake('A budget that begins in the middle', PRODUCTION, "budgetStartsOn = '2026-12-01'", "budgetStartsOn = '2026-12-15'", /first day of a month/);
mistake('A day that does not exist', PRODUCTION, "malwareScanKeyRotatedOn = '2026-11-21'", "malwareScanKeyRotatedOn = '2026-11-31'", /is a day like/);
mistake('using that leads nowhere', PRODUCTION, "using 'main.bicep'", "using 'mian.bicep'", /names no file/);

// The code
mistake('A setting that Bicep lacks', APP, "    BackupStreams: '2'\n", '', /BackupStreams is not among the settings/, 'local.settings.sample.json');
mistake('A setting that the code does not read', APP, "    BackupStreams: '2'\n", "    BackupStreams: '2'\n    BackupSteams: '2'\n", /reads no setting BackupSteams/);
mistake('A setting that the code reads and nobody gives', SETTINGS, 'configuration["DATABASE_URL_UNPOOLED"]', 'configuration["DATABASE_URL_DIRECT"]', /DATABASE_URL_DIRECT is neither/);
mistake('A schedule that the host would not find', 'Functions/Backups/BackUpDatabase.cs', '%BackUpDatabaseSchedule%', '%BackupSchedule%', /BackupSchedule is neither/);
mistake('A figure that the code refuses', APP, "RequestDeadlineSeconds: '30'", "RequestDeadlineSeconds: '300'", /takes whole numbers from 1 to 230/);
mistake('A setting that the page lacks', 'docs/settings.md', '| `BackupStreams` |', '| `BackupStream` |', /BackupStreams is missing/);
mistake('A setting of the page without a meaning', 'docs/settings.md', '| `BackupStreams` | connections that a backup reads with, past the pooler |', '| `BackupStreams` | |', /says what it means/);
mistake('An exception without a reason', 'bicep/settings.txt', 'local AzureWebJobsStorage a connection string, which opens nothing where account keys are off', 'local AzureWebJobsStorage', /a name and a reason/);
mistake('An exception that is none', 'bicep/settings.txt', 'local DocumentStorage a', 'local NoSetting a', /NoSetting is not in/);
mistake('A setting for a laptop in Azure', APP, "    BackupStreams: '2'\n", "    BackupStreams: '2'\n    FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n", /for a laptop alone/);
mistake('A reference to a secret that is not kept', APP, 'secrets/DatabaseUrlUnpooled)', 'secrets/DirectUrl)', /which is not in the vault/);
mistake('A reference that the platform would not read', APP, "'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/DatabaseUrl)'", "'@Microsoft.KeyVault(${vaultUri}secrets/DatabaseUrl)'", /is no reference/);
mistake('getSecret of a secret that is not kept', MAIN, "getSecret('MalwareScanKey')", "getSecret('ScanKey')", /getSecret asks for 'ScanKey'/);
mistake('An event for a function that does not exist', SUBSCRIPTION, 'Host.Functions.CheckUploadedDocument', 'Host.Functions.CheckUploadedDocuments', /there is no function CheckUploadedDocuments/);
mistake('A key of the host that does not exist', SUBSCRIPTION, 'systemKeys.blobs_extension', 'systemKeys.blob_extension', /the key that the host keeps/);
mistake('A host whose keys nobody has', SUBSCRIPTION, '/host/default', '/hosts/default', /the key that the host keeps/);
mistake('An event of another container', SUBSCRIPTION, 'containers/incoming/', 'containers/documents/', /watches incoming/);
mistake('A door that does not exist', MAIN, '/api/_internal/malware-scans', '/api/_internal/malware-scan', /no function has the route/);
mistake('Another prefix than that of the host', MAIN, '/api/_internal/malware-scans', '/v1/_internal/malware-scans', /the route prefix of host.json is api/);
mistake('A header that nobody looks for', SCANNING, 'x-malware-scan-key', 'x-scan-key', /no function looks for the header/);
mistake('A header that everybody can read', SCANNING, 'isSecret: true', 'isSecret: false', /is a secret/);
mistake('A container that nobody makes', DOCUMENTS, "name: 'quarantine'", "name: 'isolation'", /nobody makes the container quarantine/, 'Data/Files/FileStore.cs');
mistake('A timer that nobody counted', MAIN, 'var timerCount = ', 'var timerCount = 1', /the code has \d+ timers/);
mistake('A header of uploads that browsers may not send', DOCUMENTS, "'x-ms-blob-type', ", '', /uploads send x-ms-blob-type/);
mistake('An upload that sends another header', 'Data/Files/FileStore.cs', '["x-ms-blob-type"]', '["x-ms-access-tier"]', /uploads send x-ms-access-tier/, DOCUMENTS);

test('A name that is misspelt is found, wherever it stands', () => {
  const paths = check(root, {}, null, kept) && [...kept.keys()].filter(path => /^bicep\/.*\.bicep(param)?$/.test(path));
  let tried = 0;
  for (const path of paths) {
    const text = read(path);
    for (const [at, { index, name }] of names(text).entries()) {
      if (at % EVERY !== 0) continue;
      tried++;
      const changed = `${text.slice(0, index)}${name}Q${text.slice(index + name.length)}`;
      const line = text.slice(0, index).split('\n').length;
      assert.notEqual(check(root, { [path]: changed }, null, kept).faults.length, 0, `${path}:${line}: nobody finds ${name}Q`);
    }
  }
  assert.ok(tried > 100, `only ${tried} names were tried`);
});
