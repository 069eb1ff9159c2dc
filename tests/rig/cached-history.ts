/**
 * Random histories of attempts in one worktree, with the cache and without. Each attempt is what a small language says: which files
 * and variables it reads, and what it makes of them. The oracle carries it out on a copy; what the cache does is held against that.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openEntries } from '../../adapters/cache/entries.ts';
import { createStepCache } from '../../adapters/cache/step-cache.ts';
import { runId, stepId, toolId } from '../../core/id.ts';
import type { ToolWork } from '../../core/order.ts';
import type { Patches } from '../../core/patch.ts';
import { ok } from '../../core/result.ts';
import type { CacheAsk, StepCache } from '../../core/step-cache.ts';
import type { AttemptPaths } from '../../core/system.ts';
import { ALONE, type ToolAdapter, type ToolCall } from '../../core/tool.ts';
import { randomFrom, type Random } from './random.ts';

/** What an attempt does. */
type Work = {
  readonly id: string;
  /** What it reads: of all files where `inputs` is null. */
  readonly reads: readonly string[];
  readonly inputs: readonly string[] | null;
  readonly variable: string | null;
  /** Whether it says that it depends on the variable. */
  readonly writes: readonly { readonly path: string; readonly isProgram: boolean }[];
  readonly removes: readonly string[];
  readonly makes: readonly string[];
  /** What it says it makes. */
  readonly outputs: readonly string[];
  readonly failsOn: string;
  readonly access: 'read' | 'shared';
};

export const TRACKED: readonly string[] = ['a', 'b', 'src/c', 'src/d'];
const IGNORED = ['ignored/x', 'ignored/y'];
const MADE = ['ignored/dist/p', 'ignored/dist/q'];
const WORDS = ['', 'one', 'two', 'three'];

type State = ReadonlyMap<string, string>;

const stateOf = (worktree: string): State => {
  const state = new Map<string, string>();
  const walk = (path: string): void => {
    for (const name of readdirSync(join(worktree, path)).toSorted()) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (name === '.git') continue;
      const found = statSync(join(worktree, inner));
      if (found.isDirectory()) walk(inner);
      else state.set(inner, `${(found.mode & 0o111) === 0 ? '-' : 'x'}${readFileSync(join(worktree, inner), 'utf8')}`);
    }
  };
  walk('');
  return state;
};

const put = (worktree: string, path: string, text: string, isProgram = false): void => {
  rmSync(join(worktree, path), { force: true });
  mkdirSync(dirname(join(worktree, path)), { recursive: true });
  writeFileSync(join(worktree, path), text);
  if (isProgram) chmodSync(join(worktree, path), 0o755);
};

/** What an attempt gives where the worktree is so: pure. null where it fails. */
const carriedOut = (
  work: Work,
  before: State,
  value: string,
): { readonly state: State; readonly said: string } | null => {
  const read = work.reads.map((path) => `${path}=${before.get(path) ?? 'nothing'}`);
  const said = `${work.id}(${[...read, work.variable === null ? '' : value].join(',')})`;
  if (work.failsOn !== '' && said.includes(work.failsOn)) return null;
  const state = new Map(before);
  for (const path of work.removes) state.delete(path);
  for (const path of MADE) if (work.makes.length > 0) state.delete(path);
  for (const { path, isProgram } of work.writes) state.set(path, `${isProgram ? 'x' : '-'}${said}`.slice(0, 80));
  for (const path of work.makes) state.set(path, `-${said}`);
  return { state, said };
};

const drawWork = (random: Random, id: string): Work => {
  const isReader = random.chance(0.3);
  const inputs = random.chance(0.5) ? null : ['src', 'ignored/x', ...(random.chance(0.5) ? ['a'] : [])];
  const readable =
    inputs === null ? TRACKED : [...TRACKED, ...IGNORED].filter((path) => inputs.some((each) => path.startsWith(each)));
  const writes = isReader ? [] : TRACKED.filter(() => random.chance(0.3));
  const removes = isReader ? [] : TRACKED.filter(() => random.chance(0.1));
  const makes = random.chance(0.5) ? MADE.filter(() => random.chance(0.7)) : [];
  const isHonest = random.chance(0.7);
  return {
    ...{ id, inputs, access: isReader ? 'read' : 'shared', removes, makes },
    reads: readable.filter(() => random.chance(0.6)),
    variable: random.chance(0.4) ? 'V' : null,
    writes: writes.map((path) => ({ path, isProgram: random.chance(0.2) })),
    outputs: [...(makes.length > 0 ? ['ignored/dist'] : []), ...(isHonest ? [...writes, ...removes] : [])],
    failsOn: random.pick(['', '', '', 'three']),
  };
};

const askOf = (work: Work, place: Place, value: string, shell: ToolAdapter, at: number): CacheAsk => {
  const directory = join(place.state, 'runs', 'r', String(at));
  mkdirSync(directory, { recursive: true });
  // Only what is looked at is there.
  const paths = {
    directory,
    stdout: join(directory, 'stdout.log'),
    stderr: join(directory, 'stderr.log'),
  } as AttemptPaths;
  const attempt = { run: runId('aaaaaaaaaa'), step: stepId(work.id), attempt: at };
  const call: ToolCall = {
    ...{ attempt, origin: ALONE, with: {}, cwd: place.worktree, worktree: place.worktree, env: { V: value }, paths },
    ...{ timeoutMs: 1000, outputs: null, limits: null, sandbox: 'off', access: work.access },
    signal: new AbortController().signal,
    changed: async () => ok(place.own()),
  };
  const filled = {
    with: { does: JSON.stringify(work) },
    input: null,
    failure: null,
    cwd: '.',
    env: {},
    acceptance: [],
  };
  const rule = {
    ...{ inputs: work.inputs, env: work.variable === null ? [] : [work.variable], tools: [], ttlMs: null },
    outputs: work.outputs,
  };
  const toolWork: ToolWork = {
    ...{ kind: 'tool', tool: shell.id, tries: 0, access: work.access, sandbox: 'off', timeoutMs: 1000, limits: null },
    ...{ outputs: null, fix: null, accepted: null, adopted: null, isRefresh: false, leaves: [], cache: rule },
    filled: ok(filled),
  };
  return {
    attempt,
    workstream: 'w',
    work: toolWork,
    rule,
    tool: shell,
    filled,
    call,
    secrets: [],
    workspace: place,
  };
};

type Place = {
  readonly worktree: string;
  readonly state: string;
  /** What the attempt that is made has written. */
  readonly own: () => readonly string[];
  readonly stirred: () => number;
};

// Only what is asked of it is there.
const shell = {
  id: toolId('shell'),
  describe: () => ({ access: 'shared', sandbox: 'off', breakers: [], script: 'run' }),
} as unknown as ToolAdapter;

export type Sums = { readonly hits: number; readonly attempts: number; readonly missed: number };

/** Throws where the cache does other than the oracle says. */
export const checkHistory = async (
  seed: number,
  {
    worktree,
    state,
    patches,
    steps,
  }: { readonly worktree: string; readonly state: string; readonly patches: Patches; readonly steps: number },
  mutant: (cache: StepCache) => StepCache = (cache) => cache,
): Promise<Sums> => {
  const random = randomFrom(seed);
  let own: readonly string[] = [];
  let stirs = 0;
  const place: Place = { worktree, state, own: () => own, stirred: () => stirs };
  const open = (): StepCache =>
    mutant(
      createStepCache({
        ...{ entries: openEntries(state, join(state, 'cache')), root: state, patches, platform: 'test' },
        ...{
          mask: (text: string) => text,
          secretIn: () => null,
          versionOf: async () => null,
          versionOn: async () => null,
        },
        now: () => Date.now(),
        files: {
          report: () => ({
            message: () => undefined,
            tool: () => undefined,
            error: () => undefined,
            usage: () => undefined,
            file: () => undefined,
          }),
        },
      }),
    );
  let cache = open();
  const works = Array.from({ length: 4 }, (_, at) => drawWork(random, `s${at}`));
  /** What must be found: all that each attempt depends on, of those that were made undisturbed and well. */
  const known = new Set<string>();
  const seen = { hits: 0, attempts: 0, missed: 0 };
  for (const path of [...TRACKED, ...IGNORED]) put(worktree, path, random.pick(WORDS));
  for (let at = 1; at <= steps; at++) {
    if (random.chance(0.5)) {
      const path = random.pick([...TRACKED, ...IGNORED]);
      if (random.chance(0.15)) rmSync(join(worktree, path), { force: true });
      else put(worktree, path, random.pick(WORDS), random.chance(0.1));
      stirs += 1;
    }
    // Another process goes on.
    if (random.chance(0.1)) cache = open();
    const work = random.pick(works);
    const value = random.pick(WORDS);
    const before = stateOf(worktree);
    const expected = carriedOut(work, before, value);
    const counts =
      work.inputs === null
        ? TRACKED
        : [...TRACKED, ...IGNORED].filter((path) => (work.inputs ?? []).some((each) => path.startsWith(each)));
    const needed = [...TRACKED].filter(
      (path) => work.writes.some((each) => each.path === path) || work.removes.includes(path),
    );
    const dependsOn = JSON.stringify([
      work.id,
      work.variable === null ? '' : value,
      [...counts, ...needed].map((path) => before.get(path) ?? null),
    ]);
    const ask = askOf(work, place, value, shell, at);
    own = [];
    const looked = await cache.look(ask);
    seen.attempts += 1;
    if (looked.kind === 'hit') {
      const done = await looked.replay();
      if (looked.isChanging) stirs += 1;
      if (done.ok && done.value) {
        seen.hits += 1;
        const now = stateOf(worktree);
        const said = readFileSync(ask.call.paths.stdout, 'utf8');
        if (expected === null) throw new Error(`seed ${seed}, attempt ${at}: a hit of what fails`);
        if (JSON.stringify([...now].toSorted()) !== JSON.stringify([...expected.state].toSorted()))
          throw new Error(
            `seed ${seed}, attempt ${at}: another tree\n${JSON.stringify([...now])}\n${JSON.stringify([...expected.state])}`,
          );
        if (said !== expected.said || looked.outputs['said'] !== expected.said)
          throw new Error(`seed ${seed}, attempt ${at}: it gives ${said}`);
        continue;
      }
    }
    const miss = looked.kind === 'hit' ? await looked.otherwise() : looked;
    if (known.has(dependsOn)) seen.missed += 1;
    // Somebody else, between the look and the work.
    const isDisturbed = random.chance(0.15);
    if (isDisturbed) {
      put(worktree, random.pick([...TRACKED, 'ignored/x']), random.pick(['other', ...WORDS]));
      stirs += 1;
    }
    const made = carriedOut(work, stateOf(worktree), value);
    if (made === null) continue;
    stirs += 1;
    const then = stateOf(worktree);
    for (const path of then.keys()) if (!made.state.has(path)) rmSync(join(worktree, path));
    const written = new Set([...work.writes.map(({ path }) => path), ...work.makes]);
    // A program that writes does not look whether it says something new.
    for (const [path, text] of made.state)
      if (written.has(path)) put(worktree, path, text.slice(1), text.startsWith('x'));
    own = [...new Set([...then.keys(), ...made.state.keys()])].filter(
      (path) => then.get(path) !== made.state.get(path),
    );
    writeFileSync(ask.call.paths.stdout, made.said);
    const keeping = await miss.seen();
    await keeping?.keep({ outputs: { said: made.said }, exitCode: 0 });
    if (keeping !== null && !isDisturbed) known.add(dependsOn);
  }
  return seen;
};
