/** Runs written by hand, for commands that only look at them or leave a wish: fetch → build → ship. */
import type { WrittenRun } from '../home.ts';
import { workstreamOf } from './example.ts';
import * as script from './script.ts';

const { created, started, readied, begun, succeeded, failed, skipped, parked, runSucceeded, runFailed } = script;

const chain = workstreamOf({ fetch: [], build: ['fetch'], ship: ['build'] });
const whole = ['fetch', 'build', 'ship'].flatMap((step) => [readied(step), begun(step), succeeded(step)]);

export const good: WrittenRun = { id: 'good1', happenings: [created(chain), started, ...whole, runSucceeded] };

export const bad: WrittenRun = {
  id: 'bad01',
  happenings: [
    created(chain),
    started,
    begun('fetch'),
    succeeded('fetch'),
    begun('build'),
    failed('build'),
    skipped('ship'),
    runFailed('build'),
  ],
};

export const half: WrittenRun = {
  id: 'half1',
  happenings: [created(chain), started, begun('fetch'), succeeded('fetch')],
};

/** Nothing of it has been done: whoever drives it, begins it. */
export const fresh: WrittenRun = { id: 'new01', happenings: [created(chain)] };

export const asking: WrittenRun = {
  id: 'ask01',
  happenings: [created(chain), started, begun('fetch'), parked('fetch'), { type: 'run.waiting' }],
};
