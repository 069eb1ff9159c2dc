import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createFailpoint } from '../../../../adapters/machine/failpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'ws-failpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without being asked nothing happens', () => {
  expect(createFailpoint({})('anywhere')).toBeUndefined();
});

test('the process dies of SIGKILL at the n-th place, or the first of a name, and the log says which that was', () => {
  const log = join(folder, 'reached');
  const file = join(import.meta.dirname, '../../../../adapters/machine/failpoint.ts');
  const program = `import { createFailpoint } from ${JSON.stringify(file)};
    const at = createFailpoint(process.env); for (const name of ['a', 'b', 'c']) at(name); console.log('survived');`;
  const run = (n: string) =>
    spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, WS_CRASH_AT: n, WS_CRASH_LOG: log },
    });
  expect(run('2')).toMatchObject({ signal: 'SIGKILL', stdout: '' });
  expect(readFileSync(log, 'utf8')).toBe('a\nb\n');
  expect(run('b')).toMatchObject({ signal: 'SIGKILL', stdout: '' });
  expect(readFileSync(log, 'utf8')).toBe('a\nb\na\nb\n');
  expect(run('4')).toMatchObject({ status: 0, stdout: 'survived\n' });
});
