// Names and types: everything that is named exists, is used, is given what it asks for, and says what it is for.
import { posix } from 'node:path';
import { literal, member, parts, shown } from './bicep.mjs';

// Functions that this repository uses: how many arguments, and what comes out. Others are added here when they are needed and looked up.
const FUNCTIONS = {
  any: [1, 1, 'any'], array: [1, 1, 'array'], bool: [1, 1, 'bool'], concat: [1, 99, 'array'], contains: [2, 2, 'bool'], dateTimeAdd: [2, 3, 'string'],
  dateTimeToEpoch: [1, 1, 'int'], deployment: [0, 0, 'object'], empty: [1, 1, 'bool'], environment: [0, 0, 'object'], guid: [1, 99, 'string'], int: [1, 1, 'int'],
  join: [2, 2, 'string'], length: [1, 1, 'int'], listKeys: [2, 3, 'any'], loadJsonContent: [1, 3, 'any'], max: [1, 99, 'int'], min: [1, 99, 'int'],
  readEnvironmentVariable: [1, 2, 'string'], replace: [3, 3, 'string'], resourceGroup: [0, 2, 'object'], string: [1, 1, 'string'], subscription: [0, 1, 'object'],
  subscriptionResourceId: [2, 99, 'string'], substring: [2, 3, 'string'], take: [2, 2, 'string'], tenant: [0, 0, 'object'], toLower: [1, 1, 'string'],
  toUpper: [1, 1, 'string'], union: [2, 99, 'any'], uniqueString: [1, 99, 'string'],
};
// What the functions that answer with an object tell, as far as it is used.
const TOLD = {
  deployment: ['name'], environment: ['authentication.loginEndpoint', 'name', 'suffixes.storage'], resourceGroup: ['id', 'location', 'name'],
  subscription: ['id', 'subscriptionId', 'tenantId'], tenant: ['tenantId'],
};
const FOR_PARAMETERS_ONLY = new Set(['readEnvironmentVariable']);

const DECORATORS = {
  description: ['param', 'output', 'var', 'resource', 'module'], secure: ['param', 'output'], allowed: ['param'], minValue: ['param'], maxValue: ['param'],
  minLength: ['param'], maxLength: ['param'], batchSize: ['resource', 'module'],
};

const NEEDS_SECURE = /(password|secret|token|databaseUrl\w*|connectionString|apiKey|scanKey)$/i;
const OPENS_NOTHING = new Set(['telemetryConnectionString']);

const decorator = (statement, name) => statement.decorators.find(one => one.name === name);
const figure = (statement, name) => decorator(statement, name)?.arguments[0]?.value;
const isSecure = parameter => decorator(parameter, 'secure') !== undefined;
const allowed = parameter => decorator(parameter, 'allowed')?.arguments[0]?.items?.map(shown);
const base = type => type?.endsWith('[]') ? 'array' : type ?? 'any';
const isOneOf = (type, expected) => type === 'any' || expected === 'any' || base(type) === base(expected);

/** What is known of one file: its names, and the type of any of its values. */
class Scope {
  constructor(tree, files) {
    this.tree = tree;
    this.files = files;
    this.named = new Map();
    this.used = new Set();
    for (const one of tree.statements) {
      if (!one.name || one.kind === 'output') continue;
      if (this.named.has(one.name)) files.fault(tree.path, one.line, `${one.name} is named twice`);
      this.named.set(one.name, one);
    }
    this.outputs = new Map();
    for (const one of tree.of('output')) {
      if (this.outputs.has(one.name)) files.fault(tree.path, one.line, `the output ${one.name} is named twice`);
      this.outputs.set(one.name, one);
    }
  }

  parameter(name) { const one = this.named.get(name); return one?.kind === 'param' ? one : undefined; }

  type(value, modules, loops = {}) {
    switch (value?.kind) {
      case 'string': return 'string';
      case 'number': return 'int';
      case 'bool': return 'bool';
      case 'object': return 'object';
      case 'list': case 'loop': return 'array';
      case 'unary': return value.operator === '!' ? 'bool' : 'int';
      case 'binary': return ['+', '-', '*', '/', '%'].includes(value.operator) ? 'int' : value.operator === '??' ? 'any' : 'bool';
      case 'choice': { const [yes, no] = [this.type(value.yes, modules), this.type(value.no, modules)]; return base(yes) === base(no) ? yes : 'any'; }
      case 'call': return value.on ? 'any' : FUNCTIONS[value.name]?.[2] ?? 'any';
      case 'symbol': {
        const named = this.named.get(value.name);
        if (named?.kind === 'param') return named.type ?? 'any';
        return named?.kind === 'var' ? this.type(named.value, modules) : 'any';
      }
      case 'member': return this.outputOf(value, modules)?.type ?? 'any';
      default: return 'any';
    }
  }

  /** The output that module.outputs.name stands for; undefined when the value is something else. */
  outputOf(value, modules) {
    if (value.kind !== 'member' || value.on.kind !== 'member' || value.on.name !== 'outputs' || value.on.on.kind !== 'symbol') return undefined;
    const caller = this.named.get(value.on.on.name);
    return caller?.kind === 'module' ? modules.get(fileOf(this.tree.path, caller.type))?.outputs.get(value.name) ?? { isUnknown: true, caller } : undefined;
  }

  /** Whether a value may hold a secret: a secure parameter, or a key that is asked for. */
  isSecret(value, seen = new Set()) {
    for (const part of parts(value)) {
      if (part.kind === 'call' && /^(list[A-Z]\w*|getSecret)$/.test(part.name)) return true;
      if (part.kind !== 'symbol' || seen.has(part.name)) continue;
      seen.add(part.name);
      const named = this.named.get(part.name);
      if (named?.kind === 'param' && isSecure(named)) return true;
      if (named?.kind === 'var' && this.isSecret(named.value, seen)) return true;
    }
    return false;
  }
}

/** What a person or a workflow deploys; everything else is a module of one of these. */
export const isRoot = path => path.split('/').length === 2;

const fileOf = (from, module) => posix.normalize(posix.join(posix.dirname(from), module));

export function checkNames(files, trees) {
  const modules = new Map(trees.map(tree => [tree.path, new Scope(tree, files)]));
  const usedOutputs = new Map();
  for (const scope of modules.values()) checkFile(files, scope, modules, usedOutputs);
  for (const { tree, outputs } of modules.values()) {
    if (isRoot(tree.path)) continue;
    for (const output of outputs.values()) {
      if (!usedOutputs.get(tree.path)?.has(output.name)) files.fault(tree.path, output.line, `nobody uses the output ${output.name}`);
    }
  }
  const called = new Set(trees.flatMap(tree => tree.of('module').map(one => fileOf(tree.path, one.type))));
  for (const { path } of trees) if (!isRoot(path) && !called.has(path)) files.fault(path, 1, 'no module uses this file');
  return modules;
}

function checkFile(files, scope, modules, usedOutputs) {
  const { tree } = scope;
  const note = (line, message) => files.fault(tree.path, line, message);
  for (const statement of tree.statements) {
    checkDecorators(note, statement);
    if (statement.kind === 'using') note(statement.line, 'using belongs to a file of parameters');
    if (statement.kind === 'param') checkParameter(note, scope, statement, modules, isRoot(tree.path));
    if (statement.kind === 'output') checkOutput(note, scope, statement, modules);
    if (statement.kind === 'module') checkModule(files, note, scope, statement, modules);
    for (const [value, locals] of values(statement)) checkValue(files, note, scope, statement, value, locals, modules, usedOutputs);
  }
  for (const [name, one] of scope.named) {
    const isUseless = one.kind === 'param' || one.kind === 'var' || (one.kind === 'resource' && one.existing);
    if (isUseless && !scope.used.has(name)) note(one.line, `nobody uses the ${one.kind} ${name}`);
  }
}

/** The values of a statement, each with the names that only it knows. */
function* values(statement) {
  const locals = statement.loop ? [statement.loop.item, statement.loop.index] : [];
  if (statement.value) yield [statement.value, []];
  if (statement.loop) yield [statement.loop.list, []];
  if (statement.condition) yield [statement.condition, locals];
  if (statement.body) yield [statement.body, locals];
}

function checkDecorators(note, statement) {
  for (const one of statement.decorators) {
    if (!DECORATORS[one.name]) note(one.line, `@${one.name} is no decorator that is known here`);
    else if (!DECORATORS[one.name].includes(statement.kind)) note(one.line, `@${one.name} does not belong on a ${statement.kind}`);
    if (statement.decorators.filter(other => other.name === one.name).length > 1) note(one.line, `@${one.name} stands twice`);
  }
  if (statement.kind !== 'param' && statement.kind !== 'output') return;
  const text = decorator(statement, 'description')?.arguments[0];
  if (!(literal(text)?.length >= 10)) note(statement.line, `the ${statement.kind} ${statement.name} has no description`);
}

function checkParameter(note, scope, one, modules, isOutermost) {
  const { name, type, value, line } = one;
  if (!type) return note(line, `the param ${name} has no type`);
  const words = allowed(one);
  if (type === 'int' && !words && (figure(one, 'minValue') === undefined || figure(one, 'maxValue') === undefined)) note(line, `the number ${name} has no bounds: @minValue and @maxValue, or @allowed`);
  if (isOutermost && base(type) === 'array' && figure(one, 'maxLength') === undefined) note(line, `the list ${name} has no @maxLength`);
  if (isOutermost && type === 'string' && !words && !isSecure(one) && figure(one, 'maxLength') === undefined) note(line, `the text ${name} has no @maxLength and no @allowed`);
  if (type !== 'int' && (decorator(one, 'minValue') || decorator(one, 'maxValue'))) note(line, `@minValue and @maxValue are for numbers, and ${name} is ${type}`);
  if (type === 'int' && (decorator(one, 'minLength') || decorator(one, 'maxLength'))) note(line, `@minLength and @maxLength are not for numbers like ${name}`);
  for (const [least, most] of [['minValue', 'maxValue'], ['minLength', 'maxLength']]) {
    if (figure(one, least) > figure(one, most)) note(line, `@${least} of ${name} is above its @${most}`);
  }
  if (NEEDS_SECURE.test(name) && !OPENS_NOTHING.has(name) && !isSecure(one)) note(line, `${name} sounds like a secret and is not @secure`);
  if (!value) return;
  if (isSecure(one) && literal(value) !== '') note(line, `a secure param like ${name} may have no value here but an empty one`);
  if (!isOneOf(scope.type(value, modules), type)) note(line, `${name} is ${type}, but its value is ${scope.type(value, modules)}`);
  if (!isSecure(one)) fit(note, line, name, value, one);
}

/** Whether a literal is within what a parameter allows. */
function fit(note, line, name, value, parameter) {
  const words = allowed(parameter);
  if (words && ['string', 'number'].includes(value.kind) && !words.includes(shown(value))) note(line, `${name} is ${shown(value)}, but allowed are ${words.join(', ')}`);
  const [least, most] = [figure(parameter, 'minValue'), figure(parameter, 'maxValue')];
  if (value.kind === 'number' && (value.value < least || value.value > most)) note(line, `${name} is ${value.value}, but must be from ${least} to ${most}`);
  const size = literal(value)?.length ?? value.items?.length;
  if (size < figure(parameter, 'minLength') || size > figure(parameter, 'maxLength')) note(line, `${name} has the length ${size}, but must have ${figure(parameter, 'minLength') ?? 0} to ${figure(parameter, 'maxLength') ?? 'any'}`);
}

function checkOutput(note, scope, one, modules) {
  if (!isOneOf(scope.type(one.value, modules), one.type)) note(one.line, `the output ${one.name} is ${one.type}, but its value is ${scope.type(one.value, modules)}`);
  if (scope.isSecret(one.value)) note(one.line, `the output ${one.name} gives a secret away: deployments show their outputs`);
}

function checkModule(files, note, scope, one, modules) {
  const path = fileOf(scope.tree.path, one.type);
  const called = modules.get(path);
  if (!called) return note(one.line, `there is no ${path}`);
  if (!member(one.body, 'name')) note(one.line, `the module ${one.name} has no name`);
  const same = scope.tree.of('module').filter(other => shown(member(other.body, 'name')?.value) === shown(member(one.body, 'name')?.value));
  if (same.length > 1 && same[0] !== one) note(one.line, `the deployment ${shown(member(one.body, 'name')?.value)} is named twice`);
  for (const { name, line } of one.body.members) if (!['name', 'params', 'dependsOn', 'scope'].includes(name)) note(line, `a module has no member ${name}`);

  const given = member(one.body, 'params')?.value.members ?? [];
  for (const { name, value, line } of given) {
    const parameter = called.parameter(name);
    if (!parameter) { note(line, `${path} has no param ${name}`); continue; }
    if (!isOneOf(scope.type(value, modules), parameter.type)) note(line, `${name} is ${parameter.type} in ${path}, but is given ${scope.type(value, modules)}`);
    if (!isSecure(parameter) && scope.isSecret(value)) note(line, `${name} is given a secret, and is not @secure in ${path}`);
    fit(note, line, name, value, parameter);
    if (value.kind === 'symbol') contained(note, line, name, scope.parameter(value.name), parameter, path);
  }
  for (const parameter of called.tree.of('param')) {
    if (!parameter.value && !given.some(other => other.name === parameter.name)) note(one.line, `the module ${one.name} is not given ${parameter.name}, which ${path} asks for`);
  }
}

/** Whether everything that one parameter allows is allowed by the one that it is handed to. */
function contained(note, line, name, outer, inner, path) {
  if (!outer) return;
  const [given, taken] = [allowed(outer), allowed(inner)];
  if (taken && (!given || !given.every(word => taken.includes(word)))) note(line, `${path} allows fewer words for ${name} than the param ${outer.name} that it is given`);
  if (figure(outer, 'minValue') < figure(inner, 'minValue') || figure(outer, 'maxValue') > figure(inner, 'maxValue')) note(line, `${path} has narrower bounds for ${name} than the param ${outer.name} that it is given`);
}

function checkValue(files, note, scope, statement, value, locals, modules, usedOutputs) {
  const inner = new Set(locals);
  for (const part of parts(value)) if (part.kind === 'loop') { inner.add(part.loop.item); inner.add(part.loop.index); }
  const below = new Set();
  for (const part of parts(value)) {
    if (part.kind === 'member' && !below.has(part)) checkTold(note, part, below);
    if (part.kind === 'index') checkIndex(note, scope, part);
    if (part.kind === 'symbol' && !inner.has(part.name)) {
      if (!scope.named.has(part.name)) note(part.line, `${part.name} is not known here`);
      scope.used.add(part.name);
    }
    if (part.kind === 'call' && !part.on) checkCall(files, note, scope, part);
    if (part.kind === 'call' && part.on && part.name !== 'getSecret') note(part.line, `${part.name} is no function that is known here`);
    if (part.kind === 'member') checkMember(note, scope, statement, part, modules, usedOutputs);
  }
  const needed = member(value, 'dependsOn');
  for (const one of needed?.value.items ?? []) {
    if (!['resource', 'module'].includes(scope.named.get(one.name)?.kind)) note(one.line, `dependsOn names ${shown(one)}, which is no resource and no module`);
  }
}

function checkCall(files, note, scope, call) {
  const known = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (!known || FOR_PARAMETERS_ONLY.has(call.name)) return note(call.line, `${call.name} is no function that is known here`);
  const count = call.arguments.length;
  if (count < known[0] || count > known[1]) note(call.line, `${call.name} takes ${known[0]} to ${known[1]} arguments, and has ${count}`);
  if (call.name !== 'loadJsonContent') return;
  const path = posix.normalize(posix.join(posix.dirname(scope.tree.path), literal(call.arguments[0]) ?? ''));
  if (!files.has(path)) note(call.line, `there is no ${path}`);
}

/** resourceGroup().loction would be found by a deployment alone. */
function checkTold(note, part, below) {
  const names = [];
  let at = part;
  for (; at.kind === 'member'; at = at.on) { names.unshift(at.name); below.add(at); }
  if (at.kind !== 'call' || at.on || !TOLD[at.name]) return;
  if (!TOLD[at.name].includes(names.join('.'))) note(part.line, `${at.name}() tells no ${names.join('.')}`);
}

/** words[param] needs a word for everything that the param allows. */
function checkIndex(note, scope, part) {
  const [words, parameter] = [scope.named.get(part.on.name)?.value, scope.parameter(part.index.name)];
  if (words?.kind !== 'object' || !parameter) return;
  const [there, asked] = [words.members.map(one => `'${one.name}'`), allowed(parameter) ?? []];
  if (asked.length !== there.length || !asked.every(word => there.includes(word))) note(part.line, `${part.on.name} has ${there.join(', ')}, but ${parameter.name} is one of ${asked.join(', ')}`);
}

function checkMember(note, scope, statement, part, modules, usedOutputs) {
  if (part.on.kind === 'symbol' && part.name !== 'outputs' && part.name !== 'name' && scope.named.get(part.on.name)?.kind === 'module') {
    return note(part.line, `a module gives outputs, not ${part.name}`);
  }
  const output = scope.outputOf(part, modules);
  if (!output) return;
  const caller = scope.named.get(part.on.on.name);
  const path = fileOf(scope.tree.path, caller.type);
  if (output.isUnknown) return note(part.line, `${path} has no output ${part.name}`);
  if (!usedOutputs.has(path)) usedOutputs.set(path, new Set());
  usedOutputs.get(path).add(part.name);
  if (caller.condition && shown(caller.condition) !== shown(statement.condition)) note(part.line, `${caller.name} is not always deployed, so its outputs may not be there`);
}

/** The files of parameters against the file that they are for. */
export function checkParameterFiles(files, trees, modules) {
  for (const tree of trees) {
    const note = (line, message) => files.fault(tree.path, line, message);
    const [using] = tree.of('using');
    const target = modules.get(fileOf(tree.path, literal(using?.value) ?? ''));
    if (!target) { note(using?.line ?? 1, 'using names no file that is there'); continue; }

    const given = new Map();
    for (const one of tree.statements) {
      if (one.kind === 'using') continue;
      if (one.kind !== 'param') { note(one.line, `a file of parameters has no ${one.kind}`); continue; }
      if (given.has(one.name)) note(one.line, `${one.name} is given twice`);
      given.set(one.name, one);
      checkGiven(note, target, one);
    }
    for (const parameter of target.tree.of('param')) {
      if (!parameter.value && !given.has(parameter.name)) note(1, `${parameter.name} is not given, and ${target.tree.path} asks for it`);
    }
    checkEnvironment(note, tree, target, given);
  }
}

function checkGiven(note, target, one) {
  const parameter = target.parameter(one.name);
  if (!parameter) return note(one.line, `${target.tree.path} has no param ${one.name}`);
  const { value } = one;
  const isFromOutside = [...parts(value)].some(part => part.kind === 'call' && part.name === 'readEnvironmentVariable');
  for (const part of parts(value)) {
    if (part.kind === 'call' && !['readEnvironmentVariable', 'bool', 'int'].includes(part.name)) note(part.line, `${part.name} is no function for a file of parameters`);
    if (part.kind === 'symbol') note(part.line, `${part.name} is not known here`);
  }
  if (isSecure(parameter) && !isFromOutside) return note(one.line, `${one.name} is a secret, and comes from the environment: readEnvironmentVariable`);
  const type = value.kind === 'call' ? FUNCTIONS[value.name]?.[2] ?? 'any' : target.type(value, new Map());
  if (!isOneOf(type, parameter.type)) note(one.line, `${one.name} is ${parameter.type}, but is given ${type}`);
  if (!isFromOutside) fit(note, one.line, one.name, value, parameter);
  if (/On$/.test(one.name) && !isDay(literal(value))) note(one.line, `${one.name} is a day like 2026-12-01`);
}

const isDay = text => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** What no type says: the file is for the environment it is named after, and its figures fit each other. */
function checkEnvironment(note, tree, target, given) {
  const number = name => given.get(name)?.value.value ?? target.parameter(name)?.value?.value;
  const environment = literal(given.get('environmentName')?.value);
  const expected = posix.basename(tree.path, '.bicepparam');
  if (environment !== null && environment !== expected) note(given.get('environmentName').line, `this file is for ${expected}, but says ${environment}`);

  const timers = target.named.get('timerCount')?.value.value;
  const [instances, slots] = [2 * number('maximumInstanceCount') + number('alwaysReadyInstances') + timers, number('databaseServerSlots')];
  if (!(slots / instances >= 1)) note(1, `${instances} instances share ${slots} connections of the database: none is left for each`);
  const start = literal(given.get('budgetStartsOn')?.value);
  if (start !== null && !start.endsWith('-01')) note(given.get('budgetStartsOn').line, 'a budget begins on the first day of a month');
}
