/** What a sandboxed step may not do, and what is said where there is no sandbox. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkoutDigest,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

const hasBubblewrap = ((): boolean => {
  try {
    execFileSync('bwrap', ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const define = (step: object): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'box', steps: [{ id: 'a', ...step }] } });

describe.skipIf(!hasBubblewrap)('a sandboxed step', () => {
  test('has its own processes and cannot plant what git would run', async () => {
    const commonDir = join(repository, '.git');
    const attempts = [
      `echo "[core]" >> '${commonDir}/config'`,
      `mkdir -p '${commonDir}/hooks' && echo x > '${commonDir}/hooks/post-checkout'`,
      `git config core.fsmonitor /bin/true`,
    ];
    define({
      sandbox: 'required',
      run: `${attempts.map((attempt) => `if (${attempt}) 2>/dev/null; then echo planted >> planted.txt; fi`).join('\n')}\nls -d /proc/[0-9]* | wc -l > processes.txt`,
    });
    const before = checkoutDigest(repository);
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code, ended.stdout).toBe(0);
    expect(checkoutDigest(repository)).toBe(before);
    const { branch } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'ls-tree', '--name-only', branch)).not.toContain('planted.txt');
    expect(Number(git(repository, 'show', `${branch}:processes.txt`))).toBeLessThan(10);
  });
});

describe.skipIf(!hasBubblewrap)('what a sandboxed step has', () => {
  test('is its input and its outputs, and of the state of ws no trace', async () => {
    define({
      sandbox: 'required',
      input: { word: 'given' },
      // Too long for an argument: it goes by a file of the attempt.
      run: `# ${'x'.repeat(200_000)}
        grep -q given "$WS_INPUT"
        echo '{"seen": "'"$(find '${repository}/.git/ws' -type f | wc -l)"'"}' >"$WS_OUTPUT"
        ! [ -e '${repository}/.git/ws/state.db' ]
        git status --porcelain
        ! git commit -q --allow-empty -m no`,
      access: 'read',
    });
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code, ended.stdout).toBe(0);
    // The script, the input and the output.
    expect((await wsJson<StatusJson>(repository, ['status'])).steps[0]).toMatchObject({ outputs: { seen: '3' } });
  });
});

describe('without bubblewrap', () => {
  /** A PATH that has everything but bwrap. */
  const pathWithout = (): string => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const name of ['sh', 'git', 'cat', 'true', 'sed', 'tr', 'uname', 'perl']) {
      const found = (process.env['PATH'] ?? '').split(delimiter).map((entry) => join(entry, name));
      const real = found.find((path) => {
        try {
          execFileSync('test', ['-x', path]);
          return true;
        } catch {
          return false;
        }
      });
      if (real !== undefined) symlinkSync(real, join(bin, name));
    }
    return bin;
  };

  test('`required` refuses to run the step, and says so', async () => {
    define({ sandbox: 'required', run: 'true' });
    const ended = await ws(repository, ['run', 'w.json'], { env: { PATH: pathWithout() } });
    expect(ended.code).toBe(1);
    expect((await wsJson<StatusJson>(repository, ['status'])).steps[0]?.failure?.code).toBe('sandbox-missing');
  });

  test('`auto` runs it all the same, and `ws doctor` says what is in force', async () => {
    define({ sandbox: 'auto', run: 'true' });
    const env = { PATH: pathWithout() };
    expect((await ws(repository, ['run', 'w.json'], { env })).code).toBe(0);
    const doctor = await ws(repository, ['doctor'], { env });
    expect(doctor.stdout).toMatch(/bubblewrap is not installed/);
  });
});
