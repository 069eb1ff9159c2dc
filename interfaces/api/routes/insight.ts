/** What many runs have in common: cost, failures, how they went, breakers, tools, and the server's own log. */
import { isAgent } from '../../../adapters/tools/descriptions.ts';
import { instant, runId } from '../../../core/id.ts';
import { COST_KEYS, groupUsage, sumUp, usageOfRuns, type CostKey } from '../../house/cost-of-runs.ts';
import { openFailures } from '../../house/open-failures.ts';
import { checkTools } from '../../house/tools/check-tools.ts';
import { acting } from '../acting.ts';
import { json, problem } from '../answer.ts';
import { statsDocument } from '../documents/stats-document.ts';
import { timeOrNull, timeText } from '../documents/time.ts';
import { usageDocument } from '../documents/usage-document.ts';
import { newestLines } from '../newest-lines.ts';
import { problemOf, problemOfRefusal } from '../problem.ts';
import { given, type Route } from '../route.ts';
import { SERVER_LOG } from '../server-log.ts';
import { count, limit, moment, text } from './schemas.ts';

const base = { method: 'get', tag: 'insight', role: 'viewer' } as const;
const DAY_MS = 86_400_000;
const MOST_RUNS = 2_000;

const sinceIn = (value: unknown): number | null => (typeof value === 'string' ? Date.parse(value) : null);

export const getCostRoute: Route = {
  ...{ ...base, path: '/api/v1/cost', id: 'getCost', summary: 'What models used' },
  query: { by: { type: 'string', enum: [...COST_KEYS] }, run: text(), since: moment },
  gives: [given('cost', 'the sums')],
  act: async ({ query }, { house }) => {
    const since = sinceIn(query['since']);
    const from = since === null ? {} : { since: instant(since) };
    const one = typeof query['run'] === 'string' ? await house.store.run(runId(query['run'])) : null;
    if (query['run'] !== undefined && one === null)
      return problem(problemOf(404, 'unknown-run', 'there is no such run'));
    const runs =
      one === null ? await house.store.runs({ statuses: null, workstream: null, limit: MOST_RUNS, ...from }) : [one];
    const rows = await usageOfRuns(runs, one !== null, house);
    // Cannot lie: the schema of the query names no others.
    const by = (query['by'] ?? 'tool') as CostKey;
    const groups = groupUsage(rows, by).map(({ key, ...sum }) => ({ key, usage: usageDocument(sum) }));
    return json({ by, groups, total: usageDocument(sumUp(rows)) });
  },
};

export const listFailuresRoute: Route = {
  ...{ ...base, path: '/api/v1/failures', id: 'listFailures' },
  summary: 'What failed for good and nobody has taken up since; with `all` every failure',
  query: { run: text(), all: { type: 'boolean' }, since: moment, limit },
  gives: [given('failure-list', 'failures, newest first')],
  act: async ({ query }, { house }) => {
    const since = sinceIn(query['since']);
    const run = typeof query['run'] === 'string' ? runId(query['run']) : null;
    const sinceMs = since === null ? null : Math.max(0, house.clock.now() - since);
    const rows = await openFailures({ run, sinceMs, all: query['all'] === true }, house);
    const most = typeof query['limit'] === 'number' ? query['limit'] : 200;
    return json({ items: rows.slice(0, most).map(({ at, ...row }) => ({ ...row, at: timeText(at) })), next: null });
  },
};

export const getStatsRoute: Route = {
  ...{ ...base, path: '/api/v1/stats', id: 'getStats', summary: 'How runs went, day by day' },
  query: { days: count(1, 90), workstream: text() },
  gives: [given('stats', 'the days, oldest first')],
  act: async ({ query }, { house, standings }) => {
    const days = typeof query['days'] === 'number' ? query['days'] : 30;
    const workstream = typeof query['workstream'] === 'string' ? query['workstream'] : null;
    const now = house.clock.now();
    const since = instant(Math.floor(now / DAY_MS) * DAY_MS - (days - 1) * DAY_MS);
    const runs = await house.store.runs({ statuses: null, workstream, limit: MOST_RUNS, since });
    return json(await statsDocument(runs, { since, now, days }, standings));
  },
};

export const listBreakersRoute: Route = {
  ...{ ...base, path: '/api/v1/breakers', id: 'listBreakers', summary: 'The circuit breakers of this machine' },
  gives: [given('breaker-list', 'all of them')],
  act: async (_, { house }) => {
    const all = await (await house.breakers()).list();
    const items = all.map(({ name, state, failures, reopensAt }) => ({
      name,
      state,
      failures,
      reopensAt: timeOrNull(reopensAt),
    }));
    return json({ items, next: null });
  },
};

export const resetBreakerRoute: Route = {
  ...{ method: 'post', path: '/api/v1/breakers/{breaker}/reset', id: 'resetBreaker', tag: 'insight', role: 'operator' },
  summary: 'Close a breaker',
  gives: [{ status: 204, description: 'it is closed', schema: null }],
  act: async ({ params }, { house }) => {
    const name = params['breaker'] ?? '';
    const isKnown = await (await house.breakers()).reset(name);
    return isKnown
      ? { kind: 'nothing', status: 204, headers: {} }
      : problem(problemOf(404, 'not-found', `there is no breaker ${name}`));
  },
};

export const listToolsRoute: Route = {
  ...{
    ...base,
    path: '/api/v1/tools',
    id: 'listTools',
    summary: 'The tools that steps may name, and whether they can be used',
  },
  gives: [given('tool-list', 'all of them')],
  act: async (_, desk) =>
    acting(desk, async (house) => {
      const tools = await house.tools();
      if (!tools.ok) return problem(problemOfRefusal(tools.error));
      const { profiles, root, modules } = tools.value;
      const checked = await checkTools([...profiles.values()], { env: house.env, root, isRefreshed: false, modules });
      const items = checked.map(({ profile, check }) => ({
        ...{ id: profile.name, title: profile.title, adapter: profile.adapter },
        ...{ isAgent: isAgent(profile.adapter), isEnabled: profile.enabled },
        ...{ priority: profile.priority, access: profile.access, origin: profile.origins.at(-1)?.file ?? 'shipped' },
        ...{
          isAvailable: check.available,
          path: check.path,
          version: check.version,
          isProven: check.isProven,
          hint: check.hint,
        },
      }));
      return json({ items, next: null });
    }),
};

export const listLogsRoute: Route = {
  ...{ ...base, path: '/api/v1/logs', id: 'listLogs', role: 'admin', summary: 'The newest lines of the server log' },
  query: { level: { type: 'string', enum: ['info', 'error'] }, limit },
  gives: [given('server-log-page', 'lines, newest first')],
  act: async ({ query }, { house }) => {
    const most = typeof query['limit'] === 'number' ? query['limit'] : 200;
    const lines = newestLines(
      house.stateDirectory,
      SERVER_LOG,
      ({ level }) => query['level'] === undefined || level === query['level'],
    );
    return json({ items: lines.slice(0, most), next: null });
  },
};
