/** What is refused or warned of before a run that is given secrets begins. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const define = (more: object): void => writeFiles(repository, { 'w.json': { version: 1, id: 'w', ...more } });

describe('a secret whose value is short or common is warned of by name', () => {
  const env = { FLAG: 'true', PORT: '8080', ROLE: 'Admin', SHORT: 'q7%Zk', GOOD: 'c4nary-Pq83-xx' };
  const shown = (text: string): readonly string[] =>
    Object.keys(env).filter((name) => text.includes(`the value of ${name} is so short or common that it cannot be`));
  const weak = ['FLAG', 'PORT', 'ROLE', 'SHORT'];
  beforeEach(() =>
    define({
      secrets: ['FLAG', 'GOOD', 'UNSET', 'PORT'],
      steps: [
        { id: 'a', run: 'true', secrets: ['ROLE', 'FLAG'] },
        { id: 'b', run: 'true' },
      ],
      finally: [{ id: 'c', run: 'true', secrets: ['SHORT'] }],
    }),
  );

  test.each([
    ['validate', ['validate', 'w.json'], 'stdout'],
    ['plan', ['plan', 'w.json'], 'stderr'],
    ['run', ['run', 'w.json'], 'stderr'],
  ] as const)('by ws %s', async (_name, args, stream) => {
    const ended = await ws(repository, args, { env: { ...env, UNSET: 'c4nary-two-two' } });
    expect(ended.code, ended.stderr).toBe(0);
    expect(shown(ended[stream])).toEqual(weak);
    for (const value of ['8080', 'Admin', 'q7%Zk', 'c4nary']) expect(ended.stdout + ended.stderr).not.toContain(value);
  });

  test('with its place, and only where it is set', async () => {
    const { files } = await wsJson<{ files: { valid: boolean; diagnostics: object[] }[] }>(
      repository,
      ['validate', 'w.json'],
      { env: { PORT: '8080', ROLE: 'c4nary-Pq83' } },
    );
    const diagnostic = { code: 'weak-secret', severity: 'warning', pointer: '/secrets/3' };
    expect(files).toMatchObject([{ valid: true, diagnostics: [diagnostic] }]);
    expect(files[0]?.diagnostics).toHaveLength(1);
  });
});

describe('nothing is started', () => {
  const refused = async (args: readonly string[], env: Record<string, string>): Promise<string> => {
    const ended = await ws(repository, args, { env });
    expect(ended.code).toBe(2);
    const told = ended.stdout + ended.stderr;
    expect(told).not.toContain('c4nary');
    expect(await wsJson(repository, ['list'])).toEqual([]);
    expect(existsSync(join(repository, 'done'))).toBe(false);
    return told;
  };

  test('where a secret cannot be masked', async () => {
    define({ secrets: ['KEYS'], steps: [{ id: 'a', run: 'touch done' }] });
    const env = { KEYS: Array.from({ length: 11_000 }, (_, at) => `c4nary${at}`).join('\n') };
    expect(await refused(['run', 'w.json'], env)).toContain('the secret KEYS cannot be masked');
  });

  test.each([
    ['text=the c4nary-Pq83-xx', 'the input text holds the value of the secret KEY'],
    [`tree={"a":["${Buffer.from('c4nary-Pq83-xx').toString('base64')}"]}`, 'the input tree holds the value of'],
  ])('where the input %s holds a secret', async (input, told) => {
    const inputs = { text: { type: 'string', default: '' }, tree: { type: 'json', default: {} } };
    define({ inputs, steps: [{ id: 'a', run: 'touch done', secrets: ['KEY'] }] });
    expect(await refused(['run', 'w.json', '--input', input], { KEY: 'c4nary-Pq83-xx' })).toContain(told);
  });
});

test('a run does not go on where a secret has become one that cannot be masked', async () => {
  define({
    secrets: ['KEY'],
    steps: [
      { id: 'a', tool: 'manual', with: { prompt: 'do it' } },
      { id: 'b', needs: ['a'], run: 'true' },
    ],
  });
  const begun = await ws(repository, ['run', 'w.json'], { env: { KEY: 'c4nary-Pq83-xx' } });
  expect(begun.code, begun.stdout + begun.stderr).toBe(3);
  const KEY = Array.from({ length: 11_000 }, (_, at) => `c4nary${at}`).join('\n');
  const ended = await ws(repository, ['resume'], { env: { KEY } });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('the secret KEY cannot be masked');
  expect(ended.stdout + ended.stderr).not.toContain('c4nary');
});

test('what is told of a run, and why something is refused, is masked like its logs', async () => {
  const env = { KEY: 'c4nary-Pq83-xx' };
  define({ secrets: ['KEY'], worktree: { copy: [`${env.KEY}.txt`] }, steps: [{ id: 'a', run: 'true' }] });
  const ran = await ws(repository, ['run', 'w.json'], { env });
  expect(ran.stderr).toContain('the checkout has no ***.txt');
  const retried = await ws(repository, ['retry', '--from', env.KEY], { env });
  expect(retried.code).toBe(2);
  expect(retried.stderr).toContain('has no step "***"');
  const { run } = await wsJson<{ run: string }>(repository, ['status'], { env });
  const logs = await ws(repository, ['logs', run, env.KEY], { env });
  expect(logs.code).not.toBe(0);
  for (const { stdout, stderr } of [ran, retried, logs]) expect(stdout + stderr).not.toContain('c4nary');
});

test('a secret that a change of the definition drops stays known to its run, and is handed to nobody', async () => {
  const TOKEN = 'c4nary-dropped-4711';
  const steps = (last: object): readonly object[] => [
    { id: 'a', tool: 'manual', with: { prompt: 'go on?' } },
    {
      id: 'later',
      needs: 'a',
      run: 'echo "[${TOKEN:-nothing}]"; cat "$FOUND"; cp "$FOUND" found.txt',
      env: { FOUND: join(folder, 'found') },
      ...last,
    },
  ];
  writeFiles(folder, { found: `${TOKEN}\n` });
  define({ steps: steps({ secrets: ['TOKEN'] }) });
  const env = { TOKEN };
  expect((await ws(repository, ['run', 'w.json'], { env })).code).toBe(3);
  define({ steps: steps({ title: 'another' }) });
  expect((await ws(repository, ['resume', '--accept-changes'], { env })).code).toBe(3);
  // Also in a process that reads it all from the log, and where nothing of it is set.
  const unset = await ws(repository, ['resume']);
  expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('the secret TOKEN is not set')]);
  const ended = await ws(repository, ['answer', 'a', 'accept', '--resume'], { env });
  expect(ended.stderr).toContain('the secret TOKEN');
  expect(ended.code).toBe(1);
  const logs = await ws(repository, ['logs', 'later']);
  expect(logs.stdout).toBe('[nothing]\n***\n');
  const [{ run, branch } = { run: '', branch: '' }] = await wsJson<readonly { run: string; branch: string }[]>(
    repository,
    ['list'],
  );
  const refs = git(repository, 'for-each-ref', '--format=%(refname)', 'refs/ws', 'refs/heads/ws').split('\n');
  expect(refs.length).toBeGreaterThan(1);
  expect(git(repository, 'log', '-p', ...refs)).not.toContain(TOKEN);
  expect([run, branch].includes('')).toBe(false);
  const events = await ws(repository, ['events', run]);
  expect(events.stdout).not.toContain('formerSecrets');
});

test('a retry knows what the run before knew, also once the file names it no more', async () => {
  const TOKEN = 'c4nary-inherited-4711';
  const b = { id: 'b', needs: ['a'], run: 'cat kept.ignored; cp kept.ignored found.txt' };
  const a = { id: 'a', run: 'printf %s "$TOKEN" > kept.ignored; echo "*.ignored" > .gitignore' };
  define({
    steps: [
      { ...a, secrets: ['TOKEN'] },
      { ...b, run: 'exit 1' },
    ],
  });
  expect((await ws(repository, ['run', 'w.json'], { env: { TOKEN } })).code).toBe(1);
  define({ steps: [a, b] });
  const unset = await ws(repository, ['retry']);
  expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('the secret TOKEN is not set')]);
  const ended = await ws(repository, ['retry', '--from', 'b'], { env: { TOKEN } });
  expect(ended.stdout + ended.stderr).not.toContain(TOKEN);
  const refs = git(repository, 'for-each-ref', '--format=%(refname)', 'refs/ws', 'refs/heads/ws').split('\n');
  expect(git(repository, 'log', '-p', ...refs)).not.toContain(TOKEN);
  // With nothing taken over there is nothing to know.
  expect((await ws(repository, ['retry', '--base', 'HEAD'])).code).not.toBe(2);
});

test('a reference with a secret is told, also where a step gave it a name as ws has them', async () => {
  const TOKEN = 'c4nary-hidden-4711';
  const commit = 'c=$(git -c user.name=s -c user.email=s@x commit-tree -m "$TOKEN" HEAD^{tree})';
  define({
    steps: [
      { id: 'a', secrets: ['TOKEN'], run: `${commit}; git update-ref refs/heads/ws/w/own $c` },
      { id: 'b', secrets: ['TOKEN'], run: `${commit}; git update-ref refs/ws/$WS_RUN_ID/salvage/b/7 $c` },
      { id: 'c', secrets: ['TOKEN'], run: 'echo c > c.txt' },
    ],
  });
  const ran = await ws(repository, ['run', 'w.json'], { env: { TOKEN } });
  expect(ran.code, ran.stderr).toBe(0);
  const told = ran.stderr.split('\n').filter((line) => line.includes('holds the value of the secret TOKEN'));
  expect(told).toEqual([
    expect.stringContaining('git update-ref -d refs/heads/ws/w/own'),
    expect.stringMatching(/git update-ref -d refs\/ws\/\w+\/salvage\/b\/7/),
  ]);
});
