/**
 * Tells the user's hooks what happens to a run.
 *
 * N1 Nothing is told before it is durable.
 * N2 An event counts as told once all its hooks have ended, well or badly, and that is written down; a process that dies
 *    in between tells it again: at least once, under the same id. What could not be told holds back what comes after it.
 * N3 No hook ever stops, slows or fails a run: they run one after another beside it.
 */
import { dirname } from 'node:path';
import { readOwn, replaceOwn } from '../../adapters/machine/own-folder.ts';
import type { EventLog } from '../../core/event-log.ts';
import type { WsEvent } from '../../core/event.ts';
import { topicOf, type Hook, type Notice } from '../../core/hook.ts';
import type { RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { RunTables } from '../../core/run-tables.ts';
import type { Failpoint } from '../../core/system.ts';
import type { Tail } from '../../core/tail.ts';
import { messageOf } from '../../core/thrown.ts';
import { follow } from './tail.ts';

export type NotifierParts = {
  readonly run: RunId;
  readonly hooks: readonly Hook[];
  readonly repository: string;
  /** Holds the number of the last event that was told. */
  readonly cursorFile: string;
  readonly store: Pick<EventLog, 'events'> & Pick<RunTables, 'run' | 'steps'>;
  /** The error is a sentence. */
  readonly openTail: () => Promise<Result<Tail, string>>;
  readonly failpoint: Failpoint;
  /** Takes secrets out. */
  readonly redact: (notice: Notice) => Notice;
  readonly tell: (hook: Hook, notice: Notice) => Promise<Result<void, string>>;
  /** Told of hooks that fail, one line each. */
  readonly onTrouble: (message: string) => void;
};

export type Notifier = {
  /** From now on, this process being the one that drives the run, events are told as they become durable. */
  readonly begin: () => void;
  /** Tells what is left, and then no more. */
  readonly settled: () => Promise<void>;
};

const readCursor = (file: string): number | null => {
  const text = readOwn(file);
  const seq = Number(text);
  return text !== '' && Number.isSafeInteger(seq) && seq >= 0 ? seq : null;
};

/** Whole or not at all. What a power cut takes from it is told once more. */
const writeCursor = (file: string, seq: number): void => replaceOwn(dirname(dirname(file)), file, `${seq}\n`);

/** What is told of an event; null of one that nobody is told of. */
export const noticeOf = async (
  event: WsEvent,
  {
    run,
    repository,
    store,
  }: Pick<NotifierParts, 'run' | 'repository'> & { readonly store: Pick<RunTables, 'run' | 'steps'> },
): Promise<Notice | null> => {
  const topic = topicOf(event);
  const [row, steps] = await Promise.all([store.run(run), store.steps(run)]);
  if (topic === null || row === null) return null;
  const { id, workstream, title, status, branch, createdAt, startedAt, finishedAt } = row;
  const counts: { [kind: string]: number } = {};
  for (const step of steps) counts[step.status] = (counts[step.status] ?? 0) + 1;
  const failed = steps.flatMap(({ step, status: kind, failure, diagnosis }) =>
    kind === 'failed' && failure !== null
      ? [{ step, code: (diagnosis ?? failure).code, message: (diagnosis ?? failure).message }]
      : [],
  );
  const summary = { id, workstream, title, status, branch, createdAt, startedAt, finishedAt, steps: counts, failed };
  const step = 'step' in event ? event.step : null;
  return { id: `${run}#${event.seq}`, topic, step, event, repository, run: summary };
};

/** Tells from where an earlier process stopped; of a run that was never watched, only what is yet to come. */
export const openNotifier = async (parts: NotifierParts): Promise<Notifier> => {
  const { run, hooks, cursorFile, store, openTail, failpoint, redact, tell, onTrouble } = parts;
  const asked = new Set(hooks.flatMap(({ on }) => on));
  const before = readCursor(cursorFile);
  let seen = before ?? (await store.run(run))?.seq ?? 0;
  if (before === null) writeCursor(cursorFile, seen);

  const tellAll = async (event: WsEvent): Promise<void> => {
    failpoint('hook.before');
    const notice = await noticeOf(event, parts);
    if (notice === null) return;
    for (const hook of hooks.filter(({ on }) => on.includes(notice.topic))) {
      const told = await tell(hook, redact(notice));
      if (!told.ok) onTrouble(`the hook ${hook.command[0]} for ${notice.topic} (${notice.id}) ${told.error}`);
    }
    failpoint('hook.after');
  };
  let isBehind = false;
  /** Takes every event of the run once, in the order of its log. */
  const take = async (event: WsEvent): Promise<void> => {
    seen = event.seq;
    const topic = topicOf(event);
    if (topic === null || !asked.has(topic)) return;
    try {
      await tellAll(event);
      if (!isBehind) writeCursor(cursorFile, event.seq); // N2
    } catch (error) {
      isBehind = true;
      // N3: a disk that is full, a database that is held.
      onTrouble(`the hooks for event ${event.seq} were not run: ${messageOf(error)}`);
    }
  };
  const catchUp = async (): Promise<void> => {
    for await (const event of store.events(run, seen)) await take(event);
  };
  const listen = async (ended: AbortSignal): Promise<void> => {
    const opened = await openTail();
    // Then they are told when the run is left: late, and still all of them.
    if (!opened.ok) return onTrouble(`hooks are told late: ${opened.error}`);
    await using tail = opened.value;
    const cursor = await tail.newest();
    await catchUp();
    for await (const events of follow(tail, cursor, ended))
      for (const { event } of events) {
        if (ended.aborted) return;
        if (event.run === run && event.seq > seen) await take(event);
      }
  };
  const ended = new AbortController();
  const late = (error: unknown): void => onTrouble(`hooks are told late: ${messageOf(error)}`);
  let listening: Promise<void> | null = null;
  return {
    begin: () => {
      listening ??= listen(ended.signal).catch(late); // N3
    },
    settled: async () => {
      ended.abort();
      await listening;
      await catchUp().catch(late); // N3
    },
  };
};
