/** Whatever a CLI tells, and however often a session goes on, what the ledger holds adds up to what was used. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentUsage } from '../../../adapters/tools/agent/event.ts';
import {
  createMeter,
  NOTHING_SPENT,
  priced,
  together,
  usageOf,
  type Spent,
} from '../../../adapters/tools/agent/meter.ts';
import { costOf, type Price } from '../../../core/price.ts';
import type { Usage } from '../../../core/usage.ts';

const PRICE: Price = { input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: null, source: 'x', date: '2026-01-01' };
const prices = new Map([['m', PRICE]]);

type Call = { readonly input: number; readonly output: number; readonly cached: number };
const call = fc
  .record({ input: fc.nat(100_000), output: fc.nat(20_000), share: fc.nat(100) })
  .map(({ input, output, share }): Call => ({ input, output, cached: Math.floor((input * share) / 100) }));
/** `of`: how the CLI tells; `repeats`: how often it says the same sum again; `isFresh`: the attempt begins a session anew. */
const attempt = fc.record({
  calls: fc.array(call, { maxLength: 5 }),
  of: fc.constantFrom('call', 'run', 'session'),
  repeats: fc.integer({ min: 1, max: 3 }),
  isFresh: fc.boolean(),
});

const add = (one: Call, other: Call): Call => ({
  input: one.input + other.input,
  output: one.output + other.output,
  cached: one.cached + other.cached,
});
const NONE: Call = { input: 0, output: 0, cached: 0 };
const told = (used: Call): AgentUsage => ({ ...used, model: 'm', reasoning: null, costUsd: null });

test('the rows of attempts add up to the tokens, and their costs to the price of these', () => {
  fc.assert(
    fc.property(
      fc.array(attempt, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('call', 'run', 'session'),
      (attempts, of) => {
        const rows: Usage[] = [];
        let kept: Spent = NOTHING_SPENT;
        let session = NONE;
        let truth = NONE;
        for (const { calls, repeats, isFresh } of attempts) {
          const goesOn = !isFresh && rows.length > 0;
          if (!goesOn) session = NONE;
          const meter = createMeter(goesOn ? kept : NOTHING_SPENT);
          let own = NONE;
          for (const each of calls) {
            own = add(own, each);
            session = add(session, each);
            truth = add(truth, each);
            const usage = { call: each, run: own, session }[of];
            for (let again = 0; again < (of === 'call' ? 1 : repeats); again += 1)
              meter.take({ kind: 'usage', of, usage: told(usage) });
          }
          const spent = priced(meter.spent(), prices, null);
          // As it is written down beside the home and read again.
          kept = together(kept, spent);
          if (calls.length > 0) rows.push(usageOf(spent, { tool: 't', provider: null }));
          else if (goesOn) rows.push(usageOf({ ...NOTHING_SPENT }, { tool: 't', provider: null }));
        }
        const sum = (of: 'input' | 'output' | 'cached' | 'costMicroUsd'): number =>
          rows.reduce((all, row) => all + (row[of] ?? 0), 0);
        expect([sum('input'), sum('output'), sum('cached')]).toEqual([truth.input, truth.output, truth.cached]);
        // Each row is rounded to a millionth of a dollar.
        expect(
          Math.abs(sum('costMicroUsd') - (costOf(PRICE, { ...truth, cacheRead: truth.cached, cacheWrite: 0 }) ?? 0)),
        ).toBeLessThanOrEqual(rows.length);
        expect(rows.filter(({ input }) => (input ?? 0) > 0).every(({ source }) => source === 'computed')).toBe(true);
      },
    ),
  );
});
