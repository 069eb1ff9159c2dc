/** Plays a history of breakers with several clients on one folder, as processes have them, and holds each against the oracle. */
import { expect } from 'vitest';
import type { Admission, BreakerVerdict } from '../../../core/breakers.ts';
import { instant } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import { openBreakerRows } from '../../../core/state/sqlite/breaker-rows.ts';
import type { BreakerSettings } from '../../../error/engine/breakers/breaker-settings.ts';
import { createSharedBreakers, type SharedBreakers } from '../../../error/engine/breakers/shared-breakers.ts';
import { aManualClock, type ManualClock } from '../../unit/error/engine/breakers/breaker-client.ts';
import { NAMES, Oracle, type Call, type Ending, type Name } from './breaker-oracle.ts';

export const CLIENTS = 3;

/** When to ask again where another call is being tried. */
const PROBED_MS = 1_000;

export type Deed =
  | { readonly do: 'admit'; readonly client: number; readonly names: readonly Name[] }
  /** Every client asks twice, all at the same time. */
  | { readonly do: 'rush'; readonly name: Name }
  | { readonly do: 'settle'; readonly pick: number; readonly ending: Ending }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'trip'; readonly client: number; readonly name: Name; readonly forMs: number | null }
  | { readonly do: 'reset'; readonly client: number; readonly name: Name }
  /** Closes the file and opens it again; calls in flight go on. */
  | { readonly do: 'reopen'; readonly client: number }
  /** The process dies: its calls are never settled, the kernel takes its locks. */
  | { readonly do: 'die'; readonly client: number };

class Client {
  readonly #folder: string;
  readonly #clock: ManualClock;
  readonly #settings: BreakerSettings;
  /** What the kernel would take from a process that dies. */
  locks: AsyncDisposable[] = [];
  breakers: SharedBreakers;

  constructor(folder: string, clock: ManualClock, settings: BreakerSettings) {
    this.#folder = folder;
    this.#clock = clock;
    this.#settings = settings;
    this.breakers = this.#open();
  }

  #open(): SharedBreakers {
    return createSharedBreakers({
      openRows: async () => {
        const opened = await openBreakerRows({ folder: this.#folder, failpoint: () => undefined });
        if (!opened.ok) return opened;
        const lock = opened.value.lock.bind(opened.value);
        const noted: typeof lock = async (name) => {
          const taken = await lock(name);
          if (taken.ok && taken.value !== null) this.locks.push(taken.value);
          return taken;
        };
        return { ok: true, value: Object.assign(opened.value, { lock: noted }) };
      },
      settingsOf: () => this.#settings,
      clock: this.#clock,
      onTrouble: (message) => {
        throw new Error(message);
      },
    });
  }

  async reopen(): Promise<void> {
    await this.breakers[Symbol.asyncDispose]();
    this.breakers = this.#open();
  }

  async die(): Promise<void> {
    for (const lock of this.locks.splice(0)) await lock[Symbol.asyncDispose]();
    await this.reopen();
  }
}

const verdictOf = (how: Ending, now: number): BreakerVerdict =>
  how.kind === 'fails'
    ? { kind: 'fails', until: how.afterMs === null ? null : instant(now + how.afterMs), isLasting: how.isLasting }
    : how;

/** What the histories of all runs together came to; a test that never gets anywhere proves nothing. */
export const seen = { admitted: 0, refused: 0, probes: 0, rushes: 0, orphans: 0, opened: 0, closed: 0 };

export class History {
  readonly #clock: ManualClock = aManualClock();
  readonly #oracle: Oracle;
  readonly clients: readonly Client[];
  #calls: Call[] = [];

  constructor(folder: string, chosen: BreakerSettings) {
    this.#oracle = new Oracle(chosen);
    this.clients = Array.from({ length: CLIENTS }, () => new Client(folder, this.#clock, chosen));
  }

  #client(place: number): Client {
    const found = this.clients[place];
    if (found === undefined) throw new Error(`client ${place}`);
    return found;
  }

  async play(it: Deed): Promise<void> {
    const now = this.#clock.now();
    switch (it.do) {
      case 'wait':
        return this.#clock.advance(it.ms);
      case 'admit':
        return await this.#admit(it.client, it.names, now);
      case 'rush':
        return await this.#rush(it.name, now);
      case 'settle': {
        const call = this.#calls[it.pick % Math.max(1, this.#calls.length)];
        if (call === undefined) return;
        this.#calls = this.#calls.filter((other) => other !== call);
        this.#oracle.settle(call, it.ending, now);
        return await call.leave.settle(verdictOf(it.ending, now));
      }
      case 'trip':
        this.#oracle.trip(it.name, now, it.forMs);
        return await this.#client(it.client).breakers.trip(it.name, it.forMs === null ? null : instant(now + it.forMs));
      case 'reset':
        expect(await this.#client(it.client).breakers.reset(it.name)).toBe(this.#oracle.reset(it.name));
        return;
      case 'reopen':
        // A leave belongs to the client that gave it: those in flight must be settled before it is closed.
        if (this.#calls.some((call) => call.client === it.client)) return;
        return await this.#client(it.client).reopen();
      case 'die':
        for (const known of this.#oracle.known.values())
          if (known.prober !== null && known.prober !== 'nobody' && known.prober.client === it.client) {
            known.prober = 'nobody';
            seen.orphans++;
          }
        this.#calls = this.#calls.filter((call) => call.client !== it.client);
        return await this.#client(it.client).die();
      default:
        return unreachable(it);
    }
  }

  /** Why nobody may come through all of `names` now; null where somebody may. */
  #refusal(names: readonly Name[], now: number): { readonly breaker: Name | null; readonly at: number } | null {
    const refusal = this.#oracle.refusal(names, now);
    // Where several are being tried, any of them may be named.
    if (refusal !== null) return { breaker: refusal.at === now + PROBED_MS ? null : refusal.name, at: refusal.at };
    // A breaker that a person turned while it was probed: the probe is no longer heard, but its lock still stands.
    const locked = new Set(this.#calls.flatMap(({ probes }) => probes));
    const isBlocked = names.some((each) => this.#oracle.of(each).open !== null && locked.has(each));
    return isBlocked ? { breaker: null, at: now + PROBED_MS } : null;
  }

  async #admit(client: number, names: readonly Name[], now: number): Promise<void> {
    const refusal = this.#refusal(names, now);
    const admission = await this.#client(client).breakers.admit(names);
    if (refusal === null) return this.#admitted(admission, client, names);
    seen.refused++;
    expect(admission).toMatchObject({
      kind: 'refused',
      reopensAt: refusal.at,
      ...(refusal.breaker === null ? {} : { breaker: refusal.breaker }),
    });
  }

  async #rush(name: Name, now: number): Promise<void> {
    const refusal = this.#refusal([name], now);
    const isClosed = this.#oracle.state(name) === 'CLOSED';
    const asking = [...this.clients, ...this.clients].map(({ breakers }) => breakers.admit([name]));
    const answers = await Promise.all(asking);
    const through = answers.filter(({ kind }) => kind === 'admitted').length;
    expect(through).toBe(refusal !== null ? 0 : isClosed ? answers.length : 1);
    for (const [place, answer] of answers.entries())
      if (answer.kind === 'admitted') this.#admitted(answer, place % CLIENTS, [name]);
    if (refusal === null && !isClosed) seen.rushes++;
  }

  #admitted(admission: Admission, client: number, names: readonly Name[]): void {
    expect(admission.kind).toBe('admitted');
    if (admission.kind !== 'admitted') return;
    const probes = NAMES.filter((each) => names.includes(each) && this.#oracle.of(each).open !== null);
    const call: Call = { names, client, probes, leave: admission.leave };
    for (const each of probes) this.#oracle.of(each).prober = call;
    this.#calls.push(call);
    seen.admitted++;
    seen.probes += probes.length;
  }

  /** Every client sees what the oracle knows. */
  async compare(): Promise<void> {
    const now = this.#clock.now();
    const wanted = NAMES.filter((each) => this.#oracle.of(each).isKept).map((each) => {
      const { open } = this.#oracle.of(each);
      return {
        name: each,
        state: this.#oracle.state(each),
        failures: this.#oracle.counted(each, now).failures,
        openedAt: open?.at ?? null,
        reopensAt: open?.until ?? null,
      };
    });
    for (const { breakers } of this.clients) expect(await breakers.list()).toEqual(wanted);
    seen.opened += wanted.filter(({ state }) => state !== 'CLOSED').length;
    seen.closed += wanted.filter(({ state }) => state === 'CLOSED').length;
  }
}
