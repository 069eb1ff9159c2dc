import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { gitReadOnlyPaths, probeSandbox } from '../../../../adapters/machine/sandbox.ts';
import { makeRig } from './processes.contract.ts';
import type { Rig } from './processes.contract.ts';

const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
let rig: Rig;
beforeEach(() => void (rig = makeRig(createProcesses, { graceMs: 20_000 })));
afterEach(() => {
  vi.unstubAllEnvs();
  rig.processes[Symbol.dispose]();
  rmSync(rig.root, { recursive: true, force: true });
});

describe.skipIf(!hasBwrap)(`bubblewrap${hasBwrap ? '' : ' (is not installed)'}`, () => {
  test('is found to work, with its version', async () => {
    const state = await probeSandbox();
    expect(state).toMatchObject({ available: true, reason: '' });
    expect(state.version).toMatch(/^\d+\.\d+/);
  });

  test('gives a command its own processes, its exit code and its folder', async () => {
    const asked = rig.command('ls /proc | grep -c "^[0-9]"; pwd; exit 9', { sandbox: 'required' });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 9 });
    const [count, folder] = readFileSync(asked.stdoutPath, 'utf8').split('\n');
    expect(Number(count)).toBeLessThan(8);
    expect(folder).toBe(rig.root);
  });

  test('keeps what git executes from being written, replaced or moved away, and nothing else', async () => {
    const git = join(rig.root, '.git');
    mkdirSync(join(git, 'hooks'), { recursive: true });
    mkdirSync(join(git, 'info'));
    writeFileSync(join(git, 'config'), '[core]\n');
    const script = `set +e
      echo '[core] fsmonitor = evil' >.git/config
      echo x >new; mv new .git/config; rm -f .git/config
      echo x >.git/hooks/pre-commit; rmdir .git/hooks; mv .git moved
      echo fine >.git/index; echo fine >file`;
    const asked = rig.command(script, { sandbox: 'auto', readOnlyPaths: gitReadOnlyPaths(git) });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(join(git, 'config'), 'utf8')).toBe('[core]\n');
    expect(spawnSync('ls', [join(git, 'hooks')], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(join(git, 'index'), 'utf8')).toBe('fine\n');
    expect(readFileSync(join(rig.root, 'file'), 'utf8')).toBe('fine\n');
  });

  test('does not outlive a command that leaves daemons behind', async () => {
    const asked = rig.command('setsid sleep 1000 & (setsid sleep 1000 &); exit 0', { sandbox: 'required' });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    const left = spawnSync('grep', ['-lsF', `WS_ATTEMPT_ID=${asked.marker}`, '-r', '/proc', '--include=environ']);
    expect(left.stdout.toString()).toBe('');
  });

  test('lets a polite command clean up after TERM', async () => {
    const script = 'trap "echo cleaned; exit 0" TERM; while :; do sleep 0.01; done';
    const asked = rig.command(script, { sandbox: 'required', timeoutMs: 300 });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'timeout', afterMs: 300 });
    expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('cleaned\n');
  });
});

describe('without bubblewrap', () => {
  beforeEach(() => vi.stubEnv('PATH', '/nowhere'));

  test('the state says so', async () => {
    const reason = 'bubblewrap (bwrap) is not installed';
    expect(await rig.processes.sandboxState()).toEqual({ available: false, version: null, reason });
  });

  test('a command that requires it is refused', async () => {
    const end = await rig.processes.run(rig.command('touch ran', { sandbox: 'required' }));
    expect(end).toMatchObject({ kind: 'refused', reason: 'sandbox-missing' });
  });

  test('a command that would like it runs without', async () => {
    expect(await rig.processes.run(rig.command('exit 3', { sandbox: 'auto' }))).toEqual({
      kind: 'exited',
      exitCode: 3,
    });
  });
});
