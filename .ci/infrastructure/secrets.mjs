// No secret stands in a file, whatever its name.
import { literal, parts } from './bicep.mjs';

const SHAPES = [
  [/\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|sig)=[^;&$]{6,}/i, 'a key or a password in a connection string'],
  [/\b[a-z]+:\/\/[^/\s:@$]+:[^@\s$]{3,}@/i, 'an address with a password'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  [/\b(gh[pousr]_[A-Za-z0-9]{20,}|napi_[a-z0-9]{20,}|npg_[A-Za-z0-9]{10,}|eyJ[A-Za-z0-9_-]{20,}\.)/, 'a token'],
  [/(?<![\w/+-])[A-Za-z0-9+/]{43,}={0,2}(?![\w/+-])/, 'what looks like a key'],
];
const NAMES = /^(value|key|password|secret|token|code)$/i;

export function checkSecrets(files, trees) {
  for (const tree of trees) {
    for (const statement of tree.statements) {
      for (const root of [statement.value, statement.body]) {
        for (const part of parts(root)) {
          if (part.kind === 'string') {
            const text = part.parts.filter(one => typeof one === 'string').join('\0');
            const shape = SHAPES.find(([pattern]) => pattern.test(text));
            if (shape) files.fault(tree.path, part.line, `there is ${shape[1]}`);
          }
          if (part.kind === 'object' && /secret/i.test(statement.type ?? '')) {
            for (const one of part.members) if (NAMES.test(one.name) && literal(one.value)) files.fault(tree.path, one.line, `${one.name} of a secret is a literal`);
          }
        }
      }
    }
  }
}
