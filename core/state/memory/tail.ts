/** Follows the logs of all runs in memory. */
import type { Tail, TailedEvent } from '../../tail.ts';
import type { Logs } from './logs.ts';

const pageSize = 500;

export const memoryTail = (logs: Logs): Tail => ({
  newest: async () => logs.newest,
  after: async (cursor) => {
    const page: TailedEvent[] = [];
    for (let position = cursor + 1; page.length < pageSize; position++) {
      const event = logs.at(position);
      if (event === null) break;
      page.push({ position, event });
    }
    return page;
  },
  changes: (ended) => logs.appended.rings(ended),
  [Symbol.asyncDispose]: async () => undefined,
});
