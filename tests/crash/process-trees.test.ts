import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProcessCommand } from '../../core/system.ts';
import type { SandboxMode } from '../../core/workstream.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { untilForkServerIsUsed } from '../unit/adapters/machine/processes.contract.ts';
import { isThere, living, shapes, until } from './process-trees-shapes.ts';

const rounds = process.env['WS_LONG'] === undefined ? 1 : 50;
const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
const root = mkdtempSync(join(tmpdir(), 'ws-trees-'));
const byNode = createProcesses({ graceMs: 200, usesForkServer: false });
const byServer = createProcesses({ graceMs: 200 });
const marks: string[] = [];
afterAll(async () => {
  // Where a test failed, its tree is hard to kill: round after round, so that it does not slow down all that follows.
  for (const mark of marks) {
    await until('tree is gone', 15_000, () => {
      const left = living(mark);
      for (const pid of left) spawnSync('kill', ['-KILL', String(pid)]);
      return left.length === 0;
    });
  }
  byNode[Symbol.dispose]();
  byServer[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

const place = () => {
  const id = randomUUID();
  const cwd = mkdtempSync(join(root, 'tree-'));
  const ready = join(cwd, 'ready');
  marks.push(`TREE_TEST=${id}`);
  return { mark: `TREE_TEST=${id}`, cwd, ready, env: { PATH: process.env['PATH'] ?? '', TREE_TEST: id, READY: ready } };
};

const command = (script: string, at: ReturnType<typeof place>, sandbox: SandboxMode): ProcessCommand => ({
  argv: ['/bin/sh', '-ec', script],
  cwd: at.cwd,
  env: at.env,
  stdinPath: null,
  stdoutPath: join(at.cwd, 'stdout.log'),
  stderrPath: join(at.cwd, 'stderr.log'),
  marker: at.mark,
  timeoutMs: 600_000,
  sandbox,
  readOnlyPaths: [],
  signal: new AbortController().signal,
});

type Mode = { readonly where: string; readonly sandbox: SandboxMode; readonly usesForkServer: boolean };
const modes: readonly Mode[] = [
  { where: 'without a sandbox', sandbox: 'off', usesForkServer: false },
  { where: 'started by the fork server', sandbox: 'off', usesForkServer: true },
  { where: `in bubblewrap${hasBwrap ? '' : ' (which is not installed)'}`, sandbox: 'required', usesForkServer: false },
];
const cases = modes.flatMap((mode) => Object.entries(shapes).map(([shape, script]) => ({ ...mode, shape, script })));

beforeAll(() =>
  untilForkServerIsUsed({ root, processes: byServer, command: (script) => command(script, place(), 'off') }),
);

describe.skipIf(process.platform !== 'linux')('nobody survives', () => {
  for (const { where, sandbox, usesForkServer, shape, script } of cases) {
    const skipped = sandbox === 'required' && !hasBwrap;
    const processes = usesForkServer ? byServer : byNode;

    test.skipIf(skipped)(`a timeout of ${shape} ${where}`, async () => {
      // On a busy machine the tree may not stand yet when its time is up: then it is given more.
      for (let stood = 0, timeoutMs = 500; stood < rounds; timeoutMs *= 2) {
        const at = place();
        const end = await processes.run({ ...command(script, at, sandbox), timeoutMs });
        expect(living(at.mark)).toEqual([]);
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
        expect(living(at.mark)).toEqual([]);
      }
    });

    test.skipIf(skipped)(`the death of the engine of ${shape} ${where}`, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const at = place();
        const request = { script, cwd: at.cwd, env: at.env, sandbox, secrets: [], usesForkServer };
        const fixture = join(import.meta.dirname, 'fixtures/engine-with-tree.ts');
        const engine = spawn(process.execPath, ['--import', 'tsx', fixture, JSON.stringify(request)], {
          stdio: ['ignore', 'inherit', 'inherit'],
        });
        // A child between fork and exec shows no environment for a moment: the first look may count too few.
        await until('tree stands', 60_000, () => isThere(at.ready) && living(at.mark).length > 1);
        engine.kill('SIGKILL');
        // Far more than the second it takes, because the machine may be busy with other tests.
        await until('nobody is left', 15_000, () => living(at.mark).length === 0);
      }
    });
  }
});
