/** Diagnostics of real runs, unpacked with the real tar. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const define = (steps: readonly object[], more: object = {}): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'broken', steps, ...more } });

const filesIn = (root: string, at = root): readonly string[] =>
  readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(root, join(at, entry.name)) : [relative(root, join(at, entry.name))],
  );

/** Unpacks an archive and gives the folder that was in it. */
const unpack = (archive: string): string => {
  const into = join(folder, `unpacked-${readdirSync(folder).length}`);
  mkdirSync(into);
  execFileSync('tar', ['-xzf', archive, '-C', into]);
  const [only = '', ...others] = readdirSync(into);
  expect(others).toEqual([]);
  return join(into, only);
};
const read = (path: string): string => readFileSync(path, 'utf8');
// The caller says what the document is; the assertions that follow would show a lie.
const json = <T>(path: string): T => JSON.parse(read(path)) as T;

const eslintLog =
  "printf '%s\\n' \"$PWD/src/a.js\" '  3:7  error  Unexpected var  no-var' '' '✖ 1 problem (1 error, 0 warnings)'";

test('a run that fails for good leaves a bundle, and says where', async () => {
  define([
    { id: 'fine', run: 'echo new > new.txt' },
    {
      id: 'lint',
      needs: ['fine'],
      fix: false,
      retry: { limit: 1, backoff: { initial: '1ms', max: '1ms' } },
      run: `echo half >> README.md; ${eslintLog}; echo end >&2; exit 1`,
    },
  ]);
  const ended = await ws(repository, ['run', 'w.json']);
  expect(ended.code).toBe(1);
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  const archive = `.git/ws/runs/${run}/diagnostics.tar.gz`;
  expect(ended.stdout).toContain(`diagnostics  ${archive}`);
  expect(statSync(join(repository, archive)).mode & 0o777).toBe(0o600);
  const root = unpack(join(repository, archive));
  expect(
    filesIn(root)
      .filter((name) => !name.startsWith('diffs/'))
      .sort(),
  ).toEqual([
    'README.md',
    'attempts.json',
    'breakers.json',
    'config.json',
    'definition.json',
    'doctor.json',
    'events.ndjson',
    'failures.json',
    'logs/lint/1/stderr.log',
    'logs/lint/1/stdout.log',
    'logs/lint/2/stderr.log',
    'logs/lint/2/stdout.log',
    'options.json',
    'status.json',
    'system.json',
  ]);
  const readme = read(join(root, 'README.md'));
  expect(readme).toMatch(/\*\*lint\*\*, attempt 2: `check-failed` \(found by eslint\)/);
  expect(readme).toContain('`src/a.js:3:7` Unexpected var (no-var)');
  expect(readme).toMatch(/decided: escalate, because /);
  expect(json<{ step: string; attempt: number; end: string }[]>(join(root, 'attempts.json'))).toMatchObject([
    { step: 'fine', attempt: 1, end: 'step.succeeded' },
    { step: 'lint', attempt: 1, end: 'step.retrying', decision: { kind: 'retry' } },
    { step: 'lint', attempt: 2, end: 'step.failed', decision: { kind: 'escalate' } },
  ]);
  expect(json<object[]>(join(root, 'failures.json'))[1]).toMatchObject({
    failure: { code: 'check-failed', issues: [{ path: 'src/a.js', line: 3 }] },
  });
  expect(read(join(root, 'events.ndjson')).trim().split('\n').at(-1)).toContain('"run.failed"');
  expect(read(join(root, 'diffs/run.patch'))).toContain('+new');
  expect(read(join(root, 'diffs/kept/salvage-lint-2.patch'))).toContain('+half');
  expect(json(join(root, 'system.json'))).toMatchObject({
    node: process.versions.node,
    os: { platform: process.platform },
  });
});

test('what a failed step committed itself is in it', async () => {
  define([
    {
      id: 'agent',
      run: [
        'git config user.name Ada; git config user.email ada@example.org',
        'echo by-the-agent > work.txt; git add work.txt; git commit -qm "done, I think"; echo later >> work.txt; exit 1',
      ].join('\n'),
    },
  ]);
  await ws(repository, ['run', 'w.json']);
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  const root = unpack(join(repository, `.git/ws/runs/${run}/diagnostics.tar.gz`));
  expect(read(join(root, 'diffs/kept/salvage-agent-1.patch'))).toMatch(/\+by-the-agent\n\+later/);
});

test('a run that succeeds leaves none; ws diagnostics writes one where it is told', async () => {
  define([{ id: 'a', run: 'true' }]);
  await ws(repository, ['run', 'w.json']);
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  expect(existsSync(join(repository, `.git/ws/runs/${run}/diagnostics.tar.gz`))).toBe(false);
  const written = await ws(repository, ['diagnostics', run, '-o', 'out.tar.gz']);
  expect(written.code, written.stderr).toBe(0);
  expect(written.stdout).toBe('out.tar.gz\n');
  expect(read(join(unpack(join(repository, 'out.tar.gz')), 'README.md'))).toContain('Nothing has failed.');
  const first = readFileSync(join(repository, 'out.tar.gz'));
  await ws(repository, ['diagnostics', run, '-o', 'again.tar.gz']);
  // What differs are facts about the machine at that moment.
  expect(filesIn(unpack(join(repository, 'again.tar.gz')))).toEqual(filesIn(unpack(join(repository, 'out.tar.gz'))));
  expect(first.length).toBeGreaterThan(1000);
  const refused = await ws(repository, ['diagnostics', run, '-o', 'no/such/folder.tar.gz']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('ENOENT');
});

test('only the last 100 lines of a log are in it, and no link is followed', async () => {
  writeFiles(folder, { 'private.txt': 'what is not for others\n' });
  define([
    { id: 'long', run: 'i=0; while [ $i -lt 300 ]; do echo "line $i"; i=$((i+1)); done; exit 1' },
    // A step that knows where its log lies puts a link there.
    {
      id: 'link',
      run: `d=$(dirname "$WS_OUTPUT"); ln -sf '${folder}/private.txt' "$d/stderr.log"; ln -sf '${folder}/private.txt' "$d/fix-stdout.log"; exit 1`,
    },
  ]);
  await ws(repository, ['run', 'w.json']);
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  const root = unpack(join(repository, `.git/ws/runs/${run}/diagnostics.tar.gz`));
  const lines = read(join(root, 'logs/long/1/stdout.log')).trim().split('\n');
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([100, 'line 200', 'line 299']);
  for (const name of filesIn(root)) expect(read(join(root, name)), name).not.toContain('what is not for others');
});

describe('canaries', () => {
  const secret = 'canary+7f/secret "value" & more';
  const token = 'ghp_canarycanarycanarycanarycanary12';
  const written = 'canary-written-in-the-definition';
  const ambient = 'canary-of-the-users-own-shell';
  const given = 'canary-given-as-an-input';
  const forms = (value: string): readonly string[] => [
    value,
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('hex'),
  ];

  test('no secret, token or key of the definition is anywhere in the bundle, in any form', async () => {
    define([
      {
        id: 'leak',
        env: { MY_API_KEY: written, PLAIN: 'plain' },
        run: [
          'echo "log: $TOKEN"; printf %s "$TOKEN" | base64; echo "$MY_API_KEY" >&2',
          `echo "${token}"; echo "url https://ada:hunter2hunter2@example.org/"`,
          'echo "given: ${{ inputs.apiKey }}"; echo "session_token=made1by2$(echo the3step)" >> "$WS_OUTPUT"',
          'echo "t=$MY_API_KEY" >> "$WS_OUTPUT"; printf "%s\\n" "$MY_API_KEY" > leaked.txt; touch "$MY_API_KEY"',
        ].join('\n'),
      },
      {
        id: 'fail',
        needs: ['leak'],
        run: `echo "prompt: $WS_INPUT \${{ steps.leak.outputs.t }} ${ambient} ${token}"; echo "$TOKEN" >> leaked.txt; exit 1`,
        input: { prompt: `use ${token} and ${written}` },
      },
    ], { secrets: ['TOKEN'], inputs: { apiKey: { type: 'string' } } });
    await ws(repository, ['run', 'w.json', '--input', `apiKey=${given}`], {
      env: { TOKEN: secret, SHELL_TOKEN: ambient },
    });
    const { run } = await wsJson<StatusJson>(repository, ['status']);
    const made = await ws(repository, ['diagnostics', run, '-o', '../bundle.tar.gz'], {
      env: { TOKEN: secret, SHELL_TOKEN: ambient },
    });
    expect(made.code, made.stderr).toBe(0);
    for (const archive of [join(repository, `.git/ws/runs/${run}/diagnostics.tar.gz`), join(folder, 'bundle.tar.gz')]) {
      const root = unpack(archive);
      const names = filesIn(root);
      expect(names.length).toBeGreaterThan(12);
      // It is not empty: what may be told is there.
      expect(read(join(root, 'diffs/run.patch'))).toContain('leaked.txt');
      expect(read(join(root, 'definition.json'))).toContain('plain');
      for (const name of names) {
        const bytes = readFileSync(join(root, name));
        for (const needle of [secret, token, written, ambient, given, 'made1by2the3step', 'hunter2hunter2'].flatMap(
          forms,
        )) {
          expect(bytes.includes(needle), `${needle} in ${name}`).toBe(false);
          expect(name).not.toContain(needle);
        }
      }
    }
  });
});
