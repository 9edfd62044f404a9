// Resources against the reviewed list of types, members and roles. The list stands in for the schema that only the compiler would have.
import { literal, member, parts, shown } from './bicep.mjs';
import { entries } from './files.mjs';

export const TYPES = 'bicep/resource-types.txt';
const ROLES = 'bicep/roles.json';
const BOOTSTRAP = 'bicep/bootstrap.bicep';

// Azure's built-in roles by the page "Azure built-in roles", a second time: a slip in roles.json would give somebody another role without a sound.
const BUILT_IN = {
  'Contributor': 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6',
  'Locks Contributor': '28bf596f-4eb7-45ce-b5bc-6cf482fec137',
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb',
  'Monitoring Reader': '43d0d8ad-25c7-4714-9337-8ba259a9fe05',
  'Reader': 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  'Role Based Access Control Administrator': 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  'Storage Blob Delegator': 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  'Website Contributor': 'de139f84-1756-47ae-9be6-808fbbe84772',
};
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

// What a resource of a type must say, whatever its purpose.
const MUST = {
  'Microsoft.Storage/storageAccounts': {
    'properties.allowSharedKeyAccess': 'false', 'properties.allowBlobPublicAccess': 'false', 'properties.supportsHttpsTrafficOnly': 'true',
    'properties.minimumTlsVersion': "'TLS1_2'", 'properties.allowCrossTenantReplication': 'false',
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers': { 'properties.publicAccess': "'None'" },
  'Microsoft.KeyVault/vaults': { 'properties.enableRbacAuthorization': 'true', 'properties.enablePurgeProtection': 'true', 'properties.softDeleteRetentionInDays': '90', 'properties.enabledForTemplateDeployment': 'true' },
  'Microsoft.Insights/components': { 'properties.DisableLocalAuth': 'true' },
  'Microsoft.OperationalInsights/workspaces': { 'properties.features.disableLocalAuth': 'true' },
  'Microsoft.Web/sites': { 'properties.httpsOnly': 'true', 'properties.siteConfig.minTlsVersion': "'1.2'", 'properties.siteConfig.cors.supportCredentials': 'false' },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { 'properties.allow': 'false' },
  'Microsoft.Authorization/roleAssignments': { 'properties.principalType': "'ServicePrincipal'" },
};

const ROLE_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments';

/** The reviewed list: { 'Type@version': { line, source, isUsed, set: Map(path, { isRequired, words }), read: Set } }. */
export function readTypes(files) {
  const types = new Map();
  let current = null;
  for (const { text, line } of entries(files.read(TYPES))) {
    const [word, ...rest] = text.trim().split(/\s+/);
    if (!text.startsWith(' ')) {
      current = { line, source: null, isUsed: false, set: new Map(), read: new Set() };
      if (!/^[A-Za-z.]+(\/[A-Za-z]+)+@\d{4}-\d\d-\d\d(-preview)?$/.test(text)) files.fault(TYPES, line, `${text} is no type with its version`);
      if (types.has(text)) files.fault(TYPES, line, `${text} is listed twice`);
      types.set(text, current);
    } else if (!current) files.fault(TYPES, line, 'a type with its version comes first');
    else if (word === 'from') current.source = rest.join(' ');
    else if (word === 'read') for (const path of rest) current.read.add(path);
    else if (word === 'set') for (const one of rest) {
      const [, path, must, words] = /^([^!=]+)(!?)(?:=(.*))?$/.exec(one);
      current.set.set(path, { isRequired: must === '!', words: words?.split('|') });
    } else files.fault(TYPES, line, `${word} is neither from, set nor read`);
  }
  for (const [name, { source, line }] of types) if (!source?.includes('://')) files.fault(TYPES, line, `${name} does not say where it was looked up`);
  return types;
}

export function checkResources(files, trees) {
  const types = readTypes(files);
  const roles = readRoles(files);
  const usedRoles = new Set();
  for (const tree of trees) {
    const resources = new Map(tree.of('resource').map(one => [one.name, one]));
    for (const one of resources.values()) checkResource(files, tree, one, resources, types);
    checkReads(files, tree, resources, types);
    checkRoles(files, tree, roles, usedRoles);
    checkTwins(files, tree);
  }
  checkAssignable(files, trees);
  for (const [name, { isUsed, line }] of types) if (!isUsed) files.fault(TYPES, line, `no resource is of ${name}`);
  for (const name of Object.keys(roles)) if (!usedRoles.has(name)) files.fault(ROLES, 1, `nobody is given the role ${name}`);
}

function readRoles(files) {
  let roles;
  try {
    roles = JSON.parse(files.read(ROLES));
  } catch (fault) {
    files.fault(ROLES, 1, fault.message);
    return {};
  }
  for (const [name, id] of Object.entries(roles)) {
    if (BUILT_IN[name] !== id) files.fault(ROLES, 1, BUILT_IN[name] ? `${name} has the id ${BUILT_IN[name]}, not ${id}` : `${name} is no role that was reviewed`);
  }
  return roles;
}

function checkResource(files, tree, one, resources, types) {
  const note = (line, message) => files.fault(tree.path, line, message);
  const type = types.get(one.type);
  if (!type) return note(one.line, `${one.type} is not in ${TYPES}`);
  type.isUsed = true;

  const [name] = one.type.split('@');
  checkParent(note, one, name, resources);
  const scope = member(one.body, 'scope');
  if (scope && scope.value.kind !== 'symbol') note(scope.line, `the scope of ${one.name} is a resource of this file, or is left out`);
  if (scope?.value.kind === 'symbol' && !resources.has(scope.value.name)) note(scope.line, `the scope of ${one.name} is ${scope.value.name}, which is no resource`);
  if (one.existing) {
    for (const { name: key, line } of one.body.members) if (!['name', 'parent', 'scope'].includes(key)) note(line, `an existing resource has no ${key}`);
    if (!member(one.body, 'name')) note(one.line, `${one.name} has no name`);
    return;
  }

  if (type.set.get('scope')?.isRequired && !scope) note(one.line, `${one.name} has no scope, and would be made for the whole resource group`);
  const found = new Map();
  walk(one.body, '', found, note, type);
  for (const [path, { isRequired }] of type.set) if (isRequired && path !== 'scope' && !/\[\]|\*/.test(path) && ![...found.keys()].some(other => other === path || other.startsWith(`${path}.`) || other.startsWith(`${path}[`))) note(one.line, `${one.name} does not say ${path}, which a ${name} needs`);
  for (const [path, must] of Object.entries(MUST[name] ?? {})) {
    if (shown(found.get(path)) !== must) note(found.get(path)?.line ?? one.line, `${one.name} must say ${path}: ${must}`);
  }
}

/** Notes each member that the list does not have, and each word that it does not allow. */
function walk(value, path, found, note, type) {
  if (value.kind === 'object') {
    for (const [asked, { isRequired }] of type.set) {
      const key = asked.startsWith(`${path}.`) ? asked.slice(path.length + 1) : '';
      if (isRequired && /^[^.[*]+$/.test(key) && !value.members.some(one => one.name === key)) note(value.line, `${path} does not say ${key}`);
    }
    for (const one of value.members) {
      if (path === '' && ['parent', 'scope', 'dependsOn'].includes(one.name)) continue;
      const key = one.name === null ? '*' : one.name;
      const own = path === '' ? key : `${path}.${key}`;
      const any = path === '' ? '*' : `${path}.*`;
      const next = isListed(type, own) ? own : isListed(type, any) ? any : null;
      if (next === null) { note(one.line, `${own} is not among the members of this type in ${TYPES}`); continue; }
      found.set(next, one.value);
      walk(one.value, next, found, note, type);
    }
  } else if (value.kind === 'list') for (const item of value.items) walk(item, `${path}[]`, found, note, type);
  else if (value.kind === 'choice') { walk(value.yes, path, found, note, type); walk(value.no, path, found, note, type); }
  const words = type.set.get(path)?.words;
  const text = literal(value);
  if (words && text !== null && !words.includes(text)) note(value.line, `${path} is '${text}', but can be ${words.join(', ')}`);
}

const isListed = (type, path) => type.set.has(path) || [...type.set.keys()].some(other => other.startsWith(`${path}.`) || other.startsWith(`${path}[`));

function checkParent(note, one, name, resources) {
  const parent = member(one.body, 'parent');
  const depth = name.split('/').length;
  const isScoped = member(one.body, 'scope') !== undefined || name === ROLE_ASSIGNMENT;
  if (!parent) {
    if (depth > 2 && !isScoped) note(one.line, `${one.name} has no parent, and a ${name} lies in one`);
    return;
  }
  const owner = resources.get(parent.value.name);
  if (!owner) return note(parent.line, `the parent of ${one.name} is ${shown(parent.value)}, which is no resource`);
  const expected = name.split('/').slice(0, -1).join('/');
  if (owner.type.split('@')[0] !== expected) note(parent.line, `the parent of a ${name} is a ${expected}, not a ${owner.type.split('@')[0]}`);
}

/** What is read of a resource must be something that it tells. */
function checkReads(files, tree, resources, types) {
  for (const statement of tree.statements) {
    const inner = new Set();
    for (const root of [statement.value, statement.body, statement.condition, statement.loop?.list]) {
      for (const part of parts(root)) {
        if (part.kind !== 'member' || inner.has(part)) continue;
        const names = [];
        let at = part;
        while (at.kind === 'member') { names.unshift(at.name); inner.add(at); at = at.on; }
        if (at.kind !== 'symbol' || !resources.has(at.name)) continue;
        const path = names.join('.');
        const type = types.get(resources.get(at.name).type);
        if (type && !['id', 'name'].includes(path) && !type.read.has(path)) files.fault(tree.path, part.line, `${path} is not among what a ${resources.get(at.name).type} tells in ${TYPES}`);
      }
    }
  }
}

function checkRoles(files, tree, roles, usedRoles) {
  const note = (line, message) => files.fault(tree.path, line, message);
  for (const statement of tree.statements) {
    for (const root of [statement.value, statement.body, statement.loop?.list]) {
      for (const part of parts(root)) {
        if (part.kind === 'string' && part.parts.some(text => typeof text === 'string' && GUID.test(text))) note(part.line, `an id like ${shown(part)} belongs in ${ROLES} or in a param`);
        if (part.kind !== 'member' || part.on.kind !== 'symbol' || part.on.name !== 'roles') continue;
        if (!Object.hasOwn(roles, part.name)) note(part.line, `${part.name} is no role of ${ROLES}`);
        usedRoles.add(part.name);
      }
    }
    if (statement.kind === 'resource' && statement.type.startsWith(`${ROLE_ASSIGNMENT}@`)) checkAssignment(note, statement);
  }
}

/** The name of an assignment has to be another for another place, another person and another role, or one would replace the other. */
function checkAssignment(note, one) {
  const name = member(one.body, 'name')?.value;
  if (name?.kind !== 'call' || name.name !== 'guid') return note(one.line, `the name of ${one.name} is a guid of its place, its principal and its role`);
  const given = name.arguments.map(shown);
  const scope = member(one.body, 'scope');
  const place = scope ? `${shown(scope.value)}.id` : 'resourceGroup().id';
  if (!given.includes(place)) note(name.line, `the guid of ${one.name} does not hold its place, ${place}`);

  const properties = member(one.body, 'properties')?.value;
  const definition = member(properties, 'roleDefinitionId')?.value;
  if (definition?.kind !== 'call' || definition.name !== 'subscriptionResourceId' || literal(definition.arguments[0]) !== 'Microsoft.Authorization/roleDefinitions') return note(one.line, `roleDefinitionId of ${one.name} is subscriptionResourceId('Microsoft.Authorization/roleDefinitions', …)`);
  if (!given.includes(shown(definition.arguments[1]))) note(name.line, `the guid of ${one.name} does not hold its role, ${shown(definition.arguments[1])}`);

  if (member(properties, 'condition') && !member(properties, 'conditionVersion')) note(one.line, `the condition of ${one.name} has no conditionVersion`);

  const principal = shown(member(properties, 'principalId')?.value);
  const owner = principal.replace(/\.identity\.principalId$/, '.id');
  if (!given.includes(principal) && !given.includes(owner)) note(name.line, `the guid of ${one.name} does not hold its principal, ${principal}`);
}

/** Whoever deploys main.bicep may give out the roles that it gives out, and no other. */
function checkAssignable(files, trees) {
  const bootstrap = trees.find(({ path }) => path === BOOTSTRAP);
  const list = bootstrap?.of('var').find(one => one.name === 'assignableRoles');
  if (!list) return files.fault(BOOTSTRAP, 1, 'assignableRoles names the roles that main.bicep gives out');
  const named = tree => tree.statements.flatMap(one => [...parts(one.value), ...parts(one.body), ...parts(one.loop?.list)])
    .filter(part => part.kind === 'member' && part.on.kind === 'symbol' && part.on.name === 'roles').map(part => part.name);
  const own = new Set(bootstrap.of('module').map(one => `bicep/${one.type}`).concat(BOOTSTRAP));
  const given = new Set(trees.filter(({ path }) => !own.has(path)).flatMap(named));
  const may = new Set(list.value.items.map(item => item.name));
  for (const name of given) if (!may.has(name)) files.fault(BOOTSTRAP, list.line, `main.bicep gives out ${name}, and assignableRoles lacks it`);
  for (const name of may) if (!given.has(name)) files.fault(BOOTSTRAP, list.line, `main.bicep does not give out ${name}`);
}

/** Two resources of one type with one name in one place are one resource, and the second silently wins. */
function checkTwins(files, tree) {
  const seen = new Map();
  for (const one of tree.of('resource').filter(other => !other.existing)) {
    const key = [one.type, shown(member(one.body, 'parent')?.value), shown(member(one.body, 'scope')?.value), shown(member(one.body, 'name')?.value)].join(' ');
    if (seen.has(key)) files.fault(tree.path, one.line, `${one.name} and ${seen.get(key)} are the same resource`);
    seen.set(key, one.name);
  }
}
