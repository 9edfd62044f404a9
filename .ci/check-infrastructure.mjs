// Checks the infrastructure without a cloud: docs/adr/0018-infrastructure-is-checked-without-a-cloud.md says what, and what only a cloud can tell.
//
//   node .ci/check-infrastructure.mjs
//
// Prints `N files, 0 faults`, or each fault with its place, and exits 1 then.
import { fileURLToPath } from 'node:url';
import { dirname, join, resolve } from 'node:path';
import { check } from './infrastructure/check.mjs';
import { openGrammar } from './infrastructure/grammar.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { count, faults } = check(resolve(here, '..'), {}, await openGrammar(join(here, 'tools')));

for (const { file, line, message } of faults) console.log(`${file}:${line}: ${message}`);
console.log(`${count} files, ${faults.length} fault${faults.length === 1 ? '' : 's'}`);
process.exitCode = faults.length === 0 ? 0 : 1;
