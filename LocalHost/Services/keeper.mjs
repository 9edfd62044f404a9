// Runs one program for the local host and ends it when the host is gone, however the host went.
// The host writes one line of JSON to our standard input and holds it open. A further line "stop" asks for the end; the end of
// the input means that the host died. We answer with the lines "pid <number>" and "exit <code> <signal>", so that our own death can be told apart.
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

// Ctrl+C reaches the whole process group; the host drains first and then tells us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const windows = process.platform === 'win32';
let order, child, hostIsGone = false, stopping = false, unread = '';

process.stdin.setEncoding('utf8');
process.stdin.on('data', text => {
  unread += text;
  for (let end; (end = unread.indexOf('\n')) >= 0; unread = unread.slice(end + 1)) {
    if (order) stop();
    else start(JSON.parse(unread.slice(0, end)));
  }
});
process.stdin.on('close', () => {
  hostIsGone = true;
  if (child) stop();
  else process.exit(0);
});

function start(given) {
  order = given;
  const log = openSync(order.log, 'a', 0o600);
  child = spawn(order.program, order.arguments, {
    cwd: order.folder,
    env: { ...process.env, ...order.environment },
    uid: order.user ?? undefined,
    gid: order.user ?? undefined,
    // A group of its own, so that Ctrl+C in the terminal does not reach it.
    detached: true,
    windowsHide: true,
    stdio: ['pipe', log, log, ...(order.stop === 'message' ? ['ipc'] : [])],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(order.input ?? '');
  child.on('error', fault => child.pid || finish(127, fault.message, ''));
  child.on('exit', (code, signal) => finish(code ?? 1, '', signal ?? ''));
  if (child.pid) process.stdout.write(`pid ${child.pid}\n`);
}

function stop() {
  if (stopping) return;
  stopping = true;
  if (order.stop === 'message' && child.connected) child.send('shutdown');
  else if (windows && order.stopProgram) spawn(order.stopProgram[0], order.stopProgram.slice(1), { windowsHide: true });
  else child.kill(order.stop === 'message' ? 'SIGTERM' : order.stop);
  setTimeout(kill, order.graceMs);
}

function kill() {
  try {
    process.kill(windows ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function finish(code, reason, signal) {
  process.stderr.write(reason);
  if (hostIsGone && order.discard) rmSync(order.discard, { recursive: true, force: true, maxRetries: 5 });
  process.stdout.write(`exit ${code} ${signal}\n`, () => process.exit(code));
}
