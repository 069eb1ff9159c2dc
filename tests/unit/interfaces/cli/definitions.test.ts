/** Usage, the commands about definition files, and `ws doctor`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { err } from '../../../../core/result.ts';
import { git, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';
import { ws } from './command-line.ts';
import { aScene, runCount } from './scene.ts';

const { root, outside, home, define } = aScene();
const chain = { fetch: 'true', build: 'true', ship: 'true' };

describe('usage', () => {
  test('an unknown command names the one that was meant and exits with 2', async () => {
    const said = await ws(['stauts'], await home());
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean one of stats, status?');
    expect(said.out).toBe('');
  });

  test.each([
    [['run'], 'name a workstream file'],
    [['run', 'x.json', '--concurrency', '0'], 'whole number from 1 on'],
    [['gc', '--older-than', 'soon'], 'duration such as'],
    [['graph', 'x.json', '--format', 'png'], 'Allowed choices'],
    [['status', '--nonsense'], 'unknown option'],
    [['list', '--status', 'sleeping'], 'Allowed choices'],
  ])('wrong usage %j exits with 2', async (argv, why) => {
    const said = await ws(argv, await home());
    expect(said.code).toBe(2);
    expect(said.err).toContain(why);
  });

  test.each([
    [['--help'], 'And the rest:', 'ws help all'],
    [['help'], 'Commands of a day:', 'ws help <topic>'],
    [['help', 'all'], 'Exit codes:', '130'],
    [['help', 'steering'], 'Steer:', 'cancel'],
    [['help', 'run'], 'Usage: ws run', '--only <step>'],
    [['help', 'spec', 'validate'], 'Usage: ws spec validate', '--baseline'],
  ])('%j goes to stdout and exits with 0', async (argv, ...parts) => {
    const said = await ws(argv, await home());
    expect(said).toMatchObject({ code: 0, err: '' });
    for (const part of parts) expect(said.out).toContain(part);
  });

  test('help of what there is not exits with 2', async () => {
    expect((await ws(['help', 'nonsense'], await home())).code).toBe(2);
  });

  test('outside a repository the refusal says what to do and exits with 2', async () => {
    const said = await ws(['list'], await aHome(outside()));
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('not in a git repository');
    expect(said.err).toContain('git init');
  });
});

describe('files', () => {
  test('validate --json gives a document for every file and exits with 2', async () => {
    writeFileSync(join(root(), 'a.json'), '{\n  "stepps": [], "version": 1, "id": "a"}\n');
    writeFileSync(join(root(), 'b.yaml'), 'version: 1\n');
    const said = await ws(['validate', 'a.json', 'b.yaml', '--json'], await home());
    expect(said.code).toBe(2);
    const diagnostic = { code: 'unknown-key', severity: 'error', line: 2, column: 3, pointer: '/stepps' };
    expect(JSON.parse(said.out)).toMatchObject({
      files: [
        { file: 'a.json', valid: false, diagnostics: [diagnostic] },
        { file: 'b.yaml', valid: false },
      ],
    });
  });

  test('validate of a good file exits with 0', async () => {
    define(chain);
    const said = await ws(['validate', 'example.json'], await home());
    expect(said).toMatchObject({ code: 0, out: '' });
    expect(said.err).toContain('example.json: 3 steps\n');
  });

  test.each(['link', 'copy'])(
    'a %s of what git tracks is an error with its place, for validate and run',
    async (key) => {
      writeFiles(root(), { 'kept/a.txt': 'x' });
      git(root(), 'add', 'kept');
      git(root(), 'commit', '-qm', 'kept');
      define(chain, { worktree: { [key]: ['elsewhere', 'kept'] } });
      const at = await home();
      for (const command of ['validate', 'run']) {
        const said = await ws([command, 'example.json'], at);
        expect(said.code).toBe(2);
        expect(said.out + said.err).toMatch(/example\.json:\d+:\d+ .*kept is tracked by git/);
      }
      expect(await runCount(at.store)).toBe(0);
    },
  );

  test('validate counts what is there to undo steps apart from them', async () => {
    const steps = [
      { id: 'fetch', run: 'true', compensate: { run: 'true' } },
      { id: 'build', needs: ['fetch'], run: 'true' },
    ];
    define({}, { steps });
    const said = await ws(['validate', 'example.json'], await home());
    expect(said.err).toContain('example.json: 2 steps and 1 compensation\n');
  });

  test('plan --json is the document of the contract', async () => {
    define(chain);
    const said = await ws(['plan', 'example.json', '--json'], await home());
    expect(JSON.parse(said.out)).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      order: ['fetch', 'build', 'ship'],
      waves: [['fetch'], ['build'], ['ship']],
      criticalPath: ['fetch', 'build', 'ship'],
      compensations: [],
      composites: [],
    });
  });

  test.each([
    ['mermaid', 's0 --> s1'],
    ['dot', '"fetch" -> "build";'],
    ['json', '"from": "fetch"'],
  ])('graph draws in %s', async (format, edge) => {
    define(chain);
    expect((await ws(['graph', 'example.json', '--format', format], await home())).out).toContain(edge);
  });

  test('init writes the starter and never over a file that is there', async () => {
    const at = await home();
    expect((await ws(['init', 'x/hello.yaml'], at)).code).toBe(0);
    writeFiles(root(), { 'x/hello.yaml': 'mine' });
    const said = await ws(['init', 'x/hello.yaml'], at);
    expect(said.code).toBe(2);
    expect(readFileSync(join(root(), 'x', 'hello.yaml'), 'utf8')).toBe('mine');
  });

  const identity = ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL'];

  test('init makes a repository only where that is wanted, with a first commit of what belongs into one', async () => {
    const folder = join(outside(), 'bare');
    const manifest = { scripts: { test: 'true' } };
    writeFiles(folder, { 'package.json': JSON.stringify(manifest), 'node_modules/a/index.js': '', '.env': 'KEY=1' });
    const at = { ...(await home()), root: folder };
    const refused = await ws(['init'], at);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('this is no git repository, and a run needs one');
    expect((await ws(['init'], at, { input: 'n\n', isTyped: true })).code).toBe(2);
    expect(existsSync(join(folder, '.git'))).toBe(false);
    for (const name of identity) vi.stubEnv(name, name.endsWith('EMAIL') ? 'ada@example.com' : 'Ada');
    const said = await ws(['init'], at, { input: 'y\n', isTyped: true });
    vi.unstubAllEnvs();
    expect(said.code, said.err).toBe(0);
    expect(said.out).toContain('.gitignore now names node_modules/, .env');
    expect(git(folder, 'ls-files').split('\n').sort()).toEqual(['.gitignore', 'package.json', 'workstreams/ci.yaml']);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('init writes the workstream that fits, and new another', async () => {
    const at = await home();
    writeFiles(root(), { 'requirements.txt': '' });
    expect((await ws(['init'], at)).out).toContain('wrote workstreams/python.yaml: install, syntax');
    expect((await ws(['new', 'release'], at)).out).toContain('ws run workstreams/release.yaml --input version=1.2.0');
    expect((await ws(['new', 'release'], at)).code).toBe(2);
    expect((await ws(['new', 'cargo'], at)).code).toBe(2);
  });

  test('-C is where relative files are looked for', async () => {
    await ws(['-C', root(), 'init', 'hello.yaml'], await home(), { cwd: '/' });
    expect(readFileSync(join(root(), 'hello.yaml'), 'utf8')).toContain('version: 1');
  });
});

describe('doctor', () => {
  test('checks this machine and says how to mend what is missing', async () => {
    const said = await ws(['doctor', '--json'], await home());
    const { checks } = JSON.parse(said.out) as { checks: { name: string; state: string; mend: string | null }[] };
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining([
        'ws',
        'node',
        'git',
        'sqlite',
        'sandbox',
        'starters',
        'sweep',
        'limits',
        'breakers',
        'repository',
        'state',
        'disk',
      ]),
    );
    for (const check of checks) expect(check.mend === null).toBe(check.state === 'ok');
  });

  test('a binding that cannot be loaded is a failure, and the repository is not opened', async () => {
    const at = await home({ sqlite: err('no binary') });
    const said = await ws(['doctor'], at);
    expect(said.code).toBe(1);
    expect(said.out).toContain('npm rebuild better-sqlite3');
    expect(said.out).not.toContain('repository');
    expect(at.closed()).toBe(0);
  });
});
