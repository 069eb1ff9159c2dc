/**
 * Who may still write in the worktree of a run, and whose end nobody has looked at since. Kept up to date event by event.
 *
 *   T1. It is a function of the run: built afresh from the same run it says the same.
 *   T2. Looking costs what has ended since the last look, whatever has ended before.
 */
import type { Attempt } from '../../attempt.ts';
import type { TidyOrder } from '../../order.ts';
import type { Run, StepRun } from '../../run.ts';
import { invariant } from '../../result.ts';
import { isStepDone } from '../../state/machine.ts';
import { roomy } from '../../state/growth.ts';
import type { Step } from '../../workstream.ts';

type Ended = { readonly place: number; readonly seq: number };

export class Tidiness {
  readonly #run: Run;
  readonly #mayWrite: (step: Step) => boolean;
  #writes: Uint8Array = new Uint8Array();
  /** Whether a step has begun that may write, and is to go on. */
  #open: Uint8Array = new Uint8Array();
  #openCount = 0;
  /** In the order in which they ended. */
  #left: Ended[] = [];
  #readers: Ended[] = [];

  constructor(run: Run, mayWrite: (step: Step) => boolean) {
    this.#run = run;
    this.#mayWrite = mayWrite;
  }

  /** Takes in the places from `first` on. */
  grew(first: number): void {
    const { steps } = this.#run.plan;
    this.#writes = roomy(this.#writes, steps.length);
    this.#open = roomy(this.#open, steps.length);
    const places = Array.from({ length: steps.length - first }, (_, at) => first + at);
    for (const place of places) {
      const step = steps[place];
      this.#writes[place] = step !== undefined && this.#mayWrite(step) ? 1 : 0;
    }
    const before = (a: number, b: number): number => this.#at(a).lastSeq - this.#at(b).lastSeq;
    for (const place of places.filter((each) => this.#at(each).attempts > 0).sort(before)) this.moved(place);
  }

  /** Takes note that the step at `place` has come into the state that it is in. */
  moved(place: number): void {
    const { state, attempts, lastSeq } = this.#at(place);
    if (attempts === 0) return;
    const isDone = isStepDone(state.kind);
    const isOpen = !isDone && this.#writes[place] === 1 ? 1 : 0;
    this.#openCount += isOpen - (this.#open[place] ?? 0);
    this.#open[place] = isOpen;
    if (!isDone || lastSeq <= this.#run.tidied.upTo) return;
    if (this.#hasLeft(place)) this.#left.push({ place, seq: lastSeq });
    if (this.#writes[place] === 0) this.#readers.push({ place, seq: lastSeq });
  }

  /** Takes note that somebody has looked. */
  tidied(): void {
    const { upTo } = this.#run.tidied;
    const isNewer = ({ seq }: Ended): boolean => seq > upTo;
    this.#left = this.#left.filter(isNewer);
    this.#readers = this.#readers.filter(isNewer);
  }

  /** Whether no step has begun that may write and is to go on: nobody needs what no checkpoint holds. */
  get isQuiet(): boolean {
    return this.#openCount === 0;
  }

  /** Whether a step has ended without a checkpoint of what it may have written. */
  get hasLeft(): boolean {
    return this.#left.length > 0;
  }

  /** Whether a step has ended that was to change nothing. */
  get hasRead(): boolean {
    return this.#readers.length > 0;
  }

  order(): TidyOrder {
    const attempts = (ended: readonly Ended[]): readonly Attempt[] =>
      ended.flatMap(({ place }) => {
        const step = this.#run.plan.steps[place];
        return step === undefined ? [] : [{ run: this.#run.id, step: step.id, attempt: this.#at(place).attempts }];
      });
    return { upTo: this.#run.seq, left: attempts(this.#left), readers: attempts(this.#readers) };
  }

  /** What a person accepted of a step that had failed is in no checkpoint either. */
  #hasLeft(place: number): boolean {
    const { state, recovery, attempts } = this.#at(place);
    if (this.#writes[place] === 0) return state.kind === 'failed' && state.failure.code === 'read-only-violated';
    if (state.kind !== 'succeeded') return true;
    return state.checkpoint === null && recovery.last?.attempt === attempts;
  }

  #at(place: number): StepRun {
    const step = this.#run.steps[place];
    invariant(step !== undefined, `no step at ${place}`);
    return step;
  }
}
