/** Workstreams that people wrote for work of their own, each with what is to become of it. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

const FIXTURES = resolve(import.meta.dirname, 'fixtures/in-use');

let folder = '';
let root = '';
beforeEach(() => {
  folder = makeFolder();
  root = makeRepository(join(folder, 'repo'), { 'scripts.txt': 's\n', 'vendor/data.json': '{"v":1}\n' });
  git(root, 'config', 'user.name', 'Ada');
  git(root, 'config', 'user.email', 'ada@example.org');
});
afterEach(() => removeFolder(folder));

/** Commits the workstream and runs it as run `r`. */
const run = async (name: string): Promise<Ended> => {
  cpSync(join(FIXTURES, `${name}.yaml`), join(root, 'w.yaml'));
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'workstream');
  return ws(root, ['run', 'w.yaml', '--id', 'r']);
};

const status = (): Promise<StatusJson> => wsJson<StatusJson>(root, ['status', 'r']);
const logOf = async (step: string): Promise<string> => (await ws(root, ['logs', 'r', step])).stdout;
const filesOf = (branch: string): readonly string[] => git(root, 'ls-tree', '-r', '--name-only', branch).split('\n');

test('an approval is one command', async () => {
  const asked = await run('approval');
  expect(asked.code).toBe(3);
  expect(asked.stdout).toContain('deploy to prod?');
  expect(asked.stdout).toContain("ws answer r ok 'accept|skip|reject' --resume");
  const answered = await ws(root, ['answer', 'r', 'ok', 'accept', '--resume']);
  expect(answered.code).toBe(0);
  expect(answered.stderr).toContain('answered "accept" by Ada <ada@example.org>');
  expect(await logOf('deploy')).toBe('DEPLOYED\n');
});

test('numbers in env keep their digits, values stay text, and the text "false" is warned of', async () => {
  const ended = await run('expressions');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/w\.yaml:18:9 {2}\/steps\/1\/if {2}warning .*write steps\.a\.outputs\.ok == 'true'/);
  const text = 'it\'s "q" $(id) `ls`\n-n two';
  expect(await logOf('a')).toBe(`plain: ${text}\n3.10 0123 on 7\ndq ${text} sq ${text}\n`);
  expect(await logOf('b')).toBe('b ran, ok=false eq=true ver=3.10 nul=[]\n');
  expect(await logOf('c')).toBe('c ran\n');
  expect((await ws(root, ['status', 'r'])).stdout).toMatch(/outputs +n = 3/);
});

test('what a step that failed may have left in the commit of one beside it is told', async () => {
  const ended = await run('failure-beside');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('what bad may have left is in the checkpoint of good');
  expect(filesOf('ws/fs/r')).toEqual(['good.txt', 'junk.txt', 'scripts.txt', 'vendor/data.json', 'w.yaml']);
});

test('a repository that a step makes inside fails it, with what can be done', async () => {
  const ended = await run('nested');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('tool is a repository of its own');
  expect(ended.stdout).toContain('`nestedRepositories: files`');
});

test('steps that only read and write all the same fail the run, and what they wrote is put back and kept', async () => {
  const ended = await run('read-writes');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /read-only-violated: scripts\.txt, gen\.txt .*put back, and kept as refs\/ws\/r\/salvage/,
  );
  expect(git(root, 'show', 'ws/rd/r:scripts.txt')).toBe('s');
  expect(git(root, 'show', 'refs/ws/r/salvage/gen/1:scripts.txt')).toBe('s\nchanged');
});

test('where a server cannot be reached, the fallback is taken after the retries, and the summary says so', async () => {
  const ended = await run('fallback');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain('exit 7: network; again in');
  expect(ended.stdout).toContain('5 attempts, by fallback 1');
  expect(git(root, 'show', 'ws/readme/r:data.json')).toBe('{"v":1}');
});

test('two errors in one script are told at once, each in its own line', async () => {
  const ended = await run('two-errors');
  expect(ended.code).toBe(2);
  expect(ended.stderr.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/w\.yaml:8:18 .*there is no input "x"/),
    expect.stringMatching(/w\.yaml:9:27 .*Unexpected end of expression/),
  ]);
  expect((await ws(root, ['list'])).stdout).not.toContain('created');
});

test('where the worktree is gone while a person is asked, the answer is refused and the way on is said', async () => {
  expect((await run('worktree-gone')).code).toBe(3);
  const { worktree } = await status();
  rmSync(worktree, { recursive: true });
  const refused = await ws(root, ['answer', 'r', 'gate', 'accept', '--resume']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('is gone, and with it what was done by hand');
  const resumed = await ws(root, ['resume', 'r']);
  expect(resumed.code).toBe(3);
  expect(resumed.stderr).toContain('leaves');
  const ended = await ws(root, ['answer', 'r', 'gate', 'accept', '--resume']);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('node_modules/x: No such file or directory');
});

test('what was mended by hand outside of the worktree lets a retry go on from the step that failed', async () => {
  expect((await run('by-hand')).code).toBe(1);
  const { worktree } = await status();
  writeFileSync(join(worktree, '../../../go'), '');
  const ended = await ws(root, ['retry', 'r']);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/✔ install/);
  expect(ended.stderr).not.toContain('▶ install');
});

test.each(['w.yaml', 'w.json'])('a file of Windows runs, its scripts, checks and setup alike: %s', async (name) => {
  const script = 'if true; then\r\n  cat <<END\r\n${{ run.id }}\r\nEND\r\nfi\r\n';
  const document = {
    version: 1,
    id: 'lines',
    worktree: { setup: 'if true; then\r\n  :\r\nfi\r\n' },
    steps: [{ id: 'a', run: script, acceptance: [{ run: 'if true; then\r\n  :\r\nfi' }] }],
  };
  const block = (text: string): string => text.replaceAll('\r', '').replaceAll(/^/gm, '        ').trimEnd();
  const yaml = [
    'version: 1\nid: lines\nworktree:\n  setup: |',
    block(document.worktree.setup),
    'steps:\n  - id: a\n    run: |',
    block(script),
    '    acceptance:\n      - run: |',
    block('  if true; then\r\n    :\r\n  fi'),
  ].join('\n');
  const text = name === 'w.json' ? JSON.stringify(document, null, 2) : `${yaml}\n`;
  writeFileSync(join(root, name), text.replaceAll('\n', '\r\n'));
  const ended = await ws(root, ['run', name, '--id', 'r']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await logOf('a')).toBe('r\n');
});

test('where text was written and a number is asked for, the failure says what would be right', async () => {
  const run = 'echo n=3 >> "$WS_OUTPUT"';
  const outputs = { properties: { n: { type: 'number' } } };
  writeFileSync(join(root, 'w.json'), JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', run, outputs }] }));
  const ended = await ws(root, ['run', 'w.json']);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain(
    `"n" must be number. A line n=… is text; for anything else write JSON: echo '{"n": …}' > "$WS_OUTPUT"`,
  );
});
