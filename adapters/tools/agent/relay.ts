/** The way to the proxy out of a sandbox without a network: a port in there, and a socket that was bound in. */

import { RELAY_PORT } from '../../../core/model-proxy.ts';

/**
 * Waits on the port before the program begins; hands on what it comes with, and ends as it ends. Dies with it, and it with the
 * sandbox, whose only leader this is.
 */
const RELAY = String.raw`
const { createServer, connect } = require('node:net');
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const [port, path, program, ...args] = process.argv.slice(1);
const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
  const far = connect({ path, allowHalfOpen: true });
  near.pipe(far).pipe(near);
  for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
});
server.listen(Number(port), '127.0.0.1', () => {
  const child = spawn(program, args, { stdio: 'inherit' });
  child.on('error', (error) => { console.error(error.message); process.exit(127); });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
});
`;

/** The command line, led out by `socket`. */
export const relayed = (argv: readonly [string, ...string[]], socket: string): readonly [string, ...string[]] => [
  process.execPath,
  ...['-e', RELAY, String(RELAY_PORT), socket],
  ...argv,
];
