/**
 * What the steps of a run still wait for, counted. A step without demands waits for each of its needs; of those of which one is
 * enough it waits for the first that ends as asked, or for the last.
 */
import { isAsked, isHardEnd } from '../../step-end.ts';
import type { Demand } from '../../demand.ts';
import { parentOf } from '../../plan.ts';
import { rememberedWith } from '../../remembered.ts';
import type { Run } from '../../run.ts';
import { roomy } from '../../state/rows.ts';
import type { Step } from '../../workstream.ts';
import { stepAt, stepRunAt } from './at-place.ts';

const demandsOf = rememberedWith(
  ({ demands = [] }: Step): ReadonlyMap<string, Demand> => new Map(demands.map((demand) => [demand.step, demand])),
);

/** Of the needs of which one is enough: how many have not ended, and whether one has ended as asked. */
type Choice = { left: number; isMet: boolean };

export class Needs {
  readonly #run: Run;
  #unmet: Int32Array = new Int32Array();
  #spoiled: Uint8Array = new Uint8Array();
  readonly #choices = new Map<number, Choice>();
  readonly #lost = new Set<number>();

  constructor(run: Run) {
    this.#run = run;
  }

  widen(end: number): void {
    this.#unmet = roomy(this.#unmet, end);
    this.#spoiled = roomy(this.#spoiled, end);
  }

  /** Takes a step in, of whose needs none has been seen to end. */
  meet(place: number): void {
    const { offsets } = this.#run.plan.needs;
    this.#spoiled[place] = 0;
    this.#lost.delete(place);
    this.#unmet[place] = (offsets[place + 1] ?? 0) - (offsets[place] ?? 0);
    const left = (stepAt(this.#run, place).demands ?? []).filter(({ any }) => any).length;
    if (left === 0) return;
    this.#choices.set(place, { left, isMet: false });
    this.#unmet[place] -= left - 1;
  }

  /** Whether a step waits for nothing. */
  areOver(place: number): boolean {
    return this.#unmet[place] === 0;
  }

  /** Whether something that was to succeed did not, in a way that spoils the step. */
  isSpoiled(place: number): boolean {
    return this.#spoiled[place] === 1;
  }

  /** Whether something did not end as the step asks for, and was not to succeed. */
  isLost(place: number): boolean {
    return this.#lost.has(place);
  }

  /** Takes note that what a step needs has ended. Gives whether the step has come to wait for nothing by that. */
  ended(place: number, need: number): boolean {
    const { state } = stepRunAt(this.#run, need);
    const { demands } = stepAt(this.#run, place);
    const demand = demands === undefined ? undefined : this.#demand(place, need);
    if (demand?.any === true) return this.#chosen(place, isAsked(demand.when, state));
    if (demand === undefined || demand.when === 'succeeded') {
      if (isHardEnd(state)) this.#spoiled[place] = 1;
    } else if (!isAsked(demand.when, state)) this.#lost.add(place);
    return this.#count(place);
  }

  #chosen(place: number, isMet: boolean): boolean {
    const choice = this.#choices.get(place);
    if (choice === undefined || choice.isMet) return false;
    choice.left -= 1;
    choice.isMet = isMet;
    if (!isMet && choice.left > 0) return false;
    const all = [...this.#demandsAt(place).values()].filter(({ any }) => any);
    if (!isMet && all.every(({ when }) => when === 'succeeded')) this.#spoiled[place] = 1;
    else if (!isMet) this.#lost.add(place);
    return this.#count(place);
  }

  #count(place: number): boolean {
    const left = (this.#unmet[place] ?? 0) - 1;
    this.#unmet[place] = left;
    return left === 0;
  }

  #demandsAt(place: number): ReadonlyMap<string, Demand> {
    return demandsOf(stepAt(this.#run, place));
  }

  /** Siblings are called by what follows the path of what they are in. */
  #demand(place: number, need: number): Demand | undefined {
    const { plan } = this.#run;
    const parent = parentOf(plan, need);
    const { id } = stepAt(this.#run, need);
    const name = parent === null ? id : id.slice(stepAt(this.#run, parent).id.length + 1);
    return this.#demandsAt(place).get(name);
  }
}
