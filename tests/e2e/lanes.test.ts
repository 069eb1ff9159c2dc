/** Steps with a worktree and a branch of their own: side by side, and merged back. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  eventsIn,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let repository = '';
const LINES = Array.from({ length: 9 }, (_, at) => `line ${at + 1}\n`).join('');
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { '.gitignore': 'made/\nkept/\nlinked\n', 'a.txt': LINES });
});
afterEach(() => removeFolder(folder));

const go = async (steps: readonly object[], more: object = {}) => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'laned', steps, ...more } });
  return ws(repository, ['run', 'w.json', '--json']);
};
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const show = async (path: string) => git(repository, 'show', `${(await statusOf()).branch}:${path}`);
const branches = () => git(repository, 'branch', '--list', 'ws/*', '--format=%(refname:short)').split('\n');
const alone = { access: 'exclusive', isolation: 'step' };

describe('what works in a lane', () => {
  test('is beside nobody, and all of it comes together; what needs it finds its work', async () => {
    const both =
      'n=0; until test -e "$DIARY/a" && test -e "$DIARY/b" || test $n -gt 1000; do sleep 0.01; n=$((n+1)); done';
    const ended = await go(
      [
        { id: 'a', ...alone, run: `mkdir -p "$DIARY"; : > "$DIARY/a"; ${both}; sed -i 's/line 1/one/' a.txt` },
        { id: 'b', ...alone, run: `mkdir -p "$DIARY"; : > "$DIARY/b"; ${both}; sed -i 's/line 9/nine/' a.txt` },
        { id: 'c', needs: ['a', 'b'], run: 'grep one a.txt && grep nine a.txt && test -e "$DIARY/a"' },
      ],
      { concurrency: 2, env: { DIARY: join(folder, 'diary') } },
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await show('a.txt')).toBe(LINES.replace('line 1', 'one').replace('line 9', 'nine').trim());
    const { branch } = await statusOf();
    const merges = git(
      repository,
      'log',
      '--merges',
      '--first-parent',
      '--format=%(trailers:key=Ws-Step,valueonly)',
      branch,
    );
    expect(
      merges
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual(['a/ws.merge', 'b/ws.merge']);
    expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
  });

  test('gives its outputs, as a group as a step', async () => {
    const ended = await go([
      { id: 'one', isolation: 'step', run: 'echo \'{"n": 1}\' > "$WS_OUTPUT"; echo 1 > one.txt' },
      {
        ...{ id: 'many', isolation: 'step', outputs: { n: '${{ steps.x.outputs.n }}' } },
        steps: [{ id: 'x', run: 'echo \'{"n": 2}\' > "$WS_OUTPUT"; echo 2 > two.txt' }],
      },
      {
        ...{ id: 'both', needs: ['one', 'many'], env: { N: '${{ steps.one.outputs.n }}${{ steps.many.outputs.n }}' } },
        run: 'test "$N" = 12 && test -e one.txt && test -e two.txt',
      },
    ]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });

  test('is an item, or a round, where these have lanes', async () => {
    const ended = await go([
      { id: 'items', ...alone, foreach: ['p', 'q', 'r'], run: 'echo x > "$K.txt"', env: { K: '${{ each.key }}' } },
      { id: 'rounds', needs: 'items', ...alone, loop: { max: 3 }, run: 'echo x >> rounds.txt' },
    ]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    for (const path of ['p.txt', 'q.txt', 'r.txt']) expect(await show(path)).toBe('x');
    expect(await show('rounds.txt')).toBe('x\nx\nx');
  });

  test('may have lanes inside, which are merged into it', async () => {
    const inner = (id: string) => ({ id, ...alone, run: `echo ${id} > ${id}.txt` });
    const ended = await go([
      { id: 'outer', isolation: 'step', steps: [inner('x'), inner('y')], acceptance: [{ run: 'cat x.txt y.txt' }] },
    ]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await show('y.txt')).toBe('y');
  });
});

describe('repositories inside', () => {
  const one = { access: 'exclusive', isolation: 'step', env: { K: '${{ each.key }}' } };
  const committed =
    'git init -q made/repo && cd made/repo && git -c user.name=a -c user.email=a@b commit -qm own --allow-empty && git rev-parse HEAD';

  test('that hold commits of their own stay where they are, and their worktree goes to no other lane', async () => {
    const ended = await go(
      [{ id: 'l', ...one, foreach: ['a', 'b', 'c'], run: `echo x > $K.txt; if test $K = a; then ${committed}; fi` }],
      { lanes: { max: 1 } },
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { run, worktree } = await statusOf();
    const left = readdirSync(dirname(worktree)).filter((name) => name.startsWith(`${run}.lane-`));
    expect(left).toHaveLength(1);
    const repo = join(dirname(worktree), left[0] ?? '', 'made/repo');
    const said = (await ws(repository, ['logs', run, 'l[a]/ws.work'])).stdout.trim();
    expect(git(repo, 'rev-parse', 'HEAD')).toBe(said.split('\n').at(-1));
    expect(ended.stderr + ended.stdout).toContain(`${left[0]} stays`);
  });

  test('that git tracks as submodules go where the merge of a lane puts them, with their commits', async () => {
    const inner = makeRepository(join(folder, 'inner'), { s: 'one\n' });
    const local = ['-c', 'protocol.file.allow=always', 'submodule'];
    git(repository, ...local, 'add', '-q', inner, 'kept-sub');
    git(repository, ...local, 'add', '-q', inner, 'gone-sub');
    git(repository, 'commit', '-qm', 'submodules');
    const ended = await go(
      [
        { id: 'removes', ...alone, run: 'git rm -q gone-sub' },
        {
          ...{ id: 'moves', needs: 'removes', ...alone },
          run: 'cd kept-sub && echo two > s && git -c user.name=a -c user.email=a@b commit -qam two && git rev-parse HEAD',
        },
        { id: 'next', needs: 'moves', access: 'exclusive', run: 'cat kept-sub/s; echo x > x.txt' },
      ],
      { worktree: { setup: 'git -c protocol.file.allow=always submodule update --init -q' } },
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { run, branch } = await statusOf();
    const said = (await ws(repository, ['logs', run, 'moves/ws.work'])).stdout.trim().split('\n').at(-1);
    expect(git(repository, 'rev-parse', `${branch}:kept-sub`)).toBe(said);
    expect((await ws(repository, ['logs', run, 'next'])).stdout).toContain('two');
    expect(git(repository, 'ls-tree', '--name-only', branch)).not.toContain('gone-sub');
  });
});

describe('a lane that does not come to its end', () => {
  test('keeps its branch where both sides changed the same, and says which files and commits', async () => {
    const ended = await go([
      { id: 'a', ...alone, run: "sed -i 's/line 5/five/' a.txt" },
      { id: 'b', ...alone, run: "sed -i 's/line 5/FIVE/' a.txt" },
    ]);
    expect(ended.code).toBe(1);
    const [failed] = eventsIn(ended.stdout).filter(
      ({ type, step }) => type === 'step.failed' && /merge$/.test(step ?? ''),
    );
    expect(failed).toMatchObject({ failure: { code: 'git-conflict', paths: ['a.txt'] } });
    const { run } = await statusOf();
    expect(branches()).toContain(`ws/laned/${run}.lanes/${failed?.step?.split('/')[0]}`);
    const [ours = '', theirs = ''] = (failed as unknown as { failure: { sides: string[] } }).failure.sides;
    expect(git(repository, 'show', `${ours}:a.txt`)).not.toBe(git(repository, 'show', `${theirs}:a.txt`));
  });

  test('begins anew on what is there by then, where it is tried again', async () => {
    const edit = (id: string) => ({ id, ...alone, retry: 2, run: `sed -i '5s/$/ ${id}/' a.txt` });
    const ended = await go([edit('a'), edit('b')]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(['line 5 a b', 'line 5 b a']).toContain((await show('a.txt')).split('\n')[4]);
  });

  test('leaves nothing of what failed in it on the branch of the run, and loses none of it', async () => {
    const ended = await go([{ id: 'a', isolation: 'step', run: 'echo junk > junk.txt; exit 1' }]);
    expect(ended.code).toBe(1);
    const { run, branch } = await statusOf();
    expect(git(repository, 'ls-tree', '--name-only', branch)).not.toContain('junk.txt');
    const refs = git(repository, 'for-each-ref', '--format=%(refname)', `refs/ws/${run}/salvage`).split('\n');
    expect(refs.map((ref) => git(repository, 'show', `${ref}:junk.txt`))).toContain('junk');
  });

  test('is tried again as a whole by a retry of its run', async () => {
    const steps = [{ id: 'a', isolation: 'step', run: 'test -e "$GO"; echo a > made.txt' }];
    expect((await go(steps, { env: { GO: join(folder, 'go') } })).code).toBe(1);
    writeFiles(folder, { go: '' });
    const retried = await ws(repository, ['retry']);
    expect(retried.code, retried.stdout + retried.stderr).toBe(0);
    expect(await show('made.txt')).toBe('a');
  });

  test('takes nothing of it into a retry, which begins with the work of all that were merged', async () => {
    const wait = (file: string) =>
      `n=0; until test -e "$DIARY/${file}" || test $n -gt 1000; do sleep 0.01; n=$((n+1)); done`;
    const steps = [
      { id: 'a', ...alone, run: `${wait('b')}; echo a > a.new` },
      { id: 'after', needs: 'a', access: 'read', run: ': > "$DIARY/merged"' },
      // It forked before that was merged, and ends behind it.
      { id: 'b', ...alone, run: `: > "$DIARY/b"; ${wait('merged')}` },
      {
        ...{ id: 'c', isolation: 'step' },
        steps: [
          { id: 'makes', access: 'exclusive', run: `${wait('merged')}; echo c > c.new` },
          { id: 'checks', needs: 'makes', access: 'read', run: 'test -e "$DIARY/go" && test -e c.new' },
        ],
      },
      { id: 'd', needs: ['a', 'b', 'c'], run: 'cat a.new c.new > d.new' },
    ];
    mkdirSync(join(folder, 'diary'));
    expect((await go(steps, { concurrency: 4, env: { DIARY: join(folder, 'diary') } })).code).toBe(1);
    writeFiles(folder, { 'diary/go': '' });
    const retried = await ws(repository, ['retry']);
    expect(retried.code, retried.stdout + retried.stderr).toBe(0);
    expect(await show('d.new')).toBe('a\nc');
  });
});

test('who is asked to work by hand in a lane is told of its worktree, and what is done there is merged', async () => {
  const steps = [{ id: 'a', isolation: 'step', tool: 'manual', with: { prompt: 'write by-hand.txt' } }];
  writeFiles(repository, { 'w.json': { version: 1, id: 'laned', steps } });
  const asked = await ws(repository, ['run', 'w.json']);
  const place = /work in +(?<place>.+)/.exec(asked.stdout)?.groups?.['place'] ?? '';
  expect(place).toContain('.lane-');
  writeFiles(place, { 'by-hand.txt': 'mine' });
  const ended = await ws(repository, ['answer', 'a/ws.work', 'accept', '--resume']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await show('by-hand.txt')).toBe('mine');
});

describe('a conflict that something resolves', () => {
  const both = (acceptance: object) => [
    { id: 'a', ...alone, run: "sed -i 's/line 5/five/' a.txt", acceptance: [{ run: 'grep -q five a.txt' }] },
    { id: 'b', ...alone, run: "sed -i 's/line 5/FIVE/' a.txt", ...acceptance },
    { id: 'c', needs: ['a', 'b'], run: 'git log --oneline -1 --format=%P > parents.txt' },
  ];
  const noteAnd = (script: string) => ({ run: `cp "$WS_FAILURE" "$SEEN"; ${script}` });
  const lanesOf = (script: string) => ({
    ...{ concurrency: 2, lanes: { resolve: noteAnd(script) }, env: { SEEN: join(folder, 'seen.json') } },
  });

  test('holds what is made of it, and the lane has succeeded', async () => {
    const ended = await go(
      both({ acceptance: [{ run: 'grep -q FIVE a.txt' }] }),
      lanesOf("sed -i '/^<<<<<<< /d; /^=======$/d; /^>>>>>>> /d' a.txt"),
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const text = await show('a.txt');
    expect(text).toContain('five');
    expect(text).toContain('FIVE');
    expect(JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'))).toMatchObject({
      ...{ code: 'git-conflict', paths: ['a.txt'] },
    });
  });

  test('is none where the marks are left, or what either side asks for does not hold', async () => {
    const left = await go(both({}), lanesOf('true'));
    expect(left.code).toBe(1);
    expect(left.stdout).toContain('left marks in a.txt');
    const checked = both({ acceptance: [{ run: 'grep -q FIVE a.txt' }] });
    const lost = await go(checked, lanesOf('git show HEAD:a.txt > a.txt'));
    expect(lost.code).toBe(1);
    const isMerge = ({ type, step }: { type: string; step?: string | null }) =>
      type === 'step.failed' && step?.endsWith('/ws.merge') === true;
    expect(eventsIn(lost.stdout).filter(isMerge)).toMatchObject([{ failure: { code: 'integration-failed' } }]);
  });

  test('cannot be a person', async () => {
    const refused = await go(both({}), { lanes: { resolve: 'manual' } });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('/lanes/resolve');
  });
});

describe('what a lane did', () => {
  const failing = [
    { id: 'good', ...alone, run: 'echo good > good.txt' },
    {
      ...{ id: 'bad', ...alone },
      steps: [
        { id: 'x', run: 'echo kept > kept.txt' },
        { id: 'y', needs: 'x', run: 'exit 1' },
      ],
    },
  ].map(({ access: _, ...step }) => step);

  test('can be seen, and merged alone, also where it failed', async () => {
    expect((await go(failing)).code).toBe(1);
    const { run } = await statusOf();
    expect((await ws(repository, ['diff', run, 'bad'])).stdout).toContain('+kept');
    expect((await ws(repository, ['diff', run, 'bad/x'])).stdout).toContain('+kept');
    expect((await ws(repository, ['diff', run, 'good'])).stdout).toContain('+good');
    expect(branches()).toEqual([`ws/laned/${run}`, `ws/laned/${run}.lanes/bad`]);
    const refused = await ws(repository, ['merge', run, '--lane', 'good']);
    expect(refused.stderr).toContain('good is merged into');
    git(repository, 'config', 'user.name', 'Test');
    git(repository, 'config', 'user.email', 'test@example.org');
    const merged = await ws(repository, ['merge', run, '--lane', 'bad']);
    expect(merged.code, merged.stderr).toBe(0);
    expect(readFileSync(join(repository, 'kept.txt'), 'utf8')).toBe('kept\n');
    expect(existsSync(join(repository, 'good.txt'))).toBe(false);
    await ws(repository, ['gc', '--older-than', '0s', '--keep', '0']);
    expect(branches()).toEqual([`ws/laned/${run}`]);
  });
});

describe('the merged tree', () => {
  const twice = (recheck?: string) => ({
    ...(recheck === undefined ? {} : { lanes: { recheck } }),
  });
  const steps = (file: string) => [
    { id: 'a', ...alone, run: "sed -i '1s/$/ a/' a.txt", acceptance: [{ run: 'test -e a.txt' }] },
    {
      ...{
        id: 'b',
        ...alone,
        run: `touch ${file}; sed -i '9s/$/ b/' ${file}; until test -e "$GO"; do sleep 0.01; done`,
      },
      acceptance: [{ run: "! grep -q 'line 1 a' a.txt" }],
    },
    { id: 'go', needs: 'a', access: 'read', run: ': > "$GO"' },
  ];

  test('is checked again where both changed the same file', async () => {
    const ended = await go(steps('a.txt'), { concurrency: 3, env: { GO: join(folder, 'go') } });
    expect(ended.code).toBe(1);
    const failures = eventsIn(ended.stdout).filter(({ type, step }) => type === 'step.failed' && step === 'b/ws.merge');
    expect(failures).toMatchObject([{ failure: { code: 'integration-failed' } }]);
  });

  test.each(['never', undefined])('is not where nobody asks for it (%s)', async (recheck) => {
    const file = recheck === undefined ? 'b.txt' : 'a.txt';
    const ended = await go(steps(file), { concurrency: 3, env: { GO: join(folder, 'go') }, ...twice(recheck) });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });
});

describe('the worktrees of lanes', () => {
  test('are as many as may be open at once, go from lane to lane with nothing ignored in them, and are gone in the end', async () => {
    writeFiles(repository, { linked: 'x' });
    const script =
      'echo "$WS_WORKTREE" >> "$DIARY"; test ! -e made && test -L linked; mkdir -p made kept; : > made/x; echo "$K" >> kept/x; cp kept/x "$K.txt"';
    const ended = await go(
      [{ id: 'items', ...alone, foreach: ['p', 'q', 'r'], run: script, env: { K: '${{ each.key }}' } }],
      {
        concurrency: 4,
        lanes: { max: 1 },
        worktree: { link: ['linked'], keep: ['kept'] },
        env: { DIARY: join(folder, 'diary') },
      },
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const worktrees = new Set(readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n'));
    expect(worktrees.size).toBe(1);
    expect((await show('r.txt')).split('\n')).toHaveLength(3);
    const [worktree = ''] = worktrees;
    expect(existsSync(worktree)).toBe(false);
    const { run } = await statusOf();
    expect(readdirSync(dirname(worktree))).toEqual([run]);
  });

  test('come one after the other where the lanes may change the same files', async () => {
    const step = (id: string, files: string) => ({
      ...{ id, ...alone, files: [files] },
      run: `test ! -e "$AT"; : > "$AT"; sleep 0.2; rm "$AT"; echo ${id} > ${files}/${id}.txt || (mkdir ${files}; echo x > ${files}/${id}.txt)`,
    });
    const ended = await go([step('a', 'src'), step('b', 'src'), step('c', 'src')], {
      ...{ concurrency: 3, env: { AT: join(folder, 'at') } },
    });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  });
});

test('a lane that only reads is refused, with its place', async () => {
  const ended = await go([{ id: 'a', access: 'read', isolation: 'step', run: 'true' }]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/w\.json:\d+:\d+ {2}\/steps\/0\/isolation {2}.*only reads/);
});

describe('lanes that a gate looks at together', () => {
  const gated = (gate: string, more: object = {}) => ({ concurrency: 3, integration: { gate, ...more } });
  const edit = (id: string, more: object = {}) => ({ id, ...alone, run: `echo ${id} > ${id}.txt`, ...more });
  const merged = async () =>
    git(
      repository,
      'log',
      '--merges',
      '--first-parent',
      '--format=%(trailers:key=Ws-Step,valueonly)',
      (await statusOf()).branch,
    )
      .split('\n')
      .filter((line) => line !== '')
      .sort();

  test('come in at once where it lets them through, asked once', async () => {
    const gate = 'echo asked >> "$DIARY"; test -e a.txt && test -e b.txt && test -e c.txt';
    const ended = await go([edit('a'), edit('b'), edit('c')], {
      ...gated(gate),
      env: { DIARY: join(folder, 'diary') },
    });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(readFileSync(join(folder, 'diary'), 'utf8')).toBe('asked\n');
    expect(await merged()).toEqual(['a/ws.merge', 'b/ws.merge', 'c/ws.merge']);
    expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
  });

  test('are searched for the guilty one, which fails and keeps its branch; the rest comes in', async () => {
    const ended = await go([edit('a'), edit('bad'), edit('c'), edit('d')], gated('! test -e bad.txt'));
    expect(ended.code).toBe(1);
    const failed = eventsIn(ended.stdout).filter(({ type }) => type === 'step.failed');
    expect(failed.map(({ step }) => step)).toEqual(['bad/ws.merge', 'bad']);
    expect(failed[0]).toMatchObject({ failure: { code: 'integration-failed' } });
    expect(JSON.stringify(failed[0])).toContain('! test -e bad.txt');
    const { run, branch } = await statusOf();
    expect(await merged()).toEqual(['a/ws.merge', 'c/ws.merge', 'd/ws.merge']);
    expect(git(repository, 'ls-tree', '--name-only', branch)).not.toContain('bad.txt');
    expect(branches()).toContain(`ws/laned/${run}.lanes/bad`);
  });

  test('begin anew on what is there by then, where they are tried again; the gate may be asked twice', async () => {
    const gate = 'test -e "$ONCE" || { : > "$ONCE"; exit 1; }; ! test -e late.txt || grep -q second late.txt';
    const late = edit('late', { run: 'if test -e b.txt; then echo second; else echo first; fi > late.txt', retry: 1 });
    const ended = await go([late, edit('b')], { ...gated(gate, { retry: 1 }), env: { ONCE: join(folder, 'once') } });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await show('late.txt')).toBe('second');
  });
});
