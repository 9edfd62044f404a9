// Reads .bicep and .bicepparam files into a tree: every construct that this repository uses, and a fault with its line for everything else.
// It is stricter than it would have to be for the compiler, so that a reader of our files never meets a rare construct.

export class BicepFault extends Error {
  constructor(line, message) {
    super(message);
    this.line = line;
  }
}

const PUNCTUATION = ['...', '??', '||', '&&', '==', '!=', '=~', '!~', '<=', '>=', '=>', '.?', '{', '}', '[', ']', '(', ')', '@', ',', ':', '.', '=', '?', '!', '<', '>', '+', '-', '*', '/', '%', '|'];
const ESCAPES = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' };

/** Splits a text into tokens: name, number, string (with its interpolations as tokens), newline, or a mark. */
export function tokens(text, firstLine = 1) {
  const found = [];
  let at = 0;
  let line = firstLine;
  const push = (kind, value) => found.push({ kind, value, line });

  while (at < text.length) {
    const rest = text.slice(at, at + 3);
    const sign = text[at];
    if (sign === '\n') { push('newline', '\n'); line++; at++; }
    else if (sign === ' ' || sign === '\t' || sign === '\r') at++;
    else if (rest.startsWith('//')) { while (at < text.length && text[at] !== '\n') at++; }
    else if (rest.startsWith('/*')) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) throw new BicepFault(line, 'a comment does not end');
      line += text.slice(at, end).split('\n').length - 1;
      at = end + 2;
    } else if (rest === "'''") {
      const end = text.indexOf("'''", at + 3);
      if (end < 0) throw new BicepFault(line, 'a text of several lines does not end');
      push('string', [text.slice(at + 3, end)]);
      line += text.slice(at, end).split('\n').length - 1;
      at = end + 3;
    } else if (sign === "'") {
      const start = line;
      const { parts, end } = quoted(text, at + 1, line);
      found.push({ kind: 'string', value: parts, line: start });
      at = end;
    } else if (/[A-Za-z_]/.test(sign)) {
      const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at))[0];
      push('name', name);
      at += name.length;
    } else if (/[0-9]/.test(sign)) {
      const number = /^[0-9]+/.exec(text.slice(at))[0];
      push('number', Number(number));
      at += number.length;
    } else {
      const mark = PUNCTUATION.find(one => text.startsWith(one, at));
      if (!mark) throw new BicepFault(line, `the sign ${sign} has no place here`);
      push(mark, mark);
      at += mark.length;
    }
  }
  push('end', '');
  return found;
}

/** The parts of a quoted text: plain text, and the tokens of what stands in ${}. */
function quoted(text, from, line) {
  const parts = [];
  let plain = '';
  let at = from;
  for (;;) {
    if (at >= text.length || text[at] === '\n') throw new BicepFault(line, 'a text does not end on its line');
    if (text[at] === "'") break;
    if (text[at] === '\\') {
      const escaped = ESCAPES[text[at + 1]];
      if (escaped === undefined) throw new BicepFault(line, `\\${text[at + 1]} is no escape`);
      plain += escaped;
      at += 2;
    } else if (text.startsWith('${', at)) {
      const end = closing(text, at + 2, line);
      parts.push(plain, tokens(text.slice(at + 2, end), line));
      plain = '';
      at = end + 1;
    } else plain += text[at++];
  }
  parts.push(plain);
  return { parts, end: at + 1 };
}

function closing(text, from, line) {
  let depth = 1;
  let at = from;
  while (at < text.length) {
    if (text[at] === '\n') break;
    if (text[at] === "'") at = quoted(text, at + 1, line).end;
    else {
      if (text[at] === '{') depth++;
      if (text[at] === '}' && --depth === 0) return at;
      at++;
    }
  }
  throw new BicepFault(line, '${ does not end on its line');
}

/** Reads a file. Returns { statements, faults }: a fault does not keep the statements after it from being read. */
export function parse(text) {
  let found;
  try {
    found = tokens(text);
  } catch (fault) {
    if (!(fault instanceof BicepFault)) throw fault;
    return { statements: [], faults: [fault] };
  }

  const reader = new Reader(found);
  const statements = [];
  const faults = [];
  while (!reader.is('end')) {
    try {
      reader.skipLines();
      if (reader.is('end')) break;
      statements.push(reader.statement());
    } catch (fault) {
      if (!(fault instanceof BicepFault)) throw fault;
      faults.push(fault);
      reader.skipStatement();
    }
  }
  return { statements, faults };
}

const STATEMENTS = ['targetScope', 'using', 'param', 'var', 'resource', 'module', 'output'];
const PRECEDENCE = [['??'], ['||'], ['&&'], ['==', '!=', '=~', '!~'], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];

class Reader {
  constructor(found) {
    this.found = found;
    this.at = 0;
  }

  get token() { return this.found[this.at]; }
  is(kind, value) { return this.token.kind === kind && (value === undefined || this.token.value === value); }
  skipLines() { while (this.is('newline')) this.at++; }

  take(kind, value) {
    if (!this.is(kind, value)) throw new BicepFault(this.token.line, `expected ${value ?? kind}, found ${this.shown()}`);
    return this.found[this.at++];
  }

  shown() { return this.is('newline') ? 'the end of the line' : this.is('end') ? 'the end of the file' : this.is('string') ? 'a text' : String(this.token.value); }

  /** To the next line that begins a statement. */
  skipStatement() {
    while (!this.is('end')) {
      if (this.is('newline')) {
        const next = this.found[this.at + 1];
        if (next.kind === '@' || (next.kind === 'name' && STATEMENTS.includes(next.value))) { this.at++; return; }
      }
      this.at++;
    }
  }

  statement() {
    const decorators = [];
    while (this.is('@')) {
      const { line } = this.take('@');
      const call = this.postfix();
      if (call.kind !== 'call') throw new BicepFault(line, 'a decorator is a call');
      decorators.push(call);
      this.skipLines();
    }

    const { line, value: word } = this.take('name');
    const statement = { ...this.body(word, line), line, decorators };
    if (!this.is('end')) this.take('newline');
    return statement;
  }

  body(word, line) {
    if (word === 'targetScope') { this.take('='); return { kind: word, value: this.expression() }; }
    if (word === 'using') return { kind: word, value: this.primary() };
    if (!STATEMENTS.includes(word)) throw new BicepFault(line, `${word} begins no statement`);

    const name = this.take('name').value;
    switch (word) {
      case 'param': {
        const type = this.is('=') ? null : this.type();
        return { kind: word, name, type, value: this.given() };
      }
      case 'output': return { kind: word, name, type: this.type(), value: this.required() };
      case 'var': return { kind: word, name, value: this.required() };
      default: {
        const type = this.take('string');
        if (type.value.length > 1) throw new BicepFault(type.line, 'what a resource or module is may not be computed');
        const existing = word === 'resource' && this.is('name', 'existing') && Boolean(this.take('name'));
        this.take('=');
        const { condition, loop, body } = this.conditional();
        return { kind: word, name, type: type.value[0], existing, condition, loop, body };
      }
    }
  }

  given() {
    if (!this.is('=')) return null;
    return this.required();
  }

  required() { this.take('='); return this.expression(); }

  conditional() {
    if (this.is('[')) {
      this.take('[');
      this.skipLines();
      const loop = this.loopHead();
      const { condition, body } = this.conditional();
      this.skipLines();
      this.take(']');
      return { condition, loop, body };
    }
    if (this.is('name', 'if')) {
      this.take('name');
      this.take('(');
      const condition = this.inParentheses();
      return { condition, loop: null, body: this.object() };
    }
    return { condition: null, loop: null, body: this.object() };
  }

  loopHead() {
    this.take('name', 'for');
    let item;
    let index = null;
    if (this.is('(')) {
      this.take('(');
      item = this.take('name').value;
      this.take(',');
      index = this.take('name').value;
      this.take(')');
    } else item = this.take('name').value;
    this.take('name', 'in');
    const list = this.expression();
    this.take(':');
    return { item, index, list };
  }

  type() {
    const { line, value } = this.take('name');
    if (!['string', 'int', 'bool', 'object', 'array'].includes(value)) throw new BicepFault(line, `${value} is no type; known are string, int, bool, object and array, and lists of them`);
    if (!this.is('[')) return value;
    this.take('[');
    this.take(']');
    return `${value}[]`;
  }

  expression() {
    const condition = this.binary(0);
    if (!this.onNextLine('?')) return condition;
    this.take('?');
    this.skipLines();
    const yes = this.expression();
    this.onNextLine(':');
    this.take(':');
    this.skipLines();
    return { kind: 'choice', line: condition.line, condition, yes, no: this.expression() };
  }

  onNextLine(mark) {
    let at = this.at;
    while (this.found[at].kind === 'newline') at++;
    if (this.found[at].kind !== mark) return false;
    this.at = at;
    return true;
  }

  binary(level) {
    if (level === PRECEDENCE.length) return this.unary();
    let left = this.binary(level + 1);
    while (PRECEDENCE[level].includes(this.token.kind)) {
      const operator = this.take(this.token.kind);
      this.skipLines();
      left = { kind: 'binary', line: operator.line, operator: operator.kind, left, right: this.binary(level + 1) };
    }
    return left;
  }

  unary() {
    if (this.is('!') || this.is('-')) {
      const operator = this.take(this.token.kind);
      return { kind: 'unary', line: operator.line, operator: operator.kind, value: this.unary() };
    }
    return this.postfix();
  }

  postfix() {
    let value = this.primary();
    for (;;) {
      const { line } = this.token;
      if (this.is('.')) {
        this.take('.');
        const name = this.take('name').value;
        value = this.is('(') ? { kind: 'call', line, on: value, name, arguments: this.arguments() } : { kind: 'member', line, on: value, name };
      } else if (this.is('[')) {
        this.take('[');
        const index = this.expression();
        this.take(']');
        value = index.kind === 'string' && index.parts.length === 1 ? { kind: 'member', line, on: value, name: index.parts[0] } : { kind: 'index', line, on: value, index };
      } else return value;
    }
  }

  arguments() {
    this.take('(');
    const given = [];
    this.skipLines();
    while (!this.is(')')) {
      given.push(this.expression());
      this.skipLines();
      if (!this.is(')')) { this.take(','); this.skipLines(); }
    }
    this.take(')');
    return given;
  }

  inParentheses() {
    this.skipLines();
    const value = this.expression();
    this.skipLines();
    this.take(')');
    return value;
  }

  primary() {
    const { kind, value, line } = this.token;
    if (kind === 'number') { this.at++; return { kind, line, value }; }
    if (kind === 'string') { this.at++; return this.text(value, line); }
    if (kind === '(') { this.at++; return this.inParentheses(); }
    if (kind === '{') return this.object();
    if (kind === '[') return this.list();
    if (kind !== 'name') throw new BicepFault(line, `expected a value, found ${this.shown()}`);
    this.at++;
    if (value === 'true' || value === 'false') return { kind: 'bool', line, value: value === 'true' };
    if (value === 'null') return { kind: 'null', line };
    if (this.is('(')) return { kind: 'call', line, on: null, name: value, arguments: this.arguments() };
    return { kind: 'symbol', line, name: value };
  }

  text(parts, line) {
    return {
      kind: 'string', line,
      parts: parts.map(part => {
        if (typeof part === 'string') return part;
        const inner = new Reader(part);
        const value = inner.expression();
        if (!inner.is('end')) throw new BicepFault(line, `expected }, found ${inner.shown()}`);
        return value;
      }),
    };
  }

  list() {
    const { line } = this.take('[');
    this.skipLines();
    if (this.is('name', 'for')) {
      const loop = this.loopHead();
      const body = this.expression();
      this.skipLines();
      this.take(']');
      return { kind: 'loop', line, loop, body };
    }
    const items = [];
    while (!this.is(']')) {
      items.push(this.expression());
      this.separator(']');
    }
    this.take(']');
    return { kind: 'list', line, items };
  }

  object() {
    const { line } = this.take('{');
    this.skipLines();
    const members = [];
    while (!this.is('}')) {
      const key = this.is('string') ? this.take('string') : this.take('name');
      this.take(':');
      this.skipLines();
      const name = key.kind === 'name' ? key.value : key.value.length === 1 ? key.value[0] : null;
      const computed = name === null ? this.text(key.value, key.line) : null;
      if (name !== null && members.some(member => member.name === name)) throw new BicepFault(key.line, `${name} stands twice in one object`);
      members.push({ name, computed, line: key.line, value: this.expression() });
      this.separator('}');
    }
    this.take('}');
    return { kind: 'object', line, members };
  }

  separator(end) {
    if (this.is(end)) return;
    if (!this.is(',') && !this.is('newline')) throw new BicepFault(this.token.line, `expected a comma, a new line or ${end}, found ${this.shown()}`);
    if (this.is(',')) this.take(',');
    this.skipLines();
  }
}

/** Every part of an expression, itself first. */
export function* parts(value) {
  if (!value || typeof value !== 'object') return;
  yield value;
  switch (value.kind) {
    case 'string': for (const part of value.parts) if (typeof part === 'object') yield* parts(part); break;
    case 'list': for (const item of value.items) yield* parts(item); break;
    case 'object': for (const member of value.members) { yield* parts(member.computed); yield* parts(member.value); } break;
    case 'call': yield* parts(value.on); for (const one of value.arguments) yield* parts(one); break;
    case 'member': yield* parts(value.on); break;
    case 'index': yield* parts(value.on); yield* parts(value.index); break;
    case 'unary': yield* parts(value.value); break;
    case 'binary': yield* parts(value.left); yield* parts(value.right); break;
    case 'choice': yield* parts(value.condition); yield* parts(value.yes); yield* parts(value.no); break;
    case 'loop': yield* parts(value.loop.list); yield* parts(value.body); break;
  }
}

/** A value as text, to compare two of them or to show one. */
export function shown(value) {
  switch (value?.kind) {
    case 'string': return `'${value.parts.map(part => typeof part === 'string' ? part : `\${${shown(part)}}`).join('')}'`;
    case 'number': case 'bool': return String(value.value);
    case 'symbol': return value.name;
    case 'member': return /^[A-Za-z_]\w*$/.test(value.name) ? `${shown(value.on)}.${value.name}` : `${shown(value.on)}['${value.name}']`;
    case 'index': return `${shown(value.on)}[${shown(value.index)}]`;
    case 'call': return `${value.on ? `${shown(value.on)}.` : ''}${value.name}(${value.arguments.map(shown).join(', ')})`;
    case 'unary': return `${value.operator}${shown(value.value)}`;
    case 'binary': return `${shown(value.left)} ${value.operator} ${shown(value.right)}`;
    case 'choice': return `${shown(value.condition)} ? ${shown(value.yes)} : ${shown(value.no)}`;
    case 'list': return `[${value.items.map(shown).join(', ')}]`;
    default: return value?.kind ?? '';
  }
}

/** The text of a literal, or null when it is computed or no text. */
export const literal = value => value?.kind === 'string' && value.parts.length === 1 ? value.parts[0] : null;

/** The member of an object, or undefined. */
export const member = (value, name) => value?.kind === 'object' ? value.members.find(one => one.name === name) : undefined;
