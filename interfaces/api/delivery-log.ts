/** What webhooks were told, and what came of it: one line of JSON a try. */
import { timeOrNull, timeText } from './documents/time.ts';
import { openRotatingLog } from './rotating-log.ts';
import type { Try } from './webhooks.ts';

/** Below the state folder. */
export const DELIVERY_LOG = 'serve/deliveries.ndjson';

/** Appends to it; what cannot be written is let go. */
export const deliveryLog = (stateDirectory: string): ((tried: Try) => void) => {
  const write = openRotatingLog(stateDirectory, DELIVERY_LOG);
  return ({ at, nextAt, ...rest }) => write(JSON.stringify({ ...rest, at: timeText(at), nextAt: timeOrNull(nextAt) }));
};
