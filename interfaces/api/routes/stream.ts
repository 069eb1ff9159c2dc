/** What happens to runs, as it happens. */
import { problem } from '../answer.ts';
import { problemOf } from '../problem.ts';
import type { Route } from '../route.ts';
import { MOST_LISTENERS } from '../stream.ts';
import { text } from './schemas.ts';

const POSITION = /^\d{1,15}$/;

export const streamRoute: Route = {
  ...{ method: 'get', path: '/api/v1/events', id: 'streamEvents', tag: 'events', role: 'viewer' },
  summary: 'What happens to runs, as it happens: server-sent events, resumed after Last-Event-ID',
  query: { run: text(), after: { type: 'string', pattern: '^\\d{1,15}$' } },
  gives: [{ status: 200, description: 'events, until you go', schema: null, media: 'text/event-stream' }],
  act: async ({ query, headers }, { stream }) => {
    if (stream.count() >= MOST_LISTENERS)
      return problem(
        problemOf(429, 'too-many-streams', 'too many listen', { hint: 'One stream is enough for a browser.' }),
      );
    const last = headers['last-event-id'] ?? query['after'];
    const after = typeof last === 'string' && POSITION.test(last) ? Number(last) : null;
    const run = typeof query['run'] === 'string' ? query['run'] : null;
    return { kind: 'stream', write: (to) => void stream.listen(to, { after, run }).catch(() => to.destroy()) };
  },
};
