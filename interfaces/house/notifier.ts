/**
 * Tells the user's hooks what happens to a run.
 *
 * N1 Nothing is told before it is durable.
 * N2 An event counts as told once all its hooks have ended, well or badly, and that is written down; a process that dies
 *    in between tells it again: at least once, under the same id. What could not be told holds back what comes after it.
 * N3 No hook ever stops, slows or fails a run: they run one after another beside it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WsEvent } from '../../core/event.ts';
import { topicOf, type Hook, type Notice } from '../../core/hook.ts';
import type { RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { Store } from '../../core/store.ts';
import type { Failpoint } from '../../core/system.ts';
import { messageOf } from '../../core/thrown.ts';

export type NotifierParts = {
  readonly run: RunId;
  readonly hooks: readonly Hook[];
  readonly repository: string;
  /** Holds the number of the last event that was told. */
  readonly cursorFile: string;
  readonly store: Pick<Store, 'events' | 'run' | 'steps'>;
  readonly failpoint: Failpoint;
  /** Takes secrets out. */
  readonly redact: (notice: Notice) => Notice;
  readonly tell: (hook: Hook, notice: Notice) => Promise<Result<void, string>>;
  /** Told of hooks that fail, one line each. */
  readonly onTrouble: (message: string) => void;
};

export type Notifier = {
  /** Takes events that have just become durable; returns at once. */
  readonly happened: (events: readonly WsEvent[]) => void;
  /** Resolves when all that is known has been told. */
  readonly settled: () => Promise<void>;
};

const readCursor = (file: string): number | null => {
  try {
    const seq = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(seq) && seq >= 0 ? seq : null;
  } catch {
    return null;
  }
};

/** Whole or not at all. What a power cut takes from it is told once more. */
const writeCursor = (file: string, seq: number): void => {
  writeFileSync(`${file}.part`, `${seq}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
};

const noticeOf = async (event: WsEvent, { run, repository, store }: NotifierParts): Promise<Notice | null> => {
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
  const { run, hooks, cursorFile, store, failpoint, redact, tell, onTrouble } = parts;
  const asked = new Set(hooks.flatMap(({ on }) => on));
  const isAsked = (event: WsEvent): boolean => {
    const topic = topicOf(event);
    return topic !== null && asked.has(topic);
  };
  await mkdir(dirname(cursorFile), { recursive: true, mode: 0o700 });
  const before = readCursor(cursorFile);
  const waiting: WsEvent[] = [];
  if (before === null) writeCursor(cursorFile, (await store.run(run))?.seq ?? 0);
  else for await (const event of store.events(run, before)) if (isAsked(event)) waiting.push(event);

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
  const work = async (): Promise<void> => {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      try {
        await tellAll(event);
        if (!isBehind) writeCursor(cursorFile, event.seq); // N2
      } catch (error) {
        isBehind = true;
        // N3: a disk that is full, a database that is held.
        onTrouble(`the hooks for event ${event.seq} were not run: ${messageOf(error)}`);
      }
    }
  };
  let working: Promise<void> = Promise.resolve();
  return {
    happened: (events) => {
      waiting.push(...events.filter(isAsked));
      working = working.then(work);
    },
    settled: () => (working = working.then(work)),
  };
};
