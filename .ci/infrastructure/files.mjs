// What the checker reads: the files of bicep/, and what of the code they have to agree with.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from './bicep.mjs';

const MATTERS = /configuration|Trigger|KeyHeader|GetBlobContainerClient|headers = new/i;
const CODE = ['Commands', 'Data', 'Functions', 'Hosts', 'Program.cs'];

export class Files {
  /** changes: texts that stand in for files, by their path; null takes a file away. kept: what was read before, for many checks of one tree. */
  constructor(root, changes = {}, kept = new Map()) {
    this.root = root;
    this.changes = changes;
    this.kept = kept;
    this.faults = [];
  }

  fault(file, line, message) { this.faults.push({ file, line, message }); }

  has(path) { return path in this.changes ? this.changes[path] !== null : existsSync(`${this.root}/${path}`); }

  read(path) { return this.changes[path] ?? this.once(path, () => readFileSync(`${this.root}/${path}`, 'utf8')); }

  once(key, make) {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key);
  }

  /** The files under a folder, in the order of their names. */
  list(folder, ending) {
    const there = this.once(`${folder}/`, () => existsSync(`${this.root}/${folder}`)
      ? readdirSync(`${this.root}/${folder}`, { recursive: true, withFileTypes: true }).filter(one => one.isFile())
        .map(one => posix.relative(this.root, `${one.parentPath ?? one.path}/${one.name}`))
      : []);
    const all = new Set([...there, ...Object.keys(this.changes).filter(path => path.startsWith(`${folder}/`))]);
    return [...all].filter(path => path.endsWith(ending) && this.has(path)).sort();
  }

  /** Each file of C# that has to agree with the infrastructure in something: { path, text }. */
  code() {
    const paths = CODE.flatMap(part => part.endsWith('.cs') ? [part] : this.list(part, '.cs'));
    return paths.filter(path => path in this.changes || this.once(`${path} matters`, () => MATTERS.test(this.read(path)))).map(path => ({ path, text: this.read(path) }));
  }

  /** Reads a file of Bicep and notes what is wrong with its form. */
  tree(path) {
    const read = () => parse(this.read(path));
    const { statements, faults } = path in this.changes ? read() : this.once(`${path} as a tree`, read);
    for (const { line, message } of faults) this.fault(path, line, message);
    return { path, statements, of: kind => statements.filter(one => one.kind === kind) };
  }
}

/** The lines of a reviewed list: without comments and blank lines, each with its number. */
export const entries = text => text.split('\n').map((line, at) => ({ text: line.trimEnd(), line: at + 1 })).filter(one => one.text.trim() && !one.text.trimStart().startsWith('#'));
