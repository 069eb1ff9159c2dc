/** The log of the server: one line of JSON for each request and each fault, in the state folder. */
import { statSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { appendOwn } from '../../adapters/machine/own-folder.ts';
import { messageOf } from '../../core/thrown.ts';
import type { Witness } from './app.ts';
import { writeAudit } from './audit-log.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const KEPT = 3;

export const SERVER_LOG = 'serve.log';

/** What is too large moves on to the next name; the last is dropped. */
const rotate = (path: string): void => {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < MOST_BYTES) return;
  for (let at = KEPT - 1; at >= 1; at--) {
    const from = at === 1 ? path : `${path}.${at - 1}`;
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${at}`);
  }
};

/** Without query: what people search for is nobody's business. */
const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

/** Writes it. What cannot be written is let go: no request fails for it. */
export const serverLog = (stateDirectory: string, now: () => number, mask: (text: string) => string): Witness => {
  const path = join(stateDirectory, SERVER_LOG);
  const write = (level: 'info' | 'error', msg: string, rest: object): void => {
    try {
      rotate(path);
      appendOwn(
        stateDirectory,
        path,
        `${mask(JSON.stringify({ time: new Date(now()).toISOString(), level, msg, ...rest }))}\n`,
      );
    } catch {
      // A full disk, above all.
    }
  };
  return {
    answered: ({ id, method, target, status }) =>
      write('info', 'answered', { requestId: id, method, path: pathOf(target), status }),
    changed: (change) => {
      try {
        writeAudit(stateDirectory, { at: now(), ...change });
      } catch (error) {
        write('error', `what was changed cannot be written down: ${messageOf(error)}`, { requestId: change.requestId });
      }
    },
    bug: (id, error) =>
      write('error', messageOf(error), { requestId: id, stack: error instanceof Error ? (error.stack ?? '') : '' }),
  };
};
