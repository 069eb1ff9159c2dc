/** A test of the tests: each rule of the engine, broken by hand, must turn the simulator red. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
/** Enough for each broken rule to be seen. */
const SEEDS = 250;
/** Rules that are whole are held to many more by the simulator's own tests: here a few show that the program runs. */
const SEEDS_OF_WHOLE = 10;

type Mutant = { readonly rule: string; readonly file: string; readonly from: string; readonly to: string };

const mutants: readonly Mutant[] = [
  {
    rule: 'a late outcome is fenced off',
    file: 'core/engine/decide.ts',
    from: 'found.at.attempts === attempt.attempt',
    to: 'true',
  },
  {
    rule: 'a failure skips what depends on it',
    file: 'core/planning/schedule/judge.ts',
    from: "isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO",
    to: 'GO',
  },
  {
    rule: 'concurrency is limited',
    file: 'core/planning/schedule/start.ts',
    from: 'frontier.company.isFull',
    to: 'false',
  },
  {
    rule: 'a crash is no failure',
    file: 'core/engine/decide.ts',
    from: "kind: 'retry', at: now, counts: false, reason",
    to: "kind: 'retry', at: now, counts: true, reason",
  },
  {
    rule: 'nothing is dispatched before its commit',
    file: 'core/engine/loop.ts',
    from: 'const appended = await',
    to: 'for (const attempt of started) dispatcher.dispatch(order(attempt));\n      const appended = await',
  },
  {
    rule: 'an exclusive step runs alone',
    file: 'core/planning/schedule/company.ts',
    from: 'return busyAlone === 0 &&',
    to: 'return true ||',
  },
  {
    rule: 'retries end',
    file: 'error/engine/policy/forgiven.ts',
    from: 'at.recovery.spent >= limit',
    to: 'at.recovery.spent > limit',
  },
  {
    rule: 'finally waits for the rest',
    file: 'core/planning/schedule/frontier.ts',
    from: "this.#countOf(place).scope.kind !== 'finally' || this.isFinallyOpen",
    to: 'true',
  },
  {
    rule: 'continueOnError forgives',
    file: 'core/step-end.ts',
    from: 'return !state.isForgiven;',
    to: 'return true;',
  },
  {
    rule: 'a lost attempt is run again',
    file: 'core/engine/decide.ts',
    from: 'return at === null ? [] : [interrupted(run, at, failure, now)];',
    to: 'return [];',
  },
  {
    rule: 'starts are counted',
    file: 'core/state/step-after.ts',
    from: 'event.attempt ?? attempts + 1',
    to: 'attempts',
  },
  {
    rule: 'failures are counted',
    file: 'core/state/step-after.ts',
    from: '? failures + 1 : failures',
    to: '? failures : failures',
  },
  {
    rule: 'a step waits for all its needs',
    file: 'core/planning/schedule/needs.ts',
    from: 'return this.#unmet[place] === 0;',
    to: 'return this.#unmet[place]! <= 1;',
  },
  {
    rule: 'a backoff is slept through',
    file: 'core/planning/schedule/frontier.ts',
    from: 'this.company.end(place);',
    to: '',
  },
  {
    rule: 'each alternative has its retries anew',
    file: 'core/state/recovery.ts',
    from: 'sightings: [], spent: 0,',
    to: 'sightings: [],',
  },
  {
    rule: 'alternatives are tried in turn',
    file: 'error/engine/policy/decisions.ts',
    from: 'const to = known.at.recovery.alternative + 1;',
    to: 'const to = known.step.fallback.length;',
  },
  {
    rule: 'a run in which nothing ran has not succeeded',
    file: 'core/planning/schedule/ending.ts',
    from: 'if (isEmpty(run)) return',
    to: 'if (false) return',
  },
  {
    rule: 'what succeeded last is undone first',
    file: 'core/state/compensation.ts',
    from: 'b.at - a.at',
    to: 'a.at - b.at',
  },
  {
    rule: 'what succeeded is undone in the order of success, not of the plan',
    file: 'core/state/compensation.ts',
    from: "if (order === 'success') ended.sort",
    to: 'if (false) ended.sort',
  },
  {
    rule: 'compensation opens once',
    file: 'core/state/fold.ts',
    from: "if (run.compensation !== null && run.compensation !== 'wanted') return;",
    to: '',
  },
  {
    rule: 'a scope counts each of its steps',
    file: 'core/planning/schedule/scope-count.ts',
    from: 'this.#left -= 1;',
    to: 'this.#left -= isBad ? 2 : 1;',
  },
  {
    rule: 'a scope counts what failed in it',
    file: 'core/planning/schedule/scope-count.ts',
    from: 'if (isBad) this.#bad += 1;',
    to: '',
  },
  {
    rule: 'one that cannot be undone keeps no other from being undone',
    file: 'core/planning/schedule/judge.ts',
    from: 'if (!isAuthored(partOf(run.plan, place)))',
    to: 'if (!isSpoiled && !isAuthored(partOf(run.plan, place)))',
  },
  {
    rule: 'only what succeeded is compensated',
    file: 'core/planning/schedule/undoing.ts',
    from: "run.steps[place]?.state.kind !== 'succeeded'",
    to: 'false',
  },
  {
    rule: 'compensations come one after the other',
    file: 'core/state/compensation.ts',
    from: 'const links = Math.max(0, count - 1);',
    to: 'const links = 0;',
  },
  {
    rule: 'a run ends when all of it is undone',
    file: 'core/planning/schedule/ending.ts',
    from: 'if (!frontier.isCompensated ||',
    to: 'if (',
  },
  {
    rule: 'a hopeless failure is not retried',
    file: 'error/engine/policy/forgiven.ts',
    from: "(hope === 'hopeless' || hope === 'elsewhere')",
    to: 'false',
  },
  {
    rule: 'what is left is cleared up before anybody else begins',
    file: 'core/planning/schedule/start.ts',
    from: '!isTidyDue(run, frontier, laneAt(run.plan, at))',
    to: 'true || at > 0',
  },
  {
    rule: 'nothing is cleared up that somebody goes on with',
    file: 'core/planning/schedule/tidiness.ts',
    from: 'return this.#roomOf(lane).openCount === 0;',
    to: 'return true;',
  },
  {
    rule: 'who has failed has left something',
    file: 'core/planning/schedule/tidiness.ts',
    from: 'if (this.#hasLeft(place, at)) room.left.push',
    to: 'if (false) room.left.push',
  },
  {
    rule: 'a look answers for what ended before it, and for no more',
    file: 'core/planning/schedule/tidiness.ts',
    from: 'const isNewer = ({ seq }: Ended): boolean => seq > upTo;',
    to: 'const isNewer = (): boolean => upTo < 0;',
  },
  {
    rule: 'who takes its driver down is suspected, and runs alone',
    file: 'core/planning/schedule/company.ts',
    from: 'isSuspect(recovery) ||',
    to: '',
  },
  {
    rule: 'who takes its driver down again and again is not started any more',
    file: 'core/state/poison.ts',
    from: 'deaths >= DEATHS_TO_QUARANTINE;',
    to: 'false;',
  },
  {
    rule: 'a death counts where a program was at work, and nowhere else',
    file: 'core/state/recovery.ts',
    from: 'return failure.atWork === true ? deaths + 1 : deaths;',
    to: 'return deaths + 1;',
  },
  {
    rule: 'what has failed is not run again for what it leaves',
    file: 'core/engine/loop.ts',
    from: "'step.started', 'step.failed',",
    to: "'step.started',",
  },
];

/** Of composites, looked for in worlds that have some. */
const bodyMutants: readonly Mutant[] = [
  {
    rule: 'of needs of which one is enough the first that is met counts once',
    file: 'core/planning/schedule/needs.ts',
    from: 'if (choice === undefined || choice.isMet) return false;',
    to: 'if (choice === undefined) return false;',
  },
  {
    rule: 'a need that was to end otherwise skips its step',
    file: 'core/planning/schedule/judge.ts',
    from: "if (frontier.needs.isLost(place)) return { kind: 'skip', reason: 'condition' };",
    to: '',
  },
  {
    rule: 'the finally of what is used waits for the rest of it',
    file: 'core/planning/schedule/open-body.ts',
    from: 'if (this.isLast(place) && !this.isMainOver) return false;',
    to: '',
  },
  {
    rule: 'a generation lets what is inside begin anew',
    file: 'core/state/opening.ts',
    from: 'if (step !== undefined) reset(step, tidiedUpTo(run, laneAt(run.plan, inside)));',
    to: '',
  },
  {
    rule: 'slots of items are given back',
    file: 'core/planning/schedule/open-body.ts',
    from: 'this.#active -= 1;',
    to: '',
  },
  {
    rule: 'no more items are under way than there are slots',
    file: 'core/planning/schedule/bodies.ts',
    from: 'this.#open.get(parent)?.admit(place) === true',
    to: '(this.#open.get(parent)?.admit(place), true)',
  },
  {
    rule: 'of a loop the newest round counts alone',
    file: 'core/state/growth.ts',
    from: 'round === null ? children : children.slice(-1)',
    to: 'children',
  },
  {
    rule: 'an inner step that failed fails its composite',
    file: 'core/planning/schedule/closing.ts',
    from: 'if (closing.open.bad > 0) return bodyFailed(closing);',
    to: '',
  },
  {
    rule: 'a quorum is enough',
    file: 'core/planning/schedule/closing.ts',
    from: 'open.succeeded >= quorum',
    to: 'open.bad === 0',
  },
  {
    rule: 'who asks for failures sees a round that failed',
    file: 'core/planning/schedule/closing.ts',
    from: 'if (hasFailed && (body.until === null || !asksForStatus(body.until)))',
    to: 'if (hasFailed)',
  },
  {
    rule: 'a loop has as many rounds as it must',
    file: 'core/planning/schedule/closing.ts',
    from: 'round >= fewestRoundsOf(run.plan, place, body)',
    to: 'true',
  },
  {
    rule: 'a composite whose steps were all skipped is skipped',
    file: 'core/planning/schedule/closing.ts',
    from: "stepRunAt(run, child).state.kind === 'skipped' ||",
    to: '',
  },
  {
    rule: 'what a composite has failed of tells whether it is tried again',
    file: 'core/planning/schedule/closing.ts',
    from: 'recovery.last?.diagnosis ?? plainDiagnosis(failure)',
    to: "plainDiagnosis({ code: 'timeout', afterMs: 1, message: failure.message })",
  },
  {
    rule: 'items wait for the items that they need',
    file: 'core/state/items.ts',
    from: 'if (found !== undefined) targets.push(found);',
    to: '',
  },
  {
    rule: 'what is inside of a composite has its needs met anew',
    file: 'core/planning/schedule/frontier.ts',
    from: 'for (const child of children) this.#meet(child);',
    to: 'for (const child of children) if (child >= first) this.#meet(child);',
  },
  {
    rule: 'who waits in one worktree holds nobody up in another, and is beside nobody in its own',
    file: 'core/lane.ts',
    from: 'return lane !== null && isMerge(plan.steps[place]) ? laneAround(plan, lane) : lane;',
    to: 'return lane;',
  },
  {
    rule: 'no more lanes are open than there may be',
    file: 'core/planning/schedule/lane-slots.ts',
    from: 'if (taken.size >= this.#most) return false;',
    to: '',
  },
  {
    rule: 'lanes that may change the same file come one after the other',
    file: 'core/planning/schedule/lane-slots.ts',
    from: 'return own === undefined || [...taken].every(',
    to: 'return own?.files !== null || [...taken].every(',
  },
  {
    rule: 'a lane gives its slot back',
    file: 'core/planning/schedule/lane-slots.ts',
    from: 'room.taken.delete(place);',
    to: '',
  },
  {
    rule: 'one that is tried again keeps its slot, also over a crash',
    file: 'core/planning/schedule/frontier.ts',
    from: "else if (state.kind === 'open') this.#slots.meet(place);",
    to: "else if (state.kind === 'open') void 0;",
  },
  {
    rule: 'what is left in a lane is cleared up there',
    file: 'core/planning/schedule/tidiness.ts',
    from: 'const room = this.#rooms.get(lane);',
    to: 'const room = lane === null ? this.#rooms.get(lane) : undefined;',
  },
  {
    rule: 'who merges a lane is no work of its own',
    file: 'core/hidden-step.ts',
    from: 'isAcceptance(step) || isMerge(step);',
    to: 'isAcceptance(step);',
  },
];

const scratch = mkdtempSync(join(tmpdir(), 'ws mutants '));

/** The simulator as one program, over the sources as they are but for a rule that is broken. */
const bundle = async (broken: Mutant | null): Promise<string> => {
  const outfile = join(scratch, `${broken?.rule ?? 'unbroken'}.mjs`);
  const breaking: esbuild.Plugin = {
    name: 'breaking',
    setup: (build) => {
      if (broken === null) return;
      const { file, from, to } = broken;
      build.onLoad({ filter: new RegExp(`/${file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        expect(text.split(from).length, `${file} holds the rule once`).toBe(2);
        return { contents: text.replace(from, () => to), loader: 'ts' };
      });
    },
  };
  await esbuild.build({
    ...{ absWorkingDir: root, entryPoints: ['tests/rig/simulate.ts'], outfile, bundle: true, logLevel: 'silent' },
    ...{ platform: 'node', format: 'esm', target: 'node20', packages: 'external', plugins: [breaking] },
  });
  return outfile;
};

/** Exit code of the simulator; `worlds` says which it plays. */
const simulateWith = async (broken: Mutant | null, worlds: 'plain' | 'bodies' = 'plain'): Promise<number> =>
  promisify(execFile)(
    process.execPath,
    [await bundle(broken), String(broken === null ? SEEDS_OF_WHOLE : SEEDS), worlds],
    { cwd: scratch, timeout: 280_000 },
  ).then(
    () => 0,
    () => 1,
  );

describe('the simulator', () => {
  // So that what is not bundled is found from there.
  beforeAll(() => symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules')));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('is green over the rules as they are', async () => {
    expect(await simulateWith(null)).toBe(0);
  });

  test('is green over worlds of composites, too', async () => {
    expect(await simulateWith(null, 'bodies')).toBe(0);
  });

  test.each(bodyMutants)('is red over those when the rule is broken that $rule', async (mutant) => {
    expect(await simulateWith(mutant, 'bodies')).toBe(1);
  });

  test.each(mutants)('is red when the rule is broken that $rule', async (mutant) => {
    expect(await simulateWith(mutant)).toBe(1);
  });
});
