/** The log of the server: one line of JSON for each request and each fault, in the state folder. */
import { messageOf } from '../../core/thrown.ts';
import type { Witness } from './app.ts';
import { writeAudit } from './audit-log.ts';
import { openRotatingLog } from './rotating-log.ts';

/** Below the state folder. */
export const SERVER_LOG = 'serve.log';

/** Without query: what people search for is nobody's business. */
const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

/** Writes it. What cannot be written is let go: no request fails for it. */
export const serverLog = (stateDirectory: string, now: () => number, mask: (text: string) => string): Witness => {
  const append = openRotatingLog(stateDirectory, SERVER_LOG);
  const write = (level: 'info' | 'error', msg: string, rest: object): void =>
    append(mask(JSON.stringify({ time: new Date(now()).toISOString(), level, msg, ...rest })));
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
