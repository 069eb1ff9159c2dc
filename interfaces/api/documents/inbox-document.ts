/** What of all runs needs somebody, as a document. */
import type { RunRow } from '../../../core/run-tables.ts';
import { isDriven } from '../../house/is-driven.ts';
import { mergeOf } from '../../house/merge-record.ts';
import { openFailures } from '../../house/open-failures.ts';
import { veilSecrets } from '../../house/veil-secrets.ts';
import type { Desk } from '../desk.ts';
import { stepDocument } from './step-document.ts';
import { timeText } from './time.ts';

type Item = {
  readonly kind: 'question' | 'failed' | 'merge' | 'interrupted';
  readonly run: string;
  readonly workstream: string;
  readonly title: string;
  readonly step: string | null;
  readonly at: number;
  readonly code: string | null;
  readonly message: string;
  readonly question: unknown;
  readonly issues: number;
};

/** How many of the newest runs that are over are looked at. */
const LOOKED_AT = 200;

const plain = ({ id: run, workstream, title }: RunRow, at: number): Omit<Item, 'kind' | 'message'> => ({
  ...{ run, workstream, title, step: null, at, code: null, question: null, issues: 0 },
});

const questionsOf = async (run: RunRow, { standings }: Pick<Desk, 'standings'>): Promise<readonly Item[]> => {
  const standing = await standings.of(run);
  if (standing === null) return [];
  return [...standing.progress.active.values()].flatMap((view): readonly Item[] => {
    if (view.kind !== 'waiting' || view.wait === null || view.wait.breaker !== undefined) return [];
    const asked = standing.spans.findLast(({ step, kind }) => step === view.id && kind === 'person');
    // Cannot lie: the document of a step that waits has a question.
    const { question } = stepDocument(view, standing) as { readonly question: unknown };
    const own = { ...plain(run, asked?.from ?? run.createdAt), step: view.id, message: view.wait.prompt, question };
    return [{ kind: 'question', ...own }];
  });
};

/** Of a run that was begun just now the driver is on its way. */
const ON_ITS_WAY_MS = 10_000;

const hasDriver = async (run: RunRow, { house, drivers }: Desk): Promise<boolean> => {
  const isNew = run.status === 'created' && house.clock.now() - run.createdAt < ON_ITS_WAY_MS;
  return isNew || drivers.has(run.id) || (await isDriven(run.id, house));
};

const STANDS_STILL: ReadonlySet<RunRow['status']> = new Set(['waiting', 'paused']);

const ofUnfinished = async (run: RunRow, desk: Desk): Promise<readonly Item[]> => {
  await veilSecrets(run, desk.house);
  const questions = await questionsOf(run, desk);
  if (questions.length > 0 || STANDS_STILL.has(run.status)) return questions;
  if (await hasDriver(run, desk)) return [];
  return [{ kind: 'interrupted', ...plain(run, run.startedAt ?? run.createdAt), message: 'nobody drives it' }];
};

const failedOnes = async (desk: Desk, runs: ReadonlyMap<string, RunRow>): Promise<readonly Item[]> => {
  const rows = await openFailures({ run: null, sinceMs: null, all: false }, desk.house);
  const seen = new Set<string>();
  return rows.toReversed().flatMap(({ run: id, step, code, message, issues, at }): readonly Item[] => {
    const run = runs.get(id);
    if (run === undefined || seen.has(id)) return [];
    seen.add(id);
    return [{ kind: 'failed', ...plain(run, run.finishedAt ?? at), step, code, message, issues }];
  });
};

/** Whether any of its steps has committed anything. */
const hasWork = async (run: RunRow, { standings }: Pick<Desk, 'standings'>): Promise<boolean> => {
  const steps = (await standings.of(run))?.progress.steps.values() ?? [];
  return [...steps].some(({ checkpoint }) => checkpoint !== null && checkpoint !== run.base);
};

const ready = async (run: RunRow, desk: Desk): Promise<readonly Item[]> => {
  if (run.branch === null || run.discardedAt !== null || run.isArchived || mergeOf(run.id, desk.house) !== null)
    return [];
  if (!(await hasWork(run, desk))) return [];
  return [
    { kind: 'merge', ...plain(run, run.finishedAt ?? run.createdAt), message: 'its work is not in the checkout' },
  ];
};

/** As inbox.schema.json has its items. */
export const inboxItems = async (desk: Desk): Promise<readonly object[]> => {
  const { store } = desk.house;
  const filter = { workstream: null, limit: LOOKED_AT };
  const open = await store.runs({
    ...filter,
    statuses: ['created', 'running', 'waiting', 'paused', 'cancelling', 'compensating'],
  });
  const over = await store.runs({ ...filter, statuses: ['failed', 'succeeded'] });
  const items: Item[] = [];
  for (const run of open) items.push(...(await ofUnfinished(run, desk)));
  const failed = new Map(over.filter(({ status }) => status === 'failed').map((run) => [String(run.id), run]));
  items.push(...(await failedOnes(desk, failed)));
  for (const run of over) if (run.status === 'succeeded') items.push(...(await ready(run, desk)));
  return items.sort((one, other) => one.at - other.at).map(({ at, ...item }) => ({ ...item, since: timeText(at) }));
};
