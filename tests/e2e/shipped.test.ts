/** The workstreams that ship, run as a user runs them. */
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

const shipped = resolve(import.meta.dirname, '../../workstreams');

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

const project = (files: Readonly<Record<string, unknown>>): void => {
  repository = makeRepository(join(folder, 'project'), files);
  cpSync(shipped, join(repository, 'workstreams'), { recursive: true });
};
const runs = async (...args: readonly string[]): Promise<StatusJson> => {
  const ended = await ws(repository, ['run', ...args]);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  return wsJson<StatusJson>(repository, ['status']);
};

describe('workstreams/', () => {
  test('quickstart.json looks at a repository and leaves a report on a branch', async () => {
    project({ 'src/a.ts': 'export const a = 1; // TODO: more\n', 'README.md': '# Project\n' });
    const { branch, steps } = await runs('workstreams/quickstart.json');
    expect(steps.every(({ status }) => status === 'succeeded')).toBe(true);
    expect(git(repository, 'diff', '--stat', 'main', branch)).not.toBe('');
    expect(git(repository, 'status', '--porcelain', '--', 'src', 'README.md')).toBe('');
  });

  test('ci.json lints, tests and builds a Node project, and fails when its tests fail', async () => {
    const scripts = {
      lint: 'node -e 0',
      test: 'node --test',
      build: "node -e \"require('fs').writeFileSync('out.txt', 'built')\"",
    };
    project({
      'package.json': { name: 'project', version: '1.0.0', private: true, scripts },
      'package-lock.json': {
        name: 'project',
        version: '1.0.0',
        lockfileVersion: 3,
        requires: true,
        packages: { '': { name: 'project', version: '1.0.0' } },
      },
      'a.test.js': "require('node:test')('adds', () => {});\n",
    });
    await runs('workstreams/ci.json');
    writeFiles(repository, { 'a.test.js': "require('node:test')('adds', () => { throw new Error('no'); });\n" });
    git(repository, 'commit', '-qam', 'break it');
    expect((await ws(repository, ['run', 'workstreams/ci.json'])).code).toBe(1);
    const failed = (await wsJson<StatusJson>(repository, ['status'])).steps.filter(({ status }) => status === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(['test']);
  });

  test('fix-a-test.yaml is replayed from its cassette, without a key', async () => {
    project({ 'README.md': '# Project\n' });
    git(repository, 'add', '-A');
    git(repository, 'commit', '-qm', 'workstreams');
    const { branch, steps } = await runs(
      ...['workstreams/fix-a-test.yaml', '--replay', 'workstreams/fix-a-test/cassette'],
    );
    expect(steps.map(({ id, attempts }) => `${id} ${attempts}`)).toEqual(['fails 1', 'fix 2', 'note 1']);
    expect(git(repository, 'show', `${branch}:workstreams/fix-a-test/price.mjs`)).toContain('Math.round');
  });

  test('release-notes.yaml writes notes from the log', async () => {
    project({ 'a.txt': 'a\n' });
    git(repository, 'tag', 'v1.0.0');
    writeFiles(repository, { 'a.txt': 'b\n' });
    git(repository, 'commit', '-qam', 'Make a into b');
    const { branch } = await runs('workstreams/release-notes.yaml', '--input', 'from=v1.0.0');
    const changed = git(repository, 'diff', '--name-only', 'main', branch).split('\n');
    const notes = changed.map((name) => git(repository, 'show', `${branch}:${name}`)).join('\n');
    expect(notes).toContain('Make a into b');
  });

  test('the starter that `ws init` writes runs as it is', async () => {
    project({ 'a.txt': 'a\n' });
    const init = await ws(repository, ['init']);
    expect(init.code, init.stderr).toBe(0);
    const path = join(repository, 'workstreams/hello.yaml');
    expect(readFileSync(path, 'utf8')).toMatch(/^#/m);
    await runs('workstreams/hello.yaml');
    expect((await ws(repository, ['init'])).code).toBe(2);
  });
});

test('of a name that is none of them, those that there are are told', async () => {
  project({ 'README.md': 'hello' });
  const ended = await ws(repository, ['run', 'ws:quik']);
  expect([ended.code, ended.stderr]).toEqual([
    2,
    expect.stringMatching(/ws ships no workstream ws:quik\. There are .*ws:quick,/),
  ]);
});
