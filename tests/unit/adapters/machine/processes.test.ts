import { readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { isThere, until } from '../../../crash/process-trees-shapes.ts';
import { makeRig, processesContract } from './processes.contract.ts';
import type { Rig } from './processes.contract.ts';

processesContract('processes started by node', (settings) => createProcesses({ ...settings, usesStarters: false }));
processesContract('processes started by starters', createProcesses);

describe('a starter', () => {
  let rig: Rig;
  beforeEach(() => void (rig = makeRig(createProcesses)));
  afterEach(() => {
    vi.unstubAllEnvs();
    rig.processes[Symbol.dispose]();
    rmSync(rig.root, { recursive: true, force: true });
  });
  const said = async (script: string): Promise<string> => {
    const asked = rig.command(script);
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    return readFileSync(asked.stdoutPath, 'utf8');
  };
  const isAlive = (pid: number): boolean => isThere(`/proc/${pid}`);

  test('starts the first command already, and the next one too', async () => {
    const first = await said('cat /proc/$PPID/comm; echo $PPID');
    expect(first).toMatch(/^ws-starter\n/);
    expect(await said('cat /proc/$PPID/comm; echo $PPID')).toBe(first);
  });

  test('starts one command at a time: those that run together have one each', async () => {
    const both = 'echo $PPID; echo >"$RIG/$NAME"; while ! [ -e "$RIG/$OTHER" ]; do sleep 0.01; done';
    const env = { PATH: process.env['PATH'] ?? '', RIG: rig.root };
    const one = rig.command(both, { env: { ...env, NAME: 'a', OTHER: 'b' } });
    const other = rig.command(both, { env: { ...env, NAME: 'b', OTHER: 'a' } });
    await Promise.all([rig.processes.run(one), rig.processes.run(other)]);
    expect(readFileSync(one.stdoutPath, 'utf8')).not.toBe(readFileSync(other.stdoutPath, 'utf8'));
  });

  test.each([
    ['left its session and its environment', 'env -i setsid sh -c "echo \\$\\$; exec sleep 1000" &'],
    ['forked twice on the way', '(env -i setsid sh -c "(sh -c \'echo \\$\\$; exec sleep 1000\' &)" &)'],
    ['wrote over its title', `perl -e '$| = 1; print "$$\\n"; $0 = "x" x 4096; sleep 1000' &`],
    ['takes a name that we give', 'env -i setsid perl -e \'$| = 1; print "$$\\n"; $0 = "ws-watchdog"; sleep 1000\' &'],
  ])('ends with a step that ended well whoever %s', async (_, script) => {
    const pid = Number(await said(`${script}\nwhile ! [ -s /proc/$$/fd/1 ]; do sleep 0.01; done`));
    expect(pid).toBeGreaterThan(1);
    expect(isAlive(pid)).toBe(false);
  });

  test('that is killed takes its step with it, and the next command has another', async () => {
    const asked = rig.command('kill -s KILL $PPID; setsid sleep 1000 & sleep 1000');
    expect(await rig.processes.run(asked)).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    expect(await said('cat /proc/$PPID/comm')).toBe('ws-starter\n');
  });

  test('that a step has stopped does not hold up the end of that step, nor the next command', async () => {
    const asked = rig.command('kill -s STOP $PPID; env -i setsid sleep 1000 & sleep 1000', { timeoutMs: 200 });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'timeout', afterMs: 200 });
    expect(await said('cat /proc/$PPID/comm')).toBe('ws-starter\n');
  });

  test('is gone with the engine that made it', async () => {
    const pid = Number(await said('echo $PPID'));
    rig.processes[Symbol.dispose]();
    await until('the starter is gone', 20_000, () => !isAlive(pid));
  });

  test('is not needed: without perl node starts the command', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await said('cat /proc/$PPID/comm')).not.toContain('ws-starter');
    expect(await said('echo again')).toBe('again\n');
  });
});
