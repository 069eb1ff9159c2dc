/** Brings what the outside tells a run into its inbox: signals of other processes, and breakers that have closed. */
import { everyStep } from '../steps-within.ts';
import type { Awaited } from '../domain-event.ts';
import type { RunId, StepId } from '../id.ts';
import { EVENT_TOOL } from '../plain-step.ts';
import { unreachable } from '../result.ts';
import type { Run } from '../run.ts';
import type { StoredSignal } from '../signals.ts';
import type { DescribeTool } from '../tool.ts';
import { breakerBefore, type Input } from './decide.ts';
import type { Inbox } from './inbox.ts';
import type { EngineParts } from './parts.ts';

/** A signal as the run hears it. */
export const inputOf = ({ id, signal }: StoredSignal): Input => {
  switch (signal.kind) {
    case 'cancel':
      return { ...signal, signal: id };
    case 'pause':
      return { kind: 'pause', by: signal.by, reason: 'request', signal: id };
    case 'answer':
      return { ...signal, signal: id };
    default:
      return unreachable(signal);
  }
};

/** Forgets the signals that inputs come from, once all that follows from them is durable. */
export const forgetSignals = (inputs: readonly Input[], { store }: Pick<EngineParts, 'store'>): void => {
  const ids = inputs.flatMap((input) => ('signal' in input && input.signal !== null ? [input.signal] : []));
  // A signal that cannot be forgotten (a full disk) is heard again and means nothing the second time.
  if (ids.length > 0) void store.forgetSignals(ids).catch(() => undefined);
};

type Ear = { readonly inbox: Pick<Inbox, 'push'>; readonly ended: AbortSignal };

/** Pushes the signals that come after `after` into the inbox until `ended` aborts. */
export const listen = async (
  run: RunId,
  after: number,
  { store }: Pick<EngineParts, 'store'>,
  { inbox, ended }: Ear,
): Promise<void> => {
  for await (const stored of store.watchSignals(run, after, ended)) inbox.push(inputOf(stored));
};

/** Those steps of the run that wait for a domain event now. */
const awaiting = (run: Run): readonly (Awaited & { readonly step: StepId; readonly question: number })[] =>
  run.steps.flatMap(({ state }, place) => {
    const step = run.plan.steps[place];
    const awaits = state.kind === 'waiting' ? state.wait.awaits : undefined;
    if (step === undefined || awaits === undefined || state.kind !== 'waiting') return [];
    return [{ ...awaits, step: step.id, question: state.question }];
  });

/**
 * Tells of domain events those steps of the run that wait for one, until `ended` aborts: of all since the run was made, each
 * once, in their order. A run that waits for none is told nothing.
 */
export const hearEvents = async (
  run: Run,
  { store }: Pick<EngineParts, 'store'>,
  { inbox, ended }: Ear,
): Promise<void> => {
  if (
    !everyStep(run.plan.workstream).some(({ tool, fallback }) =>
      [tool, ...fallback.map((way) => way.tool)].includes(EVENT_TOOL),
    )
  )
    return;
  /** How far each question has been told. */
  const told = new Map<number, number>();
  for await (const _ of store.watchEmitted(ended))
    for (const { step, question, type } of awaiting(run)) {
      for (;;) {
        const events = await store.emitted({ type, after: told.get(question) ?? 0, since: run.createdAt });
        const last = events.at(-1);
        if (last === undefined || ended.aborted) break;
        told.set(question, last.position);
        inbox.push({ kind: 'told', step, question, events });
      }
    }
};

const hasBreakers = (run: Run, describe: DescribeTool): boolean =>
  // What undoes the run and what is in bodies has no place yet, and may open while it is driven.
  [...everyStep(run.plan.workstream), ...run.plan.compensation.map(({ step }) => step)].some((step) =>
    [step, ...step.fallback].some(
      (each) =>
        // What will be chosen may have some.
        step.requires !== undefined ||
        each.breakers.length > 0 ||
        (describe(each.tool, each.with)?.breakers ?? []).length > 0,
    ),
  );

/** The breakers that steps of the run wait for. */
const waitedFor = (run: Run): readonly string[] => run.steps.flatMap((at) => breakerBefore(at) ?? []);

/** A breaker that has opened wakes nobody; who waits for one that may be probed wakes by the clock. */
const tellClosed = async (
  changed: readonly string[],
  { breakers }: Pick<EngineParts, 'breakers'>,
  inbox: Pick<Inbox, 'push'>,
): Promise<void> => {
  const shut = new Set((await breakers.list()).filter(({ state }) => state !== 'CLOSED').map(({ name }) => name));
  const names = changed.filter((name) => !shut.has(name));
  if (names.length > 0) inbox.push({ kind: 'breakers-changed', names });
};

/**
 * Tells of breakers that close, until `ended` aborts; a run that names none is told nothing. Resolves once those are told
 * of that somebody closed while nobody drove the run; `watching` ends with the watch.
 */
export const watchBreakers = async (
  run: Run,
  describe: DescribeTool,
  parts: Pick<EngineParts, 'breakers'>,
  { inbox, ended }: Ear,
): Promise<{ readonly watching: Promise<void> }> => {
  const watching = hasBreakers(run, describe)
    ? parts.breakers.watch((names) => void tellClosed(names, parts, inbox), ended)
    : Promise.resolve();
  const before = waitedFor(run);
  if (before.length > 0) await tellClosed(before, parts, inbox);
  return { watching };
};
