/** The transitions of steps and runs, as data: from where an event may be taken, and where it leads. */
import type { RunHappening, StepHappening } from '../event.ts';
import type { RunStatus, StepKind } from '../run.ts';

/** `to` is null where the event changes no state of its own. */
type Rule<State> = { readonly from: readonly State[]; readonly to: State | null };

const UNFINISHED: readonly StepKind[] = ['blocked', 'ready', 'open', 'running', 'validating', 'backoff', 'waiting'];

/*
 *   blocked ──► ready ──► running ──► validating ──► succeeded
 *      │  ▲▲              │    │           │
 *      │  │└── waiting ◄──┤    └► backoff ◄┘      waiting ──► succeeded │ failed │ skipped │ ready
 *      │  └── backoff     └──► failed
 *      └────► skipped │ failed               any unfinished ──► cancelled
 *
 * A composite: blocked │ backoff ──► open ──► succeeded │ failed │ skipped │ backoff; open ⟲ opened, for the next round.
 *
 * ready ──► waiting, where what the step needs is gone and may not be made again unasked; succeeded ⟲ refreshed.
 */
export const STEP_MACHINE: Readonly<Record<StepHappening['type'], Rule<StepKind>>> = {
  'step.readied': { from: ['blocked', 'backoff', 'waiting'], to: 'ready' },
  'step.opened': { from: ['blocked', 'backoff', 'open'], to: 'open' },
  'step.started': { from: ['ready'], to: 'running' },
  'step.validating': { from: ['running'], to: 'validating' },
  'step.succeeded': { from: ['running', 'validating', 'waiting', 'open'], to: 'succeeded' },
  'step.retrying': { from: ['running', 'validating', 'open'], to: 'backoff' },
  'step.parked': { from: ['ready', 'running', 'validating'], to: 'waiting' },
  'step.answered': { from: ['waiting'], to: null },
  'step.failed': { from: ['running', 'validating', 'waiting', 'blocked', 'backoff', 'open'], to: 'failed' },
  'step.skipped': { from: ['blocked', 'running', 'validating', 'waiting', 'open'], to: 'skipped' },
  'step.used': { from: ['running', 'validating'], to: null },
  'step.refreshed': { from: ['succeeded'], to: null },
  'step.cancelled': { from: UNFINISHED, to: 'cancelled' },
};

/*
 *   created ─► running ⇄ waiting        paused ◄─ running │ waiting │ compensating
 *                 │  ⇅ paused           cancelling ◄─ any unfinished, itself too: once more, and to undo as well
 *                 ├─► succeeded │ failed             cancelling ─► cancelled
 *                 └─► compensating ─► failed │ cancelled        ▲
 *                          ▲                                    │
 *                          └──────────────────── cancelling ────┘
 *
 * any unfinished ─► damaged, by `ws repair`, where the rest of the log is lost.
 *
 * What waits or pauses while it compensates runs again when it is woken or resumed, and `run.compensating` comes next.
 */
export const RUN_MACHINE: Readonly<Record<RunHappening['type'], Rule<RunStatus>>> = {
  'run.created': { from: [], to: 'created' },
  'run.started': { from: ['created'], to: 'running' },
  'run.waiting': { from: ['running', 'compensating'], to: 'waiting' },
  'run.woken': { from: ['waiting'], to: 'running' },
  'run.paused': { from: ['running', 'waiting', 'compensating'], to: 'paused' },
  'run.resumed': { from: ['paused'], to: 'running' },
  'run.amended': { from: ['created', 'running', 'waiting', 'paused'], to: null },
  'run.cancelling': {
    from: ['created', 'running', 'waiting', 'paused', 'compensating', 'cancelling'],
    to: 'cancelling',
  },
  'run.compensating': { from: ['running', 'cancelling'], to: 'compensating' },
  'run.tidied': { from: ['running', 'cancelling', 'compensating'], to: null },
  'run.succeeded': { from: ['running'], to: 'succeeded' },
  'run.failed': { from: ['running', 'compensating'], to: 'failed' },
  'run.cancelled': { from: ['cancelling', 'compensating'], to: 'cancelled' },
  'run.damaged': {
    from: ['created', 'running', 'waiting', 'paused', 'compensating', 'cancelling'],
    to: 'damaged',
  },
};

const STEP_DONE: ReadonlySet<StepKind> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);
const RUN_DONE: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'cancelled', 'damaged']);

/** Whether a step will never move again. */
export const isStepDone = (kind: StepKind): boolean => STEP_DONE.has(kind);

/** Whether a run will never move again. */
export const isRunDone = (status: RunStatus): boolean => RUN_DONE.has(status);

/** Whether an event of this type is the last of its run. */
export const isRunEnd = (type: string): boolean =>
  Object.entries(RUN_MACHINE).some(([known, { to }]) => known === type && to !== null && isRunDone(to));

/** Whether an attempt of a step is under way. */
export const isInFlight = (kind: StepKind): boolean => kind === 'running' || kind === 'validating';
