import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { probeSandbox } from '../../../../adapters/machine/sandbox.ts';
import { makeRig } from './processes.contract.ts';
import type { Rig } from './processes.contract.ts';

const hasBwrap = spawnSync('bwrap', ['--version']).status === 0;
let rig: Rig;
const view = () => rig.command('').view;
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

  test('keeps what a repository says from being written, replaced or moved away, and nothing else', async () => {
    const git = join(rig.root, '.git');
    mkdirSync(join(git, 'hooks'), { recursive: true });
    mkdirSync(join(git, 'info'));
    writeFileSync(join(git, 'config'), '[core]\n');
    const script = `set +e
      echo '[core] fsmonitor = evil' >.git/config
      echo x >new; mv new .git/config; rm -f .git/config
      echo x >.git/hooks/pre-commit; rmdir .git/hooks; mv .git moved; mkdir .git/info/attributes
      echo fine >file`;
    const asked = rig.command(script, { sandbox: 'auto', view: { ...view(), readable: [git] } });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(join(git, 'config'), 'utf8')).toBe('[core]\n');
    expect([...readdirSync(join(git, 'hooks')), ...readdirSync(join(git, 'info'))]).toEqual([]);
    expect(readFileSync(join(rig.root, 'file'), 'utf8')).toBe('fine\n');
  });

  test('shows what the program is made of that a link on PATH leads to, and not the rest of the home', async () => {
    const home = mkdtempSync('/tmp/ws-home-');
    try {
      const folderOfAgent = join(home, 'tools', 'node_modules', 'agent');
      const bin = join(home, 'tools', 'node_modules', '.bin');
      for (const folder of [folderOfAgent, bin, join(home, '.local/bin'), join(home, '.local/share')])
        mkdirSync(folder, { recursive: true });
      writeFileSync(join(home, '.local/share/key'), 'secret');
      writeFileSync(join(folderOfAgent, 'part'), 'part');
      const script = `#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/part"; ! [ -e "${home}/.local/share" ]`;
      writeFileSync(join(folderOfAgent, 'agent'), script, { mode: 0o755 });
      symlinkSync('../agent/agent', join(bin, 'agent'));
      const PATH = `${bin}:${join(home, '.local/bin')}:${process.env['PATH'] ?? ''}`;
      const asked = rig.command('', { sandbox: 'required', argv: ['agent'], env: { PATH, HOME: home } });
      expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
      expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('part');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('finds programs in a folder on PATH that is only reached by a link in a hidden one', async () => {
    const home = mkdtempSync('/tmp/ws-home-');
    try {
      mkdirSync(join(home, 'versions/2/bin'), { recursive: true });
      writeFileSync(join(home, 'versions/2/bin/agent'), '#!/bin/sh\necho here\n', { mode: 0o755 });
      symlinkSync('versions/2', join(home, 'current'));
      const PATH = `${join(home, 'current/bin')}:${process.env['PATH'] ?? ''}`;
      const asked = rig.command('', { sandbox: 'required', argv: ['agent'], env: { PATH, HOME: home } });
      expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
      expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('here\n');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('shows worktree and home at other places where that is asked for', async () => {
    mkdirSync(join(rig.root, 'sub'));
    writeFileSync(join(rig.root, '.git'), 'gitdir: nowhere\n');
    const script = `pwd; echo "$HOME"; echo moved >there; : >"$HOME/x"; ls -A /home/step
      ! [ -e '${rig.root}' ]; ! (echo x >../.git) 2>&-; ! mv ../.git ../moved 2>&-`;
    const changes = { worktreeAt: '/home/step/work', homeAt: '/home/step', readable: [join(rig.root, '.git')] };
    const asked = rig.command(script, {
      sandbox: 'required',
      cwd: join(rig.root, 'sub'),
      view: { ...view(), ...changes },
    });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('/home/step/work/sub\n/home/step\nwork\nx\n');
    expect(readFileSync(join(rig.root, 'sub/there'), 'utf8')).toBe('moved\n');
  });

  test('says that a program is missing where it is none, or is hidden from the sandbox', async () => {
    const home = mkdtempSync('/tmp/ws-home-');
    try {
      const [hidden, plain] = [join(home, 'agent'), join(home, 'plain')];
      writeFileSync(hidden, '#!/bin/sh\n', { mode: 0o755 });
      writeFileSync(plain, 'no program', { mode: 0o644 });
      symlinkSync(hidden, join(rig.root, 'leads-out'));
      const PATH = `${home}/away:/usr/bin:/bin`;
      for (const program of ['there-is-none', plain, './leads-out']) {
        const asked = rig.command('', { sandbox: 'required', argv: [program], env: { PATH, HOME: home } });
        expect(await rig.processes.run(asked)).toEqual({ kind: 'missing', program });
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('keeps a command from the network of the machine, and leaves it one of its own', async () => {
    const server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : null;
      const script = `exec 3<>/dev/tcp/127.0.0.1/${port ?? ''} && cat <&3`;
      const reach = (network: 'none' | 'full') =>
        rig.processes.run(
          rig.command('', { sandbox: 'required', argv: ['bash', '-c', script], view: { ...view(), network } }),
        );
      expect(await reach('full')).toEqual({ kind: 'exited', exitCode: 0 });
      expect(await reach('none')).toEqual({ kind: 'exited', exitCode: 1 });
    } finally {
      server.close();
    }
  });

  test('shows an empty folder in the place of one that is hidden, also in the worktree', async () => {
    mkdirSync(join(rig.root, '.tool'));
    writeFileSync(join(rig.root, '.tool/.env'), 'KEY=planted');
    const script = `! cat .tool/.env; ! (echo x >.tool/new); ls -A .tool; rmdir .tool || true`;
    const hidden = [join(rig.root, '.tool'), join(rig.root, 'not-there')];
    const asked = rig.command(script, { sandbox: 'required', view: { ...view(), hidden } });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('');
    expect(readdirSync(join(rig.root, '.tool'))).toEqual(['.env']);
  });

  test('does not follow a link that an earlier command put in place of what it may read or write', async () => {
    const secret = mkdtempSync(join(tmpdir(), 'ws-secret-'));
    writeFileSync(join(secret, 'key'), 'secret');
    const [readable, writable] = [join(rig.root, 'readable'), join(rig.root, 'writable')];
    for (const path of [readable, writable]) symlinkSync(secret, path);
    const script = `! cat '${secret}/key'; ! cat readable/key; ! (echo x >writable/new)`;
    const asked = rig.command(script, {
      sandbox: 'required',
      view: { ...view(), readable: [readable], writable: [writable] },
    });
    expect(await rig.processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
    rmSync(secret, { recursive: true });
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

  test.each(['auto', 'off'] as const)('a command that may not reach the network is refused: %s', async (sandbox) => {
    const asked = rig.command('touch ran', { sandbox, view: { ...view(), network: 'none' } });
    expect(await rig.processes.run(asked)).toMatchObject({ kind: 'refused', reason: 'sandbox-missing' });
    expect(readdirSync(rig.root)).not.toContain('ran');
  });

  test('a command that would like it runs without', async () => {
    expect(await rig.processes.run(rig.command('exit 3', { sandbox: 'auto' }))).toEqual({
      kind: 'exited',
      exitCode: 3,
    });
  });
});
