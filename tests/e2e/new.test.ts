/** The workstreams that `ws new` writes for a project, each run from its beginning to its end with a stand-in for a coding CLI. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type Ended,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let bin = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  bin = makeBin();
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(bin);
});

/** A project whose check is that its sum is right. */
const SUM =
  "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from './sum.mjs';\ntest('sums', () => assert.equal(sum(1, 2), 3));\n";
const project = (files: Readonly<Record<string, unknown>> = {}): void => {
  const manifest = { name: 'project', version: '1.0.0', private: true, scripts: { test: 'node --test' } };
  const sum = { 'sum.mjs': 'export const sum = (a, b) => a + b;\n', 'sum.test.mjs': SUM };
  repository = makeRepository(join(folder, 'repo'), {
    'package.json': manifest,
    ...sum,
    '.gitignore': 'node_modules\n',
    ...files,
  });
};

/** Writes it, commits it and runs it. */
const runsNew = async (
  template: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<Ended> => {
  const made = await ws(repository, ['new', template], { env });
  expect(made.code, made.stderr).toBe(0);
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'a workstream');
  const given = Object.entries(inputs).flatMap(([name, value]) => ['--input', `${name}=${value}`]);
  return await ws(repository, ['run', `workstreams/${template}.yaml`, ...given], { env });
};
const says = (work: string): string => `${SAYS.begin}\n${work}\n${SAYS.end('Done.')}`;
const status = (): Promise<StatusJson> => wsJson<StatusJson>(repository, ['status']);
const attemptsOf = ({ steps }: StatusJson): readonly string[] =>
  steps.map(({ id, status: stands }) => `${id} ${stands}`);

describe('ws new', () => {
  test('parallel-agents: three tasks in lanes are merged, and the check holds over all of them', async () => {
    project();
    // It writes the file that its task names.
    const env = standIn(bin, says('file=$(printf "%s" "$prompt" | head -n 1); echo "done" > "$file"'));
    const ended = await runsNew('parallel-agents', { first: 'a.txt', second: 'b.txt', third: 'c.txt' }, env);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { branch } = await status();
    expect(git(repository, 'ls-tree', '--name-only', branch).split('\n')).toEqual(
      expect.arrayContaining(['a.txt', 'b.txt', 'c.txt']),
    );
    expect(git(repository, 'log', '--merges', '--format=%s', `main..${branch}`).split('\n')).toHaveLength(3);
    expect(git(repository, 'status', '--porcelain')).toBe('');
  });

  test('fix-until-green: rounds go on until the check succeeds, each told what the one before died of', async () => {
    project({ 'sum.mjs': 'export const sum = () => 0;\n' });
    const env = standIn(
      bin,
      says(`printf '%s' "$prompt" > prompt.$(ls prompt.* 2>/dev/null | wc -l | tr -d ' ')
if [ -f prompt.1 ]; then echo 'export const sum = (a, b) => a + b;' > sum.mjs; fi`),
    );
    const ended = await runsNew('fix-until-green', {}, env);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const document = await status();
    expect(document).toMatchObject({ outputs: { rounds: 2 } });
    expect(attemptsOf(document)).toEqual(
      expect.arrayContaining(['look failed', 'fix#1 failed', 'fix#2 succeeded', 'fix succeeded']),
    );
    const told = (round: number): string => git(repository, 'show', `${document.branch}:prompt.${round}`);
    expect(told(0)).toContain('This command fails: npm run test');
    expect(told(1).length).toBeGreaterThan(told(0).length);
  });

  test('fix-until-green: where the check succeeds, nobody is called', async () => {
    project();
    const ended = await runsNew('fix-until-green', {}, standIn(bin, 'exit 1'));
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(attemptsOf(await status())).toEqual(['look succeeded', 'fix skipped']);
  });

  test('best-of: each does it in a lane, what does not pass is out, and a person takes one', async () => {
    project({ 'sum.mjs': 'export const sum = () => 0;\n' });
    const env = standIn(bin, says("echo 'export const sum = (a, b) => a + b;' > sum.mjs; echo c > by-claude.txt"));
    const mend = "echo 'export const sum = (a, b) => b + a;' > sum.mjs; echo q > by-quick.txt";
    for (const [name, work] of [
      ['quick', mend],
      ['lazy', 'echo l > by-lazy.txt'],
    ] as const) {
      writeFiles(bin, { [name]: `#!/bin/sh\nprompt=$(cat)\nsay() { printf '%s\\n' "$1"; }\n${says(work)}\n` });
      chmodSync(join(bin, name), 0o755);
      writeFiles(join(folder, '.config/ws/tools'), {
        [`${name}.json`]: { extends: 'claude', command: join(bin, name) },
      });
    }
    const tools = ['do', '--tool', 'claude,quick,lazy', 'Mend the sum', '--accept', 'node --test'];
    const asked = await ws(repository, tools, { env });
    expect(asked.code, asked.stdout + asked.stderr).toBe(3);
    expect(asked.stdout).toMatch(/claude: +2 files changed/);
    expect(asked.stdout).toMatch(/quick: +2 files changed/);
    expect(asked.stdout).not.toMatch(/lazy: +\d/);
    const { run, branch } = await status();
    expect(git(repository, 'diff', '--name-only', 'main', branch)).toBe('');
    const taken = await ws(repository, ['answer', run, 'choose', 'accept', '--output', 'choice=quick', '--resume'], {
      env,
    });
    expect(taken.code, taken.stdout + taken.stderr).toBe(0);
    expect(git(repository, 'diff', '--name-only', 'main', branch).split('\n')).toEqual(['by-quick.txt', 'sum.mjs']);
  });

  test('release: a person agrees, and where publishing fails the tag is taken back', async () => {
    project();
    for (const [key, value] of [
      ['name', 'Ada'],
      ['email', 'ada@example.org'],
    ])
      git(repository, 'config', `user.${key ?? ''}`, value ?? '');
    const released = async (publish: string): Promise<StatusJson> => {
      const asked = await runsNew('release', { version: '1.1.0', publish }, {});
      expect(asked.code, asked.stdout + asked.stderr).toBe(3);
      const { run } = await status();
      await ws(repository, ['answer', run, 'agree', 'accept', '--resume']);
      return await status();
    };
    const failed = await released('exit 7');
    expect(attemptsOf(failed)).toEqual(expect.arrayContaining(['publish failed', 'tag.compensate succeeded']));
    expect(git(repository, 'tag')).toBe('');
    git(repository, 'rm', '-q', 'workstreams/release.yaml');
    git(repository, 'commit', '-qm', 'without it');
    const { branch } = await released('test "$(git cat-file -t "$TAG")" = tag');
    expect(git(repository, 'tag')).toBe('v1.1.0');
    expect(JSON.parse(git(repository, 'show', `${branch}:package.json`))).toMatchObject({ version: '1.1.0' });
    expect(git(repository, 'show', `${branch}:CHANGELOG.md`)).toContain('## 1.1.0');
  });

  const scripts = { test: 'test -s dist.txt' };
  const packages = {
    'packages/a/package.json': {
      name: '@x/a',
      version: '1.0.0',
      scripts: { ...scripts, build: 'cat a.txt > dist.txt' },
    },
    'packages/a/a.txt': 'a\n',
    'packages/b/package.json': {
      ...{ name: '@x/b', version: '1.0.0', dependencies: { '@x/a': '1.0.0' } },
      scripts: { ...scripts, build: 'cat ../a/dist.txt > dist.txt' },
    },
    'packages/c/package.json': { name: '@x/c', version: '1.0.0', scripts: { lint: 'true' } },
    ...{ 'packages/c/c.txt': 'c\n', 'packages/left/package.json': { name: 'left', version: '1.0.0' } },
  };
  const workspaces = ['packages/*', '!packages/left'];
  const inPackages = async (): Promise<readonly string[]> =>
    attemptsOf(await status()).filter((line) => /^(build|check)\[/.test(line));

  test('monorepo-ci: what changed is built in order and checked, the rest comes from the cache', async () => {
    project({ ...packages, 'package.json': { name: 'top', private: true, workspaces } });
    const first = await runsNew('monorepo-ci', {}, {});
    expect(first.code, first.stdout + first.stderr).toBe(0);
    writeFiles(repository, { 'packages/a/a.txt': 'other\n' });
    git(repository, 'commit', '-qam', 'change a');
    const run = (base: string): Promise<Ended> =>
      ws(repository, ['run', 'workstreams/monorepo-ci.yaml', '--input', `base=${base}`]);
    expect((await run('HEAD~1')).code).toBe(0);
    expect(await inPackages()).toEqual([
      ...['build[@x/a] succeeded', 'build[@x/b] succeeded'],
      ...['check[@x/a test] succeeded', 'check[@x/b test] succeeded'],
    ]);
    const again = await run('');
    for (const step of ['@x/c lint', '@x/b test'])
      expect(again.stderr).toContain(`✔ check[${step}]  succeeded, from the cache`);
  });

  test.each([
    ['yarn', { 'package.json': { name: 'top', private: true, workspaces: { packages: workspaces } }, 'yarn.lock': '' }],
    [
      'pnpm',
      {
        'package.json': { name: 'top', private: true },
        'pnpm-workspace.yaml':
          'packages:\n  # all but one\n  - \'packages/*\'\n  - "!packages/left" # this\nshared: true\n',
      },
    ],
  ])('monorepo-ci: knows the workspaces of %s', async (manager, top) => {
    project({ ...packages, ...top });
    // Stands in for a manager that is not installed: it installs nothing, and runs scripts as npm does.
    writeFiles(bin, { [manager]: '#!/bin/sh\n[ "$1" = install ] || exec npm "$@"\n' });
    chmodSync(join(bin, manager), 0o755);
    const ended = await runsNew('monorepo-ci', {}, { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await inPackages()).toEqual([
      ...['build[@x/a] succeeded', 'build[@x/b] succeeded', 'build[@x/c] succeeded'],
      ...['check[@x/a test] succeeded', 'check[@x/b test] succeeded', 'check[@x/c lint] succeeded'],
    ]);
  });

  test('what it writes names no place of ours, and is the whole workstream', async () => {
    project();
    await ws(repository, ['new', 'best-of', '-o', 'best.json']);
    const text = readFileSync(join(repository, 'best.json'), 'utf8');
    expect(Object.keys(JSON.parse(text) as object)).toContain('steps');
    expect((await ws(repository, ['new', 'monorepo-ci'])).code).toBe(2);
  });
});
