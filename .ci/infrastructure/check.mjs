import { Files } from './files.mjs';
import { checkNames, checkParameterFiles, isRoot } from './names.mjs';
import { checkResources } from './resources.mjs';
import { checkApplication } from './application.mjs';
import { checkSecrets } from './secrets.mjs';
import { checkGrammar } from './grammar.mjs';

/**
 * Checks everything under bicep/ of a repository. Returns { count, faults }, each fault with its file, its line and a sentence.
 * changes and kept: see Files; without a parser the second reading is left out.
 */
export function check(root, changes = {}, parser = null, kept = new Map()) {
  const files = new Files(root, changes, kept);
  const trees = files.list('bicep', '.bicep').map(path => files.tree(path));
  const parameters = files.list('bicep', '.bicepparam').map(path => files.tree(path));
  const count = trees.length + parameters.length;
  if (parser) checkGrammar(files, trees, parser);

  // What cannot be read would be followed by a crowd of names that are not known.
  if (files.faults.length === 0) {
    const modules = checkNames(files, trees);
    for (const tree of trees) if (isRoot(tree.path) && tree.of('targetScope').length !== 1) files.fault(tree.path, 1, 'targetScope says what this is deployed into');
    if (!modules.has('bicep/main.bicep')) files.fault('bicep', 1, 'there is no main.bicep');
    if (parameters.length === 0) files.fault('bicep', 1, 'there is no file of parameters');
    checkParameterFiles(files, parameters, modules);
    checkResources(files, trees);
    checkApplication(files, trees);
    checkSecrets(files, [...trees, ...parameters]);
  }
  const order = (one, other) => one.file.localeCompare(other.file) || one.line - other.line;
  return { count, faults: files.faults.sort(order) };
}
