/** What every way to run a command promises; run against node's own spawn and against starters. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMask } from '../../../../core/masking.ts';
import type { ProcessCommand } from '../../../../core/system.ts';
import type { NodeProcesses, ProcessSettings } from '../../../../adapters/machine/processes.ts';
import { viewOfWorktree } from '../../../../adapters/machine/sandbox-view.ts';
import { isThere, living, until } from '../../../crash/process-trees-shapes.ts';

const PATH = process.env['PATH'] ?? '';
let serial = 0;

export type Rig = {
  readonly root: string;
  readonly processes: NodeProcesses;
  readonly command: (script: string, changes?: Partial<ProcessCommand>) => ProcessCommand;
};

/** A folder of its own, and commands that run scripts in it. */
export const makeRig = (make: (settings: Partial<ProcessSettings>) => NodeProcesses, settings = {}): Rig => {
  const root = mkdtempSync(join(tmpdir(), 'ws-processes-'));
  const command: Rig['command'] = (script, changes = {}) => {
    serial += 1;
    return {
      argv: ['/bin/sh', '-ec', script],
      cwd: root,
      env: { PATH, RIG: root },
      stdinPath: null,
      stdoutPath: join(root, `${serial}.out`),
      stderrPath: join(root, `${serial}.err`),
      marker: `rig-${process.pid}-${serial}`,
      timeoutMs: 600_000,
      sandbox: 'off',
      limits: null,
      view: viewOfWorktree(root),
      signal: new AbortController().signal,
      ...changes,
    };
  };
  return { root, processes: make({ graceMs: 200, ...settings }), command };
};

export const processesContract = (name: string, make: (settings: Partial<ProcessSettings>) => NodeProcesses): void => {
  describe(name, () => {
    let rig: Rig;
    beforeAll(() => void (rig = makeRig(make)));
    afterAll(() => {
      rig.processes[Symbol.dispose]();
      rmSync(rig.root, { recursive: true, force: true });
    });
    const run = async (script: string, changes: Partial<ProcessCommand> = {}) => {
      const command = rig.command(script, changes);
      const end = await rig.processes.run(command);
      const read = (path: string): string => (isThere(path) ? readFileSync(path, 'utf8') : '');
      return { end, out: read(command.stdoutPath), err: read(command.stderrPath), command };
    };

    test('output goes to its two files, and the exit code comes back', async () => {
      const ran = await run('echo out; echo err >&2; exit 3');
      expect(ran).toMatchObject({ end: { kind: 'exited', exitCode: 3 }, out: 'out\n', err: 'err\n' });
      expect(statSync(ran.command.stdoutPath).mode & 0o777).toBe(0o600);
    });

    test('a second command appends to a log', async () => {
      const stdoutPath = join(rig.root, 'shared.log');
      await run('echo one', { stdoutPath });
      expect((await run('echo two', { stdoutPath })).out).toBe('one\ntwo\n');
    });

    test.each([0, 1, 2, 126, 130, 137, 141, 143, 255])('exit code %i is an exit code', async (code) => {
      expect((await run(`exit ${code}`)).end).toEqual({ kind: 'exited', exitCode: code });
    });

    test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGPIPE', 'SIGABRT'])('death by %s is a signal', async (signal) => {
      const ran = await run(`kill -s ${signal.slice(3)} $$`);
      expect(ran.end).toEqual({ kind: 'signalled', signal });
      expect(ran.err).toBe('');
    });

    test('a command that kills its whole group is signalled, and the next one runs', async () => {
      expect((await run('kill -s KILL 0')).end).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
      expect((await run('exit 4')).end).toEqual({ kind: 'exited', exitCode: 4 });
    });

    test('the environment is what was given and the two marks', async () => {
      const env = { PATH, A: '', QUOTED: `a 'b' "c" $(touch x) \`d\` \\ \n-e \t ö €`, 'odd.name': '1' };
      const ran = await run('cat /proc/self/environ', { env });
      const seen = Object.fromEntries(
        ran.out
          .split('\0')
          .filter((entry) => entry !== '')
          .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
      );
      delete seen['PWD'];
      delete seen['OLDPWD'];
      delete seen['SHLVL'];
      delete seen['_'];
      const { 'odd.name': _odd, ...named } = env;
      expect(seen).toMatchObject({ ...named, WS_ATTEMPT_ID: ran.command.marker });
      expect(
        Object.keys(seen)
          .filter((key) => !(key in env))
          .sort(),
      ).toEqual(['WS_ATTEMPT_ID', 'WS_ENGINE_ID']);
    });

    test('arguments arrive byte for byte', async () => {
      const odd = ['', ' ', '-n', '\'"`$(id)\\', 'two\nlines', 'ö€\u{1f600}', '*', '\t'];
      const ran = await run('', { argv: ['/usr/bin/printf', '%s\\0', ...odd] });
      expect(ran.out.split('\0').slice(0, -1)).toEqual(odd);
    });

    test('the working folder is the one asked for', async () => {
      expect((await run('pwd -P', { cwd: '/usr' })).out).toBe('/usr\n');
    });

    test('the input is empty, or a file', async () => {
      expect((await run('cat')).out).toBe('');
      writeFileSync(join(rig.root, 'input'), 'from a file');
      expect((await run('cat', { stdinPath: join(rig.root, 'input') })).out).toBe('from a file');
    });

    test('signals are at their defaults and none is blocked', async () => {
      const { out } = await run('grep -E "^Sig(Blk|Ign)" /proc/self/status');
      expect(out.replace(/\s+/g, ' ')).toBe('SigBlk: 0000000000000000 SigIgn: 0000000000000000 ');
    });

    test('nothing of the engine is open but the three standard files', async () => {
      const listing = 'ls /proc/$$/fd';
      // Whoever started the engine may have left descriptors open that node passes on.
      const passedOn = execFileSync('/bin/sh', ['-c', listing]).toString().split('\n');
      expect((await run(listing)).out.split('\n').filter((fd) => !passedOn.includes(fd))).toEqual([]);
    });

    test('a program that does not exist is missing', async () => {
      expect((await run('', { argv: ['no-such-program'] })).end).toEqual({
        kind: 'missing',
        program: 'no-such-program',
      });
      const program = join(rig.root, 'plain-file');
      writeFileSync(program, 'text');
      chmodSync(program, 0o600);
      expect((await run('', { argv: [program] })).end).toEqual({ kind: 'missing', program });
    });

    test('a working folder that does not exist is refused', async () => {
      const { end } = await run('true', { cwd: join(rig.root, 'nowhere') });
      expect(end).toMatchObject({ kind: 'refused', reason: 'cwd-missing' });
    });

    test('a value that the system cannot pass is refused', async () => {
      const reason = { kind: 'refused', reason: 'environment-too-large' };
      expect((await run('true', { env: { PATH, BIG: 'x'.repeat(200_000) } })).end).toMatchObject(reason);
      expect((await run('true', { env: { PATH, NUL: 'a\0b' } })).end).toMatchObject(reason);
    });

    test('a command whose signal is aborted already does not run', async () => {
      const ran = await run('touch ran', { signal: AbortSignal.abort() });
      expect(ran.end).toEqual({ kind: 'aborted' });
      expect(isThere(join(rig.root, 'ran'))).toBe(false);
    });

    test('a polite command may clean up after TERM', async () => {
      const patient = makeRig(make, { graceMs: 20_000 });
      const asked = patient.command('trap "echo cleaned; exit 0" TERM; while :; do sleep 0.01; done', {
        timeoutMs: 150,
      });
      expect(await patient.processes.run(asked)).toEqual({ kind: 'timeout', afterMs: 150 });
      expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('cleaned\n');
      patient.processes[Symbol.dispose]();
      rmSync(patient.root, { recursive: true, force: true });
    });

    test('an abort in the grace after a timeout stays a timeout', async () => {
      const controller = new AbortController();
      const running = run(`trap 'touch "$RIG/termed"' TERM; while :; do sleep 0.01; done`, {
        // Long enough for the shell to have set its trap, on a busy machine too.
        timeoutMs: 1_000,
        signal: controller.signal,
      });
      await until('TERM arrived', 20_000, () => isThere(join(rig.root, 'termed')));
      controller.abort();
      expect((await running).end).toEqual({ kind: 'timeout', afterMs: 1_000 });
    });

    test('what a step leaves in its group ends with it, though it holds the output', async () => {
      const ran = await run('sleep 1000 & (trap "" TERM; sleep 1000) & echo done');
      expect(ran).toMatchObject({ end: { kind: 'exited', exitCode: 0 }, out: 'done\n' });
      expect(living(`WS_ATTEMPT_ID=${ran.command.marker}`)).toEqual([]);
    });

    test('what a failed step leaves outside its group ends too', async () => {
      const ran = await run('setsid sleep 1000 & exit 1');
      expect(ran.end).toEqual({ kind: 'exited', exitCode: 1 });
      expect(living(`WS_ATTEMPT_ID=${ran.command.marker}`)).toEqual([]);
    });

    test('a writer that is about to end may finish', async () => {
      const patient = makeRig(make, { drainMs: 20_000 });
      const asked = patient.command('(sleep 0.05; echo late) & exit 0');
      await patient.processes.run(asked);
      expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('late\n');
      patient.processes[Symbol.dispose]();
      rmSync(patient.root, { recursive: true, force: true });
    });

    test('a sweep kills what carries the mark of a run, and nothing else', async () => {
      const ours = rig.command('sleep 1000', { env: { PATH, WS_RUN_ID: `run-${process.pid}` } });
      const other = new AbortController();
      const others = rig.processes.run(
        rig.command('touch "$RIG/other"; sleep 1000', {
          env: { PATH, RIG: rig.root, WS_RUN_ID: `run-${process.pid}0` },
          signal: other.signal,
        }),
      );
      const ended = rig.processes.run(ours);
      await until(
        'both run',
        20_000,
        () => living(`WS_RUN_ID=run-${process.pid}`).length > 0 && isThere(join(rig.root, 'other')),
      );
      expect(await rig.processes.sweep(`run-${process.pid}`)).toBeGreaterThan(0);
      expect(await ended).toMatchObject({ kind: 'signalled', signal: 'SIGKILL' });
      expect(living(`WS_RUN_ID=run-${process.pid}`)).toEqual([]);
      expect(living(`WS_RUN_ID=run-${process.pid}0`).length).toBeGreaterThan(0);
      other.abort();
      await others;
    });

    test('a secret is masked in the log', async () => {
      const secretive = makeRig(make, { mask: createMask(['hunter22']) });
      const asked = secretive.command('echo hunter22; echo hunter22 >&2');
      await secretive.processes.run(asked);
      expect(readFileSync(asked.stdoutPath, 'utf8') + readFileSync(asked.stderrPath, 'utf8')).toBe('***\n***\n');
      secretive.processes[Symbol.dispose]();
      rmSync(secretive.root, { recursive: true, force: true });
    });

    test('a hundred commands at once all end with their own code', async () => {
      const ends = await Promise.all(Array.from({ length: 100 }, (_, code) => run(`exit ${code}`)));
      expect(ends.map(({ end }) => end)).toEqual(ends.map((_, exitCode) => ({ kind: 'exited', exitCode })));
    });

    test('leaves no descriptor open in the engine', async () => {
      const count = () => Number(execFileSync('sh', ['-c', `ls /proc/${process.pid}/fd | wc -l`]).toString());
      await run('true');
      const before = count();
      for (let at = 0; at < 20; at += 1) await run('true', at % 2 === 0 ? {} : { cwd: '/nowhere' });
      // Some of earlier tests may still have been closing.
      await expect.poll(count).toBeLessThanOrEqual(before);
    });
  });
};
