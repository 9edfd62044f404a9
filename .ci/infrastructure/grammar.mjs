// A second reader of the same files, by somebody else: what only our own would accept, the compiler might not.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export async function openGrammar(tools) {
  const require = createRequire(join(tools, 'package.json'));
  const { Parser, Language } = require('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(join(dirname(require.resolve('tree-sitter-bicep/package.json')), 'tree-sitter-bicep.wasm')));
  return parser;
}

/** Notes where the grammar finds no sense. It knows no files of parameters. */
export function checkGrammar(files, trees, parser) {
  for (const { path } of trees) {
    const read = parser.parse(files.read(path));
    if (read.rootNode.hasError) {
      const broken = find(read.rootNode);
      files.fault(path, broken.startPosition.row + 1, `the grammar of Bicep does not know what stands here: ${broken.text.slice(0, 40).split('\n')[0]}`);
    }
    read.delete();
  }
}

const find = node => node.type === 'ERROR' || node.isMissing ? node : node.children.filter(one => one.hasError || one.isMissing).map(find)[0] ?? node;
