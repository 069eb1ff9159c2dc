import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { ProcessCommand } from '../../core/system.ts';
import type { SandboxMode } from '../../core/workstream.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { viewOfWorktree } from '../../adapters/machine/sandbox-view.ts';
import { isThere, living, livingIn, shapes, until, wipedShapes } from './process-trees-shapes.ts';

const rounds = process.env['WS_LONG'] === undefined ? 1 : 50;
const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
const root = mkdtempSync(join(tmpdir(), 'ws-trees-'));
const byNode = createProcesses({ graceMs: 200, usesStarters: false });
const byStarter = createProcesses({ graceMs: 200 });
const isInstalled = (program: string): boolean => spawnSync('which', [program]).status === 0;
type Place = {
  readonly id: string;
  readonly mark: string;
  readonly cwd: string;
  readonly ready: string;
  readonly env: Readonly<Record<string, string>>;
};
const places: Place[] = [];
/** Who is left, however well it hides: by mark, by folder or by argument. */
const left = ({ mark, cwd, id }: Place): readonly number[] => [...living(mark), ...livingIn(cwd, id)];
afterAll(async () => {
  // Where a test failed, its tree is hard to kill: round after round, so that it does not slow down all that follows.
  for (const at of places) {
    await until('tree is gone', 15_000, () => {
      const pids = left(at);
      for (const pid of pids) spawnSync('kill', ['-KILL', String(pid)]);
      return pids.length === 0;
    });
  }
  byNode[Symbol.dispose]();
  byStarter[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

const place = (): Place => {
  const id = randomUUID();
  const cwd = mkdtempSync(join(root, 'tree-'));
  const ready = join(cwd, 'ready');
  const env = { PATH: process.env['PATH'] ?? '', WS_RUN_ID: id, TREE_TEST: id, READY: ready };
  const at = { id, mark: `TREE_TEST=${id}`, cwd, ready, env };
  places.push(at);
  return at;
};

const command = (script: string, at: Place, sandbox: SandboxMode): ProcessCommand => ({
  argv: ['/bin/sh', '-ec', script],
  cwd: at.cwd,
  env: at.env,
  stdinPath: null,
  stdoutPath: join(at.cwd, 'stdout.log'),
  stderrPath: join(at.cwd, 'stderr.log'),
  marker: at.mark,
  timeoutMs: 600_000,
  sandbox,
  limits: null,
  view: viewOfWorktree(at.cwd),
  signal: new AbortController().signal,
});

type Mode = { readonly where: string; readonly sandbox: SandboxMode; readonly usesStarters: boolean };
const modes: readonly Mode[] = [
  { where: 'without a sandbox', sandbox: 'off', usesStarters: false },
  { where: 'below a starter', sandbox: 'off', usesStarters: true },
  { where: `in bubblewrap${hasBwrap ? '' : ' (which is not installed)'}`, sandbox: 'required', usesStarters: true },
];
const hasStarters = isInstalled('perl');
type Case = Mode & { readonly shape: string; readonly script: string; readonly skipped: boolean };
const cases = modes.flatMap((mode): readonly Case[] => {
  const isMissing = (mode.sandbox === 'required' && !hasBwrap) || (mode.usesStarters && !hasStarters);
  const marked = Object.entries(shapes).map(([shape, script]) => ({ ...mode, shape, script, skipped: isMissing }));
  if (!mode.usesStarters) return marked;
  const wiped = Object.entries(wipedShapes).map(([shape, { needs, script }]) => {
    const isThereFor = isInstalled(needs);
    const name = isThereFor ? shape : `${shape} (${needs} is not installed)`;
    return { ...mode, shape: name, script, skipped: isMissing || !isThereFor };
  });
  return [...marked, ...wiped];
});

describe.skipIf(process.platform !== 'linux')('nobody survives', () => {
  for (const { where, sandbox, usesStarters, shape, script, skipped } of cases) {
    const processes = usesStarters ? byStarter : byNode;

    test.skipIf(skipped)(`a timeout of ${shape} ${where}`, async () => {
      // On a busy machine the tree may not stand yet when its time is up: then it is given more.
      for (let stood = 0, timeoutMs = 500; stood < rounds; timeoutMs *= 2) {
        const at = place();
        const end = await processes.run({ ...command(script, at, sandbox), timeoutMs });
        expect(left(at)).toEqual([]);
        expect(end).toEqual({ kind: 'timeout', afterMs: timeoutMs });
        if (!isThere(at.ready)) continue;
        stood += 1;
        timeoutMs = 250;
      }
    });

    test.skipIf(skipped)(`an abort of ${shape} ${where}`, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const at = place();
        const controller = new AbortController();
        const ended = processes.run({ ...command(script, at, sandbox), signal: controller.signal });
        await until('tree stands', 20_000, () => isThere(at.ready));
        controller.abort();
        expect(await ended).toEqual({ kind: 'aborted' });
        expect(left(at)).toEqual([]);
      }
    });

    test.skipIf(skipped)(`the death of the engine of ${shape} ${where}`, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const at = place();
        const request = { script, cwd: at.cwd, env: at.env, sandbox, secrets: [], usesStarters };
        const fixture = join(import.meta.dirname, 'fixtures/engine-with-tree.ts');
        const engine = spawn(process.execPath, ['--import', 'tsx', fixture, JSON.stringify(request)], {
          stdio: ['ignore', 'inherit', 'inherit'],
        });
        // A child between fork and exec shows no environment for a moment: the first look may count too few.
        await until('tree stands', 60_000, () => isThere(at.ready) && living(at.mark).length > 1);
        engine.kill('SIGKILL');
        // Far more than the second it takes, because the machine may be busy with other tests.
        await until('nobody is left', 15_000, () => left(at).length === 0);
      }
    });
  }
});

// In a process of its own beside the tree: the script itself may be stopped.
const against = (deed: string, script: string): string =>
  `starter=$PPID keeper=$(cut -d" " -f4 /proc/$PPID/stat); engine=$(cut -d" " -f4 /proc/$keeper/stat)
  (while ! [ -e "$READY" ]; do sleep 0.01; done; ${deed}) &
  ${script}`;
const available = cases.filter(({ usesStarters, sandbox, skipped }) => usesStarters && sandbox === 'off' && !skipped);
const wiped = available.filter(({ shape }) => shape in wipedShapes);
const deeds = [
  { deed: 'kill -KILL $engine $starter', of: available },
  { deed: 'kill -KILL $engine $keeper', of: wiped },
  { deed: 'kill -STOP $starter $keeper; kill -KILL $engine', of: wiped },
  // Stopped first, or one of them may still kill what is below it.
  { deed: 'kill -STOP $starter $keeper; kill -KILL $engine $starter $keeper', of: available },
].flatMap(({ deed, of }) => of.map(({ shape, script }) => ({ deed, shape, script })));
const lonely = [
  'kill -STOP $starter; kill -KILL $keeper',
  'kill -KILL $starter',
  'kill -KILL $keeper',
  'kill -STOP $starter $keeper; kill -KILL $starter $keeper',
  'kill -KILL -$starter',
  'kill -KILL -$keeper',
].flatMap((deed) => wiped.map(({ shape, script }) => ({ deed, shape, script })));

describe.skipIf(!hasStarters || process.platform !== 'linux')('nobody survives a step that does', () => {
  test.each(lonely.map(({ deed, shape, script }) => [deed, shape, script]))('%s: %s', async (deed, _, script) => {
    const at = place();
    const ran = await byStarter.run(command(against(deed, script), at, 'off'));
    expect(left(at)).toEqual([]);
    expect(ran).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    expect(isThere(at.ready)).toBe(true);
  });

  test.each(deeds.map(({ deed, shape, script }) => [deed, shape, script]))('%s: %s', async (deed, _, script) => {
    const at = place();
    const request = { script: against(deed, script), cwd: at.cwd, env: at.env, sandbox: 'off', secrets: [] };
    const fixture = join(import.meta.dirname, 'fixtures/engine-with-tree.ts');
    const asked = JSON.stringify({ ...request, usesStarters: true });
    const engine = spawn(process.execPath, ['--import', 'tsx', fixture, asked], { stdio: 'ignore' });
    const ended = new Promise<string | null>((resolve) => engine.once('exit', (_, signal) => resolve(signal)));
    expect(await ended).toBe('SIGKILL');
    await until('nobody is left', 15_000, () => left(at).length === 0);
  });

  // Nobody is left who could end it at once: whoever goes on with the run looks first.
  test.each(available.map(({ shape, script }) => [shape, script]))(
    'kill -KILL $engine $starter $keeper $watchdog, once the run is taken up: %s',
    async (_, script) => {
      const at = place();
      const deed = `for each in /proc/[0-9]*; do
        if grep -aqs ^ws-watchdog $each/cmdline && grep -qs "^PPid:.$engine$" $each/status; then watchdog=\${each#/proc/}; fi
      done; kill -STOP $starter $keeper $watchdog; kill -KILL $engine $starter $keeper $watchdog`;
      const request = { script: against(deed, script), cwd: at.cwd, env: at.env, sandbox: 'off', secrets: [] };
      const fixture = join(import.meta.dirname, 'fixtures/engine-with-tree.ts');
      const asked = JSON.stringify({ ...request, usesStarters: true });
      const engine = spawn(process.execPath, ['--import', 'tsx', fixture, asked], { stdio: 'ignore' });
      const ended = new Promise<string | null>((resolve) => engine.once('exit', (_, signal) => resolve(signal)));
      expect(await ended).toBe('SIGKILL');
      expect(left(at)).not.toEqual([]);
      await byStarter.sweep(at.id);
      expect(left(at)).toEqual([]);
    },
  );

  test('kill -STOP $starter $keeper, until its time is up', async () => {
    const at = place();
    const script = against('kill -STOP $starter $keeper', wipedShapes['an environment wiped']?.script ?? '');
    const ran = await byStarter.run({ ...command(script, at, 'off'), timeoutMs: 2_000 });
    expect(left(at)).toEqual([]);
    expect(ran).toEqual({ kind: 'timeout', afterMs: 2_000 });
  });
});
