import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Limits } from '../../../../core/workstream.ts';
import { openControlGroup, hasControlGroups } from '../../../../adapters/machine/control-group.ts';
import { kernelMarkOf } from '../../../../adapters/machine/kernel-mark.ts';
import { NO_HARNESS } from '../../../../adapters/machine/limits.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { startStarter } from '../../../../adapters/machine/starter.ts';
import { living } from '../../../crash/process-trees-shapes.ts';
import { makeRig } from './processes.contract.ts';
import type { Rig } from './processes.contract.ts';

const isInstalled = (program: string): boolean => spawnSync('which', [program]).status === 0;
const NONE: Limits = { memoryBytes: null, processes: null, cpu: null };
const MEBIBYTE = 1_048_576;
/** A program that fills so many mebibytes, then does what follows. */
const fill = (mebibytes: number, then: string): string =>
  `perl -e 'push @all, "x" x ${MEBIBYTE} for 1 .. ${mebibytes}; ${then}'`;

describe.skipIf(process.platform !== 'linux' || !isInstalled('perl'))('a command with limits', () => {
  let rig: Rig;
  beforeEach(() => void (rig = makeRig(createProcesses)));
  afterEach(() => {
    rig.processes[Symbol.dispose]();
    rmSync(rig.root, { recursive: true, force: true });
  });
  const run = async (script: string, limits: Partial<Limits>, changes = {}) => {
    const command = rig.command(script, { limits: { ...NONE, ...limits }, ...changes });
    const end = await rig.processes.run(command);
    return { end, out: readFileSync(command.stdoutPath, 'utf8'), left: living(`WS_ATTEMPT_ID=${command.marker}`) };
  };
  const over = (limit: string) => ({ end: { kind: 'over-limit', limit }, left: [] });

  test('is ended when it uses more memory', async () => {
    expect(await run(fill(100, 'sleep 1000'), { memoryBytes: 64 * MEBIBYTE })).toMatchObject(over('memory'));
  });

  test('is ended when its processes use more memory together, and with them what left the session', async () => {
    const script = `env -i setsid ${fill(40, 'sleep 1000')} & ${fill(40, 'sleep 1000')}`;
    expect(await run(script, { memoryBytes: 64 * MEBIBYTE })).toMatchObject(over('memory'));
  });

  test('is ended in a sandbox too', async () => {
    if (!isInstalled('bwrap')) return;
    const limits = { memoryBytes: 64 * MEBIBYTE };
    expect(await run(fill(100, 'sleep 1000'), limits, { sandbox: 'required' })).toMatchObject(over('memory'));
  });

  test('is ended when node itself started it', async () => {
    const byNode = makeRig((settings) => createProcesses({ ...settings, usesStarters: false }));
    const asked = byNode.command(fill(100, 'sleep 1000'), { limits: { ...NONE, memoryBytes: 64 * MEBIBYTE } });
    expect(await byNode.processes.run(asked)).toMatchObject({ kind: 'over-limit', limit: 'memory' });
    byNode.processes[Symbol.dispose]();
    rmSync(byNode.root, { recursive: true, force: true });
  });

  test('shares what its processes share: that counts once', async () => {
    const script = fill(40, 'fork; fork; select undef, undef, undef, 0.5');
    expect(await run(script, { memoryBytes: 100 * MEBIBYTE })).toMatchObject({ end: { kind: 'exited', exitCode: 0 } });
  });

  test('cannot ask for much more in one go either', async () => {
    const { end } = await run(fill(400, 'sleep 1000'), { memoryBytes: 32 * MEBIBYTE });
    expect(end).not.toEqual({ kind: 'exited', exitCode: 0 });
    expect(end.kind).not.toBe('timeout');
  });

  test('is ended when it has more processes', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1000 & done; wait';
    expect(await run(script, { processes: 8 })).toMatchObject(over('processes'));
  });

  test('gets as many processors as it may use', async () => {
    expect(await run('nproc', { cpu: 0.5 })).toMatchObject({ out: '1\n', end: { kind: 'exited', exitCode: 0 } });
  });

  test('that keeps to them ends as it ends', async () => {
    const limits = { memoryBytes: 512 * MEBIBYTE, processes: 50, cpu: 2 };
    expect(await run('echo fine; exit 3', limits)).toMatchObject({ out: 'fine\n', end: { exitCode: 3 } });
  });
});

const ownGroup = /^0::(\/.*)$/m.exec(spawnSync('cat', ['/proc/self/cgroup'], { encoding: 'utf8' }).stdout ?? '')?.[1];

// The files are those of the kernel's interface, in a folder like any other: a machine rarely lets a test make real groups.
describe.skipIf(ownGroup === undefined)('a control group', () => {
  let mount = '';
  let own = '';
  beforeEach(() => {
    mount = mkdtempSync(join(tmpdir(), 'ws-groups-'));
    own = join(mount, ownGroup ?? '');
    mkdirSync(own, { recursive: true });
    for (const name of ['cgroup.procs', 'cgroup.subtree_control']) writeFileSync(join(own, name), '');
  });
  afterEach(() => rmSync(mount, { recursive: true, force: true }));
  const limits = { memoryBytes: 2 * MEBIBYTE, processes: 5, cpu: 1.5 };
  const handOn = (controllers: string): void => writeFileSync(join(own, 'cgroup.subtree_control'), controllers);

  test('is not to be had where the controllers are not handed on', () => {
    handOn('memory pids\n');
    expect(hasControlGroups(limits, mount)).toBe(false);
    expect(openControlGroup('a', limits, mount)).toBe(null);
    expect(hasControlGroups({ ...limits, cpu: null }, mount)).toBe(true);
  });

  test('holds the limits, and tells whether the kernel killed for want of memory', () => {
    handOn('cpu memory pids\n');
    const group = openControlGroup('a', limits, mount);
    const said = (name: string): string => readFileSync(join(group?.path ?? '', name), 'utf8');
    expect(['memory.max', 'memory.oom.group', 'pids.max', 'cpu.max'].map(said)).toEqual([
      String(2 * MEBIBYTE),
      '1',
      '5',
      '150000 100000',
    ]);
    expect(group?.wasOutOfMemory()).toBe(false);
    writeFileSync(join(group?.path ?? '', 'memory.events'), 'low 0\noom 1\noom_kill 1\n');
    expect(group?.wasOutOfMemory()).toBe(true);
    group?.close();
  });

  test('is joined by a command before it runs', async () => {
    const starter = startStarter();
    if (starter === null) return;
    const log = openSync(join(mount, 'log'), 'a+');
    const launched = await starter.launch({
      argv: ['/bin/true'],
      cwd: '/',
      env: {},
      stdio: ['ignore', log, log],
      harness: { ...NO_HARNESS, group: own },
      kernelMark: kernelMarkOf('RUN=1', 'ATTEMPT=1'),
    });
    if (launched?.kind === 'started') await launched.leader.exit;
    starter.release();
    expect(launched?.kind).toBe('started');
    expect(readFileSync(join(own, 'cgroup.procs'), 'utf8')).toBe('0');
  });
});
