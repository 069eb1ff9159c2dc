/** The list of runs, and one run. */
import { instant, runId } from '../../../core/id.ts';
import { RUN_STATUSES, type RunStatus } from '../../../core/run.ts';
import type { RunFilter } from '../../../core/run-tables.ts';
import { listRuns, type ListedRun } from '../../house/list-runs.ts';
import { veilSecrets } from '../../house/veil-secrets.ts';
import { json, problem } from '../answer.ts';
import { behindCursor, pageOf } from '../cursor.ts';
import type { Desk } from '../desk.ts';
import { runDocument, runRowDocument } from '../documents/run-document.ts';
import { taggedJson } from '../entity-tag.ts';
import { problemOf } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { aroundRun, runNamed } from '../run-of-call.ts';
import { CURSOR, limit, moment, text } from './schemas.ts';

const LIMIT = 50;

/** Cannot lie: the schema of the query names no others. */
const statusesIn = (call: Call): readonly RunStatus[] | null =>
  call.query['state'] === undefined ? null : (call.query['state'] as readonly RunStatus[]);

const textIn = (call: Call, name: string): string | undefined => {
  const value = call.query[name];
  return typeof value === 'string' ? value : undefined;
};

const filterOf = (call: Call): RunFilter | null => {
  const cursor = textIn(call, 'cursor');
  const before = cursor === undefined ? undefined : behindCursor(cursor);
  if (before === null) return null;
  const [asked, q, since] = [call.query['limit'], textIn(call, 'q'), textIn(call, 'since')];
  return {
    statuses: statusesIn(call),
    workstream: textIn(call, 'workstream') ?? null,
    limit: typeof asked === 'number' ? asked : LIMIT,
    ...(before === undefined ? {} : { before: runId(before) }),
    ...(q === undefined ? {} : { text: q }),
    ...(since === undefined ? {} : { since: instant(Date.parse(since)) }),
  };
};

const rowOf = async ({ run, damage }: ListedRun, { house, standings }: Desk): Promise<object> => {
  await veilSecrets(run, house);
  const standing = run.isArchived ? null : await standings.of(run);
  return runRowDocument(run, { repository: house.repository.root, damage, standing });
};

export const listRunsRoute: Route = {
  ...{ method: 'get', path: '/api/v1/runs', id: 'listRuns', tag: 'runs', role: 'viewer' },
  summary: 'Runs, newest first',
  query: {
    state: { type: 'array', maxItems: RUN_STATUSES.length, items: { type: 'string', enum: [...RUN_STATUSES] } },
    ...{ workstream: text(), q: text(), since: moment, cursor: CURSOR, limit },
  },
  gives: [given('run-page', 'a part of the list')],
  act: async (call, desk) => {
    const filter = filterOf(call);
    if (filter === null) return problem(problemOf(400, 'bad-cursor', 'the cursor is none of this list'));
    const listed = await listRuns({ ...filter, limit: filter.limit + 1 }, desk.house);
    const page = pageOf(listed, filter.limit, ({ run }) => run.id);
    const items: object[] = [];
    for (const each of page.items) items.push(await rowOf(each, desk));
    return json({ items, next: page.next }, page.next === null ? {} : { link: nextLink(call, page.next) });
  },
};

const nextLink = ({ query }: Call, next: string): string => {
  const again = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (name !== 'cursor' && (typeof each === 'string' || typeof each === 'number')) again.append(name, String(each));
  again.set('cursor', next);
  return `</api/v1/runs?${again.toString()}>; rel="next"`;
};

export const getRunRoute: Route = {
  ...{ method: 'get', path: '/api/v1/runs/{run}', id: 'getRun', tag: 'runs', role: 'viewer' },
  summary: 'One run as it stands',
  gives: [given('run', 'the run')],
  act: async (call, desk) => {
    const named = await runNamed(call.params['run'] ?? '', desk);
    if (!named.ok) return problem(named.error);
    const { run, around } = await aroundRun(named.value, desk);
    return taggedJson(runDocument(run, around), run, call.headers);
  },
};
