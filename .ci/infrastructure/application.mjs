// Bicep against the code: the settings that are read are the settings that are given, and events go to doors that are there.
import { literal, member, parts, shown } from './bicep.mjs';
import { entries } from './files.mjs';

const SETTINGS = 'bicep/settings.txt';
const PAGE = 'docs/settings.md';
const SAMPLE = 'local.settings.sample.json';
const APP = 'bicep/modules/functionApp.bicep';

export function checkApplication(files, trees) {
  const code = files.code().filter(({ path }) => path !== 'Hosts/Local.cs');
  const given = appSettings(files, trees);
  const sample = readSample(files);
  const { azure, local } = readExceptions(files);

  for (const [name, { line }] of given) {
    if (sample.has(name) && azure.has(name)) files.fault(SETTINGS, azure.get(name), `${name} is in ${SAMPLE}, so it needs no exception`);
    if (!sample.has(name) && !azure.has(name)) files.fault(APP, line, `the code reads no setting ${name}: it is not in ${SAMPLE}`);
    if (local.has(name)) files.fault(APP, line, `${name} is for a laptop alone, by ${SETTINGS}`);
  }
  for (const [name, line] of sample) if (!given.has(name) && !local.has(name)) files.fault(SAMPLE, line, `${name} is not among the settings of ${APP}`);
  for (const [name, line] of local) if (!sample.has(name)) files.fault(SETTINGS, line, `${name} is not in ${SAMPLE}`);
  for (const [name, line] of azure) if (!given.has(name)) files.fault(SETTINGS, line, `${name} is not among the settings of ${APP}`);

  checkRead(files, code, given, sample);
  checkNumbers(files, code, given);
  checkPage(files, new Set([...sample.keys(), ...azure.keys()]));
  checkVault(files, trees, given);
  checkEvents(files, trees, code);
  checkContainers(files, trees, code);
  checkUploads(files, trees, code);
  checkTimers(files, trees, code);
}

/** The settings of the function app in Azure: name to its member. */
function appSettings(files, trees) {
  const config = trees.flatMap(tree => tree.of('resource')).filter(one => one.type.startsWith('Microsoft.Web/sites/config@') && literal(member(one.body, 'name')?.value) === 'appsettings');
  if (config.length !== 1) files.fault(APP, 1, 'there is one resource of appsettings');
  return new Map((member(config[0]?.body, 'properties')?.value.members ?? []).map(one => [one.name, one]));
}

function readSample(files) {
  const text = files.read(SAMPLE);
  const lines = text.split('\n');
  return new Map(Object.keys(JSON.parse(text).Values).map(name => [name, lines.findIndex(line => line.includes(`"${name}"`)) + 1]));
}

function readExceptions(files) {
  const found = { azure: new Map(), local: new Map() };
  for (const { text, line } of entries(files.read(SETTINGS))) {
    const [kind, name, ...reason] = text.split(/\s+/);
    if (!found[kind] || reason.length < 3) files.fault(SETTINGS, line, 'a line is azure or local, a name and a reason');
    else found[kind].set(name, line);
  }
  return found;
}

/** What the code reads by name has to be given, or be in the sample, where people look for it. */
function checkRead(files, code, given, sample) {
  const known = name => given.has(name) || sample.has(name) || [...given.keys()].some(other => other.startsWith(`${name}__`));
  let count = 0;
  for (const { path, text } of code) {
    for (const match of text.matchAll(/[cC]onfiguration\["([A-Za-z_:]+)"\]|\(configuration, "(\w+)"|GetSection\("(\w+)"\)|Connection = "(\w+)"|Trigger\("%(\w+)%"/g)) {
      count++;
      const name = match.slice(1).find(Boolean).replaceAll(':', '__');
      if (!known(name)) files.fault(path, lineAt(text, match.index), `the setting ${name} is neither in ${APP} nor in ${SAMPLE}`);
      // The host resolves %names% itself, before any default of the code.
      if (match[5] && !given.has(name)) files.fault(path, lineAt(text, match.index), `the schedule ${name} is not among the settings of ${APP}, and the host would not start its timer`);
    }
  }
  if (count < 10) files.fault('Functions/Settings.cs', 1, 'the checker does not find the settings that the code reads');
}

/** A literal number has to be within the range that the code takes. */
function checkNumbers(files, code, given) {
  for (const { text } of code) {
    for (const [, name, range] of text.matchAll(/Number\(configuration, "(\w+)", ([^)]*)\)/g)) {
      const one = given.get(name);
      const [, least, most] = range.split(',').map(part => compute(part));
      const value = literal(one?.value);
      if (value === null || least === null || most === null) continue;
      if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) files.fault(APP, one.line, `${name} is '${value}', but the code takes whole numbers from ${least} to ${most}`);
    }
  }
}

function compute(part) {
  const text = part.replaceAll('L', '').trim();
  if (/^\d+$/.test(text)) return Number(text);
  const shift = /^(\d+) << (\d+)$/.exec(text);
  if (shift) return Number(shift[1]) * 2 ** Number(shift[2]);
  return /^\d+( \* \d+)+$/.test(text) ? text.split(' * ').reduce((product, factor) => product * Number(factor), 1) : null;
}

/** The page of settings has a line for each, and for nothing else. */
function checkPage(files, names) {
  const found = new Map();
  for (const [at, line] of files.read(PAGE).split('\n').entries()) {
    const row = /^\| `([^`]+)` \|(.*)\|$/.exec(line);
    if (!row) continue;
    if (found.has(row[1])) files.fault(PAGE, at + 1, `${row[1]} stands twice`);
    if (row[2].split('|').length !== 3 || row[2].split('|').some(cell => !cell.trim())) files.fault(PAGE, at + 1, `the line of ${row[1]} says what it means, what it is otherwise, and where it comes from in Azure`);
    found.set(row[1], at + 1);
  }
  for (const name of names) if (!found.has(name)) files.fault(PAGE, 1, `${name} is missing`);
  for (const [name, line] of found) if (!names.has(name)) files.fault(PAGE, line, `there is no setting ${name}`);
}

/** A reference to the vault names a secret that is kept there. Otherwise the app would get the reference itself as its secret. */
function checkVault(files, trees, given) {
  const kept = new Set(trees.flatMap(tree => tree.of('resource')).filter(one => one.type.startsWith('Microsoft.KeyVault/vaults/secrets@')).map(one => literal(member(one.body, 'name')?.value)));
  for (const [name, one] of given) {
    for (const part of parts(one.value)) {
      if (part.kind !== 'string' || !part.parts.some(text => typeof text === 'string' && text.includes('@Microsoft.KeyVault'))) continue;
      const match = /^'@Microsoft\.KeyVault\(SecretUri=\$\{vaultUri\}secrets\/(\w+)\)'$/.exec(shown(part));
      if (!match) files.fault(APP, one.line, `${name} is no reference as '@Microsoft.KeyVault(SecretUri=\${vaultUri}secrets/Name)'`);
      else if (!kept.has(match[1])) files.fault(APP, one.line, `${name} refers to the secret ${match[1]}, which is not in the vault`);
    }
  }
  for (const tree of trees) {
    for (const statement of tree.of('module')) {
      for (const part of parts(statement.body)) {
        if (part.kind === 'call' && part.name === 'getSecret' && !kept.has(literal(part.arguments[0]))) files.fault(tree.path, part.line, `getSecret asks for ${shown(part.arguments[0])}, which is not in the vault`);
      }
    }
  }
}

const HOOK = /^'https:\/\/\$\{app\.properties\.defaultHostName\}\/runtime\/webhooks\/blobs\?functionName=Host\.Functions\.\w+&code=\$\{listKeys\('\$\{app\.id\}\/host\/default', '\d{4}-\d\d-\d\d'\)\.systemKeys\.blobs_extension\}'$/;

/** Event Grid's addresses, filters and headers against the functions that they are meant for. A wrong function name is answered 202 and the event is lost. */
function checkEvents(files, trees, code) {
  const all = code.map(({ text }) => text).join('\n');
  const prefix = JSON.parse(files.read('host.json')).extensions?.http?.routePrefix ?? 'api';
  let hooks = 0;
  for (const tree of trees) {
    for (const statement of tree.statements) {
      for (const part of parts(statement.body)) {
        if (part.kind !== 'string') continue;
        const address = shown(part);
        const hook = /functionName=Host\.Functions\.(\w+)/.exec(address);
        if (hook) {
          hooks++;
          checkHook(files, tree, statement, part.line, hook[1], code);
          if (!HOOK.test(address)) files.fault(tree.path, part.line, 'the address of a blob function is that of the host, with the key that the host keeps for its extension');
        }
        const door = /\/(\w+)\/(_internal\/[\w-]+)'$/.exec(address);
        if (door) {
          hooks++;
          if (door[1] !== prefix) files.fault(tree.path, part.line, `the route prefix of host.json is ${prefix}, not ${door[1]}`);
          if (!all.includes(`Route = "${door[2]}"`)) files.fault(tree.path, part.line, `no function has the route ${door[2]}`);
        }
      }
      for (const part of parts(statement.body)) {
        if (literal(member(part, 'type')?.value) !== 'Static') continue;
        const header = literal(member(part, 'name')?.value);
        if (!all.includes(`KeyHeader = "${header}"`)) files.fault(tree.path, part.line, `no function looks for the header ${header}`);
        if (shown(member(member(part, 'properties')?.value, 'isSecret')?.value) !== 'true') files.fault(tree.path, part.line, `the header ${header} is a secret`);
      }
    }
  }
  if (hooks !== 2) files.fault('bicep/main.bicep', 1, `there are ${hooks} addresses for events, and not 2`);
}

function checkHook(files, tree, statement, line, name, code) {
  const source = code.find(({ text }) => text.includes(`[Function(nameof(${name}))`));
  if (!source) return files.fault(tree.path, line, `there is no function ${name}`);
  const trigger = /BlobTrigger\("([^"/]+)\/[^"]*", Connection = "(\w+)", Source = BlobTriggerSource\.EventGrid/.exec(source.text);
  if (!trigger) return files.fault(tree.path, line, `${name} is not triggered by blobs through Event Grid`);
  const filter = member(member(statement.body, 'properties')?.value, 'filter')?.value;
  const begins = literal(member(filter, 'subjectBeginsWith')?.value);
  const expected = `/blobServices/default/containers/${trigger[1]}/`;
  if (begins !== expected) files.fault(tree.path, line, `${name} watches ${trigger[1]}, so subjectBeginsWith is '${expected}'`);
}

/** The containers that the code opens are made here: in Azure it makes none itself. */
function checkContainers(files, trees, code) {
  const made = new Set(trees.flatMap(tree => tree.of('resource')).filter(one => /\/containers@/.test(one.type) && !one.existing).map(one => literal(member(one.body, 'name')?.value)));
  for (const { path, text } of code) {
    for (const match of text.matchAll(/GetBlobContainerClient\("([a-z-]+)"\)/g)) {
      if (!made.has(match[1])) files.fault(path, lineAt(text, match.index), `nobody makes the container ${match[1]} in Azure`);
    }
  }
}

/** A browser asks the storage whether it may send the headers that an upload slot names. One that is not allowed stops every upload. */
function checkUploads(files, trees, code) {
  const asked = code.flatMap(({ text }) => [...text.matchAll(/headers = new Dictionary<string, string> \{([^}]*)\}/g)].flatMap(([, body]) => [...body.matchAll(/\["([\w-]+)"\]/g)].map(([, name]) => name.toLowerCase())));
  if (asked.length === 0) files.fault('Data/Files/FileStore.cs', 1, 'the checker does not find the headers of an upload');
  for (const tree of trees) {
    for (const one of tree.of('resource').filter(other => !other.existing)) {
      for (const part of parts(one.body)) {
        const headers = member(part, 'allowedHeaders');
        const missing = asked.filter(name => headers && !headers.value.items.some(item => literal(item) === name));
        if (missing.length > 0) files.fault(tree.path, headers.line, `uploads send ${missing.join(', ')}, which allowedHeaders lacks`);
      }
    }
  }
}

/** Each timer has an instance of its own, with connections of its own to the database. */
function checkTimers(files, trees, code) {
  const count = code.reduce((sum, { text }) => sum + (text.match(/\[TimerTrigger\(/g) ?? []).length, 0);
  const told = trees.find(({ path }) => path === 'bicep/main.bicep')?.of('var').find(one => one.name === 'timerCount');
  if (told?.value.value !== count) files.fault('bicep/main.bicep', told?.line ?? 1, `the code has ${count} timers, and timerCount is ${told?.value.value ?? 'not told'}`);
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length;
