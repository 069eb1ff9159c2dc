/** What a fix may touch, and what is said of one: where it lies, that it did not help, that it could not be run. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let env: Record<string, string> = {};
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repository'), { 'src/a.py': 'import os\n', 'keep.txt': 'k\n' });
  env = { WS_MACHINE_STATE: join(folder, 'machine'), PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
});
afterEach(() => removeFolder(folder));

/** Prints what Ruff prints, and fixes as the test says. */
const ruff = (fix: string): void => {
  writeFiles(folder, {
    'bin/ruff': `#!/bin/sh
if [ "$2" = --fix ]; then ${fix}; exit; fi
if grep -q '^import os' src/a.py; then
  echo 'src/a.py:1:8: F401 [*] \`os\` imported but unused'; echo 'Found 1 error.'; exit 1
fi`,
  });
  chmodSync(join(folder, 'bin/ruff'), 0o755);
};

const run = (steps: readonly object[]) => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'mend', steps } });
  return ws(repository, ['run', 'w.json'], { env });
};
const branch = async (): Promise<string> =>
  (await wsJson<{ readonly branch: string }>(repository, ['status'], { env })).branch;

const MEND = "sed -i '/^import os/d' src/a.py";

test.each([
  ['of a step that only reads', { access: 'read', run: 'ruff check .' }, 0],
  ['of a step that writes as well', { run: 'ruff check . && echo x > out.txt' }, 1],
])('the summary names the commit of the fix that helped, %s', async (_, step, commitsAfter) => {
  ruff(MEND);
  const ended = await run([{ id: 'lint', ...step }]);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const named = /by a fix \(commit ([0-9a-f]{10})\): Apply the safe/.exec(ended.stdout)?.[1] ?? '';
  const of = await branch();
  expect(git(repository, 'log', '-1', '--format=%s', named)).toBe('ws: Apply the safe fixes of Ruff');
  expect(git(repository, 'rev-list', '--count', `${named}..${of}`)).toBe(String(commitsAfter));
});

test('a fix that changes a file that was not reported is taken back, and the file is named', async () => {
  ruff(`${MEND}; echo more >> keep.txt; echo new > stray.txt`);
  const ended = await run([{ id: 'lint', run: 'ruff check .' }]);
  expect(ended.code).toBe(1);
  const said = 'the fix "Apply the safe fixes of Ruff" changed keep.txt, stray.txt, which were not reported';
  expect(ended.stdout.replace(/\s+/g, ' ')).toContain(said);
  expect(git(repository, 'show', `${await branch()}:keep.txt`)).toBe('k');
  expect(git(repository, 'log', '--format=%s', `main..${await branch()}`)).not.toContain('Ruff');
});

test('a fix may change the file that was reported from the folder of the step', async () => {
  writeFiles(repository, { 'web/src/a.py': 'import os\n' });
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'web');
  ruff(MEND);
  const ended = await run([{ id: 'lint', cwd: 'web', run: 'ruff check .' }]);
  expect(ended.code, ended.stdout).toBe(0);
  expect(ended.stdout).toContain('by a fix (commit ');
});

test.each([
  ['did not help', 'true', 'the fix "Apply the safe fixes of Ruff" did not help, and was taken back'],
  ['could not be run', 'exit 127', 'the fix "Apply the safe fixes of Ruff" could not be run: '],
])('the summary and ws show say that a fix %s', async (_, fix, said) => {
  ruff(fix);
  const ended = await run([{ id: 'lint', run: 'ruff check .' }]);
  expect(ended.code).toBe(1);
  expect(ended.stdout.replace(/\s+/g, ' ')).toContain(said);
  expect((await ws(repository, ['show'], { env })).stdout).toContain(said);
});

test('no fix is offered where the tool itself is broken', async () => {
  writeFiles(folder, {
    'bin/ruff': '#!/bin/sh\necho "ruff failed"; echo "  Cause: Failed to parse /repo/pyproject.toml"; exit 2\n',
  });
  chmodSync(join(folder, 'bin/ruff'), 0o755);
  const ended = await run([{ id: 'lint', run: 'ruff check .' }]);
  expect(ended.code).toBe(1);
  expect(ended.stdout).not.toContain('the fix');
  expect((await ws(repository, ['show'], { env })).stdout).not.toContain('fix it with');
});
