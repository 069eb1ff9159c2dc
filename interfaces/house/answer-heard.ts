/** Finds out what became of an answer beside others to the same question, which other processes may give in the same moment. */
import type { WsEvent } from '../../core/event.ts';
import type { Answer } from '../../core/attempt.ts';
import { instant, type RunId } from '../../core/id.ts';
import type { Signal } from '../../core/signals.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';

/** How long somebody who drives a run has to take what was said; then nothing is known yet. */
const PATIENCE_MS = 2_000;
const LOOK_MS = 20;

export type GivenAnswer = Extract<Signal, { kind: 'answer' }> & { readonly question: number };
type Said = { readonly answer: Answer; readonly by: string };

/**
 * `replaces`: an answer in whose place this one counts. `beatenBy`: the one that counts in the place of this one.
 * `isDropped`: whoever drives the run had no use for it, because the step does not wait any more, and nobody's counts.
 */
export type Hearing = { readonly replaces: Said | null; readonly beatenBy: Said | null; readonly isDropped: boolean };

const DROPPED: Hearing = { replaces: null, beatenBy: null, isDropped: true };

type Parts = Pick<House, 'store' | 'clock' | 'locks'>;

const isSame = (one: Said, other: Said): boolean => one.answer === other.answer && one.by === other.by;

/** As it stands in the log, once somebody has taken an answer to the question; null before. */
const inLog = async (run: RunId, mine: GivenAnswer, { store }: Parts): Promise<Hearing | null> => {
  const given: Extract<WsEvent, { type: 'step.answered' }>[] = [];
  for await (const event of store.events(run, mine.question))
    if (event.type === 'step.answered' && event.step === mine.step && event.question === mine.question)
      given.push(event);
  const counts = given.find(({ replaced }) => replaced === undefined);
  if (counts === undefined) return null;
  const before = given.findLast((event) => event.replaced === true && !isSame(event, mine));
  return isSame(counts, mine)
    ? { replaces: before ?? null, beatenBy: null, isDropped: false }
    : { replaces: null, beatenBy: counts, isDropped: false };
};

/** Among those that nobody has taken; `isLeft`: whether this one still is among them. */
const waiting = async (
  run: RunId,
  id: number,
  mine: GivenAnswer,
  { store }: Parts,
): Promise<Hearing & { readonly isLeft: boolean }> => {
  const answers = (await store.signals(run)).flatMap((stored) =>
    stored.signal.kind === 'answer' && stored.signal.step === mine.step ? [{ id: stored.id, said: stored.signal }] : [],
  );
  return {
    replaces: answers.findLast((each) => each.id < id)?.said ?? null,
    beatenBy: answers.findLast((each) => each.id > id && !isSame(each.said, mine))?.said ?? null,
    isDropped: false,
    isLeft: answers.some((each) => each.id === id),
  };
};

/** `id`: of the signal that the answer was sent by. Where somebody drives the run it is waited for until that took it. */
export const hearingOf = async (
  { run, id, mine }: { readonly run: RunId; readonly id: number; readonly mine: GivenAnswer },
  parts: Parts,
): Promise<Hearing> => {
  const until = parts.clock.now() + PATIENCE_MS;
  for (;;) {
    const now = await waiting(run, id, mine, parts);
    // It is forgotten only after what came of it is in the log.
    if (!now.isLeft) return (await inLog(run, mine, parts)) ?? DROPPED;
    if (parts.clock.now() >= until || !(await isDriven(run, parts))) return now;
    await parts.clock.sleepUntil(instant(parts.clock.now() + LOOK_MS), new AbortController().signal);
  }
};
