/** What two parts do that know nothing of each other: throwing away, archiving, repair, retries, repositories inside. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'a' });
});
afterEach(() => removeFolder(folder));

const define = (steps: readonly object[], more: object = {}): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'demo', ...more, steps } });
type Row = { readonly run: string; readonly status: string };
const runs = (): Promise<readonly Row[]> => wsJson(repository, ['list']);
const newest = async (): Promise<string> => (await runs())[0]?.run ?? '';
const state = (): string => join(repository, '.git/ws');
const verified = async (): Promise<string> => {
  const said = await ws(repository, ['audit', 'verify']);
  return `${said.code} ${said.stdout}${said.stderr}`;
};

describe('a run that was thrown away', () => {
  test.each([
    ['is rubbish', () => writeFileSync(join(state(), 'state.db'), 'x'.repeat(20_000))],
    ['is gone', () => undefined],
  ])('is so after a repair, and can be brought back, where the database %s', async (_, harm) => {
    define([{ id: 'a', run: 'echo a > made' }]);
    await ws(repository, ['run', 'w.json']);
    const run = await newest();
    await ws(repository, ['run', 'w.json']);
    expect((await ws(repository, ['discard', run])).code).toBe(0);
    for (const name of readdirSync(state()).filter((each) => each.startsWith('state.db'))) rmSync(join(state(), name));
    harm();
    expect((await ws(repository, ['repair'])).code).toBe(0);
    expect(await verified()).toContain('intact');
    const refused = await ws(repository, ['merge', run]);
    expect(refused.stderr).toContain(`run ${run} was thrown away`);
    expect((await ws(repository, ['discard', '--undo', run])).code).toBe(0);
    expect(await verified()).toContain('intact');
    expect((await ws(repository, ['merge', run])).code).toBe(0);
    expect(existsSync(join(repository, 'made'))).toBe(true);
  });
});

describe('a run whose events went into an archive', () => {
  test('is whole again after a repair, and the state is intact', async () => {
    define([{ id: 'a', run: 'echo a > made' }]);
    await ws(repository, ['run', 'w.json']);
    const run = await newest();
    expect((await ws(repository, ['merge', run])).code).toBe(0);
    const collected = await ws(repository, ['gc', '--older-than', '0s', '--keep', '0', '--logs', '0s', '--runs', '0s']);
    expect(collected.code, collected.stderr).toBe(0);
    expect(existsSync(join(state(), 'archive', `${run}.events.jsonl.gz`)), collected.stdout).toBe(true);
    expect(await verified()).toContain('intact');
    writeFileSync(join(state(), 'state.db'), 'x'.repeat(20_000));
    for (const end of ['-wal', '-shm']) rmSync(join(state(), `state.db${end}`), { force: true });
    expect((await ws(repository, ['repair'])).code).toBe(0);
    expect(await verified()).toContain('intact');
    expect((await runs()).map(({ run: id, status }) => [id, status])).toEqual([[run, 'succeeded']]);
  });
});

describe('a repository inside, with nestedRepositories: files', () => {
  test('is to a second try what it was to the first, also where the first committed in both', async () => {
    const as = 'git -c user.name=a -c user.email=a@b -c advice.addEmbeddedRepo=false';
    const tried = join(folder, 'tried');
    define([
      { id: 'make', run: `git init -q -b main nest; cd nest; echo 1 > f; git add f; ${as} commit -qm one` },
      {
        id: 'use',
        needs: ['make'],
        access: 'exclusive',
        retry: { limit: 1, backoff: { initial: '1ms' } },
        run: `git -C nest log --format=%s > log; cd nest; echo 2 > f; ${as} commit -qam two; cd ..; git add --all; ${as} commit -qm outer; test -e '${tried}' || { touch '${tried}'; exit 1; }`,
      },
    ], { nestedRepositories: 'files' });
    const said = await ws(repository, ['run', 'w.json']);
    expect(said.code, said.stdout + said.stderr).toBe(0);
    const branch = `ws/demo/${await newest()}`;
    expect(git(repository, 'show', `${branch}:log`).trim()).toBe('one');
    expect(git(repository, 'show', `${branch}:nest/f`).trim()).toBe('2');
    expect(git(repository, 'ls-tree', '-r', branch)).not.toContain('160000');
    expect(said.stderr + said.stdout).toContain('the repository in nest was put back');
  });
});

describe('a retry that takes the worktree over', () => {
  test('finds nothing of what a failed shared step left, and what git ignores', async () => {
    writeFiles(repository, { '.gitignore': 'cache/\n' });
    git(repository, 'add', '.gitignore');
    git(repository, 'commit', '-qm', 'ignore');
    const go = join(folder, 'go');
    define([
      { id: 'ok', run: 'mkdir -p cache; echo c > cache/x; echo k > kept' },
      { id: 'bad', needs: ['ok'], run: `ls > seen; test -e cache/x; echo left > left; test -e '${go}'` },
    ]);
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    const first = await newest();
    writeFileSync(go, '');
    const again = await ws(repository, ['retry', first]);
    expect(again.code, again.stdout + again.stderr).toBe(0);
    const second = await newest();
    expect(git(repository, 'show', `ws/demo/${second}:seen`)).not.toContain('left');
    expect(git(repository, 'for-each-ref', '--format=%(refname)', `refs/ws/${first}/salvage`)).toContain('bad/1');
    expect(await verified()).toContain('intact');
  });
});
