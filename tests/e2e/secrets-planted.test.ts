/** Plants secrets of twenty shapes and looks at every byte that ws writes, prints or commits. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

/** Text that nobody else writes, the same at every run. */
const noise = (seed: number, length: number): string =>
  Buffer.from(Array.from({ length }, (_, at) => (seed * 31 + at * 37 + ((at * at) % 251)) % 256))
    .toString('base64')
    .slice(0, length);
const lines = (text: string, width: number): string => text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n').trimEnd();
const pem = (kind: string, seed: number, length: number): string =>
  `-----BEGIN ${kind}-----\n${lines(noise(seed, length), 64)}\n-----END ${kind}-----\n`;

const SECRETS: Readonly<Record<string, string>> = {
  TOKEN: `ghs_${noise(1, 36).replace(/\W/g, 'x')}`,
  SHORT: 'q7Zk-9x',
  QUOTED: `it's "${noise(2, 12)}" & <so> \\on`,
  DOLLAR: `$${noise(3, 14)}\`$(x)`,
  UMLAUT: `pässwörd-${noise(4, 8)}-日本語-🔑`,
  SPACED: `correct horse ${noise(5, 10)} staple`,
  PERCENT: `100%25 of ${noise(6, 12)}%`,
  URL: `postgres://app:${noise(7, 20).replace(/\W/g, 'y')}@db.example.test:5432/main`,
  NUMBER: '90210443377123',
  UUID: '6f1c1d5e-9f3b-4f57-a1f0-7c1de7b7a2c9',
  JWT: `eyJ${noise(8, 20)}.${noise(9, 60)}.${noise(10, 43)}`.replace(/[+/=]/g, '_'),
  HEX: Buffer.from(noise(11, 32)).toString('hex'),
  BASE64: Buffer.from(noise(12, 64)).toString('base64'),
  RSA: pem('RSA PRIVATE KEY', 13, 3200),
  SSH: pem('OPENSSH PRIVATE KEY', 14, 400),
  SERVICE: JSON.stringify(
    { type: 'service', private_key: pem('PRIVATE KEY', 15, 600), client: noise(16, 24) },
    null,
    2,
  ),
  DOTENV: `# of mine\nexport API_KEY="${noise(17, 24)}"\nDB_PASSWORD='${noise(18, 18)}'\n`,
  LINES: [19, 20, 21].map((seed) => noise(seed, 40)).join('\r\n'),
  TRAILING: `${noise(22, 24)}\n`,
  LONG: noise(23, 9000),
};

/** Prints every secret in every way; `way` of the arguments says what else it does. */
const LEAK = `
import { writeFileSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
const names = ${JSON.stringify(Object.keys(SECRETS))};
const b = (s, e) => Buffer.from(s).toString(e);
const html = (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
const forms = (s) => [
  s, JSON.stringify(s), JSON.stringify(JSON.stringify({ s })), b(s, 'base64'), b('user:' + s, 'base64'), b('us:' + s, 'base64url'),
  b(s, 'hex'), b(s, 'hex').toUpperCase(), b(s, 'hex').replace(/../g, '$& '), b(s, 'hex').replace(/../g, '\\\\x$&'),
  b(s, 'base64').replace(/.{76}/g, '$&\\n'), b(b(s, 'base64'), 'base64'), encodeURIComponent(s), encodeURIComponent(encodeURIComponent(s)),
  html(s), "'" + s.replaceAll("'", "'\\\\''") + "'", s.replace(/.{5}/g, '$&\\x1b[32m'), Buffer.from(s, 'utf16le'),
];
const way = process.argv[2];
const all = names.map((name) => process.env[name]);
const print = (to) => { for (const s of all) for (const form of forms(s)) { to.write(form); to.write('\\n'); } };
print(process.stdout);
print(process.stderr);
if (way === 'files') {
  mkdirSync('deep', { recursive: true });
  all.forEach((s, at) => forms(s).forEach((form, nth) => writeFileSync('deep/leak-' + at + '-' + nth, form)));
  writeFileSync('work.txt', 'done\\n');
}
if (way === 'output') writeFileSync(process.env.WS_OUTPUT, JSON.stringify(Object.fromEntries(all.map((s, at) => ['o' + at, { in: [s] }]))));
if (way === 'key') writeFileSync(process.env.WS_OUTPUT, JSON.stringify({ [process.env.TOKEN]: 1 }));
if (way === 'message') {
  const git = (...args) => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args]);
  writeFileSync('fine.txt', 'fine\\n');
  git('add', '.');
  git('commit', '-qm', 'one ' + process.env.TOKEN);
}
if (process.argv[3] !== undefined) process.exit(Number(process.argv[3]));
`;

const retry = { limit: 1, backoff: { initial: '1ms', max: '1ms' } };
const step = (id: string, run: string, more: object = {}): object => ({
  ...{ id, run, retry, continueOnError: true, access: 'exclusive', ...more },
});
const WORKSTREAM = {
  version: 1,
  id: 'leaky',
  secrets: Object.keys(SECRETS),
  steps: [
    step('prints', 'node leak.mjs print'),
    step('fails', 'node leak.mjs print 3'),
    step('is-retried', 'node leak.mjs files 1'),
    step('commits', 'node leak.mjs files'),
    step('commits-itself', 'node leak.mjs message 1'),
    step('commits-in-message', 'node leak.mjs message'),
    step('hands-on', 'node leak.mjs output'),
    step('hands-on-keys', 'node leak.mjs key'),
    step('is-not-accepted', 'echo work > accepted.txt', { acceptance: [{ run: 'node leak.mjs print 1' }] }),
    step('works', 'echo fine > good.txt; node leak.mjs print'),
    step('ends', 'node leak.mjs print 1', { continueOnError: false }),
  ],
  finally: [step('cleans', 'node leak.mjs print')],
};

/** White space and colours say nothing of what stands between them. */
const bare = (bytes: Buffer | string): string =>
  (typeof bytes === 'string' ? bytes : bytes.toString('latin1')).replace(/\x1b\[[0-9;]*m|[ \t\r\n]/g, '');
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');
const middle = (text: string): string => text.slice(4, Math.max(12, text.length - 4)).slice(0, 200);

/** What must stand nowhere, each with its name: written without the code under test. */
const needles: readonly (readonly [string, string])[] = Object.entries(SECRETS).flatMap(([name, secret]) => {
  const parts = secret.split(/\r?\n/).filter((line) => line.length >= 16 && !/-----|^ *"type"/.test(line));
  const texts = parts.length === 0 ? [secret] : parts;
  const aligned = [0, 1, 2].map((before) => middle(Buffer.from('\0'.repeat(before) + secret).toString('base64')));
  const forms = [
    ...texts.flatMap((text) => [inBytes(text), inBytes(JSON.stringify(text).slice(1, -1)), encodeURIComponent(text)]),
    ...aligned,
    ...aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    middle(Buffer.from(Buffer.from(secret).toString('base64')).toString('base64')),
    middle(Buffer.from(secret).toString('hex')),
    middle(Buffer.from(secret).toString('hex').toUpperCase()),
    middle(Buffer.from(secret, 'utf16le').toString('latin1')),
  ];
  return forms.map((form) => [name, bare(form)] as const).filter(([, form]) => form.length >= 7);
});
const leaksIn = (bytes: Buffer | string): readonly string[] => {
  const text = bare(bytes);
  return [...new Set(needles.filter(([, form]) => text.includes(form)).map(([name]) => name))];
};

const filesBelow = (at: string, isSkipped: (path: string) => boolean): readonly string[] =>
  readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (isSkipped(path)) return [];
    return entry.isDirectory() ? filesBelow(path, isSkipped) : entry.isFile() ? [path] : [];
  });

/** All that refs of the repository hold, and the names of the refs. */
const reachable = (): string => {
  const listed = git(repository, 'rev-list', '--objects', '--all');
  const objects = [...new Set(listed.split('\n').map((line) => line.slice(0, 40)))].join('\n');
  const read = execFileSync('git', ['cat-file', '--batch'], { cwd: repository, input: objects, maxBuffer: 2 ** 28 });
  return `${listed}\n${git(repository, 'for-each-ref')}\n${read.toString('latin1')}`;
};

test('nothing of twenty secrets stands in anything that is written, printed or committed', async () => {
  repository = makeRepository(join(folder, 'repo'), { 'leak.mjs': LEAK, 'w.json': WORKSTREAM });
  const TMPDIR = join(folder, 'tmp');
  mkdirSync(TMPDIR);
  const env = { ...SECRETS, TMPDIR };
  // What is looked for is found where nobody masks it.
  const plain = execFileSync(process.execPath, ['leak.mjs', 'print'], {
    ...{
      cwd: repository,
      env: { ...process.env, ...SECRETS },
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  });
  const printed = bare(plain);
  expect(needles.filter(([, form]) => !printed.includes(form)).length).toBeLessThan(needles.length / 3);
  expect([...leaksIn(plain)].sort()).toEqual(Object.keys(SECRETS).sort());

  const told: Ended[] = [await ws(repository, ['run', 'w.json'], { env })];
  const status = await wsJson<StatusJson>(repository, ['status']);
  const { run } = status;
  const ends = Object.fromEntries(status.steps.map(({ id, status: end, failure }) => [id, failure?.code ?? end]));
  expect(ends).toMatchObject({
    ...{ prints: 'succeeded', works: 'succeeded', cleans: 'succeeded' },
    ...{ commits: 'secret-in-commit', 'commits-in-message': 'secret-in-commit' },
    ...{ 'hands-on': 'bad-output', 'hands-on-keys': 'bad-output' },
  });
  const archive = join(folder, 'told.tar.gz');
  const commands = [
    ...[
      ['status'],
      ['status', '--json'],
      ['show'],
      ['show', '--json'],
      ['logs', run],
      ['events', '--json'],
      ['events'],
    ],
    ...[['failures'], ['failures', '--json'], ['list'], ['diff'], ['stats', 'errors'], ['audit', 'verify']],
    ...status.steps.map(({ id }) => ['logs', run, id]),
    ['diagnostics', run, '-o', archive],
  ];
  for (const command of commands) told.push(await ws(repository, command, { env }));
  told.push(await ws(repository, ['retry', '--json'], { env }));

  for (const { stdout, stderr } of told) expect(leaksIn(Buffer.from(stdout + stderr))).toEqual([]);
  expect(leaksIn(reachable())).toEqual([]);
  expect(git(repository, 'for-each-ref', 'refs/ws')).toContain('/salvage/');

  // What steps themselves leave in a worktree, and what of it is kept for its owner alone, may hold what they were given.
  const own = /\/worktrees(?:\/|$)|\/aside(?:\/|$)|\.git\/(?!ws(?:\/|$))/;
  const unpacked = join(folder, 'unpacked');
  const files = filesBelow(folder, (path) => own.test(path));
  for (const [at, path] of files.filter((name) => name.endsWith('.tar.gz')).entries()) {
    mkdirSync(join(unpacked, String(at)), { recursive: true });
    execFileSync('tar', ['-xzf', path, '-C', join(unpacked, String(at))]);
  }
  const looked = [...files, ...filesBelow(unpacked, () => false)];
  expect(looked.filter((path) => /stdout\.log$|state\.db$/.test(path)).length).toBeGreaterThan(10);
  const leaks = looked.flatMap((path) =>
    leaksIn(readFileSync(path)).map((name) => `${name} in ${relative(folder, path)}`),
  );
  expect(leaks).toEqual([]);
});
