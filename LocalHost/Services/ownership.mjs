// What a program of another user can reach, and folders that belong to that user. Only root asks, because PostgreSQL refuses to run as root.
//   node ownership.mjs reach <user> <path>...   prints one true or false per path, as a JSON list
//   node ownership.mjs give <user> <folder>     makes the folder for that user alone
//   node ownership.mjs keep <folder>            makes a folder that everybody may pass through and only root may change
import { accessSync, chmodSync, chownSync, constants, lstatSync, mkdirSync } from 'node:fs';

const [act, ...words] = process.argv.slice(2);

if (act === 'reach') {
  const user = Number(words.shift());
  process.setgroups([]);
  process.setgid(user);
  process.setuid(user);
  console.log(JSON.stringify(words.map(reachable)));
} else if (act === 'give') {
  const [user, folder] = words;
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, Number(user), Number(user));
} else if (act === 'keep') {
  keep(words[0]);
}

function reachable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function keep(folder) {
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault;
  }
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return;
  console.error(`${folder} exists, but is not a folder that belongs to root alone. Remove it and start again.`);
  process.exit(1);
}
