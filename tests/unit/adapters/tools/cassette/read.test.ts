import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keyOf } from '../../../../../adapters/tools/cassette/identity.ts';
import type { KeptCall } from '../../../../../adapters/tools/cassette/kept-call.ts';
import { openCassette } from '../../../../../adapters/tools/cassette/read.ts';
import { copyCassette, writeCassette } from '../../../../../adapters/tools/cassette/write.ts';

const root = mkdtempSync(join(tmpdir(), 'ws-cassette-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const KEPT: KeptCall = {
  format: 1,
  call: {
    ...{ kind: 'tool', tool: 'claude', step: 'fix', tries: 0, model: null, with: { prompt: 'do it' } },
    ...{ env: {}, input: null, cwd: '.', nth: 0 },
  },
  result: { ok: true, outputs: { a: 1 }, exitCode: 0 },
  ...{ unkept: null, told: [['message', 'hello']], output: null, version: '1.2.3', tookMs: 5 },
  files: [{ path: 'a', from: null, to: { mode: '100644', id: 'a'.repeat(40) } }],
};
const KEY = keyOf(KEPT.call);
const HEAD = { format: 1, ws: '0.1.0', workstream: 'w', run: 'r', at: '2026-01-01T00:00:00.000Z' } as const;
const text = (value: string): Uint8Array => Buffer.from(value);

const made = (name: string): string => {
  const folder = join(root, name);
  const writer = writeCassette(root, folder);
  writer.head(HEAD);
  writer.call(KEPT, { patch: text('patch'), stdout: text('out'), stderr: text('') });
  return folder;
};

test('what was written is read', () => {
  const opened = openCassette(made('plain'));
  if (!opened.ok) throw new Error(opened.error);
  expect(opened.value.head).toEqual(HEAD);
  expect([...opened.value.calls]).toEqual([[KEY, KEPT]]);
  expect(Buffer.from(opened.value.bytesOf(KEY).stdout).toString()).toBe('out');
  expect(opened.value.bytesOf(KEY).stderr).toHaveLength(0);
  copyCassette(opened.value, root, join(root, 'copied'));
  const copied = openCassette(join(root, 'copied'));
  expect(copied).toMatchObject({ ok: true, value: { digest: opened.value.digest } });
});

test('its sum is that of its copy, however it is laid out and whatever was left in it', () => {
  const folder = made('laid-out');
  const plain = openCassette(folder);
  rewrite(folder, (kept) => kept);
  writeFileSync(join(folder, 'cassette.json'), JSON.stringify(HEAD));
  writeFileSync(join(folder, 'calls', `${KEY}.stderr`), '');
  writeFileSync(join(folder, 'calls', 'other.0.x.patch'), 'of a call that was never written');
  const opened = openCassette(folder);
  if (!opened.ok || !plain.ok) throw new Error('it is one');
  copyCassette(opened.value, root, join(root, 'laid-out-copy'));
  const copied = openCassette(join(root, 'laid-out-copy'));
  expect(copied.ok && copied.value.digest).toBe(opened.value.digest);
  expect(opened.value.digest).toBe(plain.value.digest);
});

test.each([
  { ok: false, failure: { code: 'rate-limited', message: 'x', resetsAt: 1e308 }, http: null },
  { ok: false, failure: { code: 'constructor', message: 'x' }, http: null },
  { ok: false, failure: { code: 'interrupted', by: 'stop', message: 'x' }, http: null },
  { ok: false, failure: { code: 'disk-full', message: 'x' }, http: null },
  { ok: true, outputs: {}, exitCode: 1e20 },
])('a call that ended as none can is a reason to refuse all of it: %j', (result) => {
  const folder = made(`end-${JSON.stringify(result).length}`);
  rewrite(folder, (kept) => ({ ...kept, result }));
  expect(openCassette(folder)).toMatchObject({
    ok: false,
    error: expect.stringContaining('/result: no call can have ended so') as string,
  });
});

test('its sum is another once anything in it is', () => {
  const sums = ['a', 'b', 'c'].map((name, at) => {
    const folder = made(`sum-${name}`);
    if (at === 1) writeFileSync(join(folder, 'calls', `${KEY}.stdout`), 'oUt');
    if (at === 2) writeFileSync(join(folder, 'cassette.json'), JSON.stringify({ ...HEAD, run: 's' }));
    const opened = openCassette(folder);
    return opened.ok ? opened.value.digest : opened.error;
  });
  expect(new Set(sums).size).toBe(3);
});

test('a call whose document was not written yet is none', () => {
  const folder = made('cut');
  renameSync(join(folder, 'calls', `${KEY}.json`), join(folder, 'calls', `${KEY}.json.part`));
  const opened = openCassette(folder);
  expect(opened.ok && opened.value.calls.size).toBe(0);
});

const callFile = (folder: string): string => join(folder, 'calls', `${KEY}.json`);
const rewrite = (folder: string, change: (kept: Record<string, unknown>) => unknown): void => {
  const kept = JSON.parse(readFileSync(callFile(folder), 'utf8')) as Record<string, unknown>;
  writeFileSync(callFile(folder), JSON.stringify(change(kept)));
};

test.each<[string, (folder: string) => void, RegExp]>([
  ['no head', (folder) => rmSync(join(folder, 'cassette.json')), /there is no .*cassette\.json/],
  ['no calls', (folder) => rmSync(join(folder, 'calls'), { recursive: true }), /is no cassette/],
  [
    'a link in the place of its folder',
    (folder) => {
      renameSync(join(folder, 'calls'), join(folder, 'other'));
      symlinkSync('other', join(folder, 'calls'));
    },
    /is no cassette/,
  ],
  [
    'a link in the place of a file',
    (folder) => symlinkSync('/etc/passwd', join(folder, 'calls', `${KEY}.stderr`)),
    /no plain file/,
  ],
  ['a file of another name', (folder) => writeFileSync(join(folder, 'calls', 'x.sh'), ''), /belongs to no call/],
  ['a folder among its calls', (folder) => mkdirSync(join(folder, 'calls', 'x.patch')), /no plain file/],
  [
    'another call under the name',
    (folder) => rewrite(folder, (kept) => ({ ...kept, call: { ...KEPT.call, tool: 'codex' } })),
    /another call than its name says/,
  ],
  [
    'a path that is none',
    (folder) => rewrite(folder, (kept) => ({ ...kept, files: [{ path: '', from: null, to: null }] })),
    /files\/0\/path/,
  ],
  [
    'a mode of a link',
    (folder) =>
      rewrite(folder, (kept) => ({
        ...kept,
        files: [{ path: 'a', from: null, to: { mode: '120000', id: 'a'.repeat(40) } }],
      })),
    /files\/0\/to/,
  ],
  ['a key too many', (folder) => rewrite(folder, (kept) => ({ ...kept, more: 1 })), /more/],
  [
    'a later format',
    (folder) => rewrite(folder, (kept) => ({ ...kept, format: 2 })),
    /has the format 2, and this ws reads 1/,
  ],
  ['what is no JSON', (folder) => writeFileSync(callFile(folder), '{'), /is no JSON/],
])('a cassette with %s is refused', (name, spoil, why) => {
  const folder = made(`bad ${name}`);
  spoil(folder);
  const opened = openCassette(folder);
  expect(opened.ok ? 'it was opened' : opened.error).toMatch(why);
});

test('what is copied is what was read, whatever lies beside it by now', () => {
  const folder = made('beside');
  const opened = openCassette(folder);
  if (!opened.ok) throw new Error(opened.error);
  writeFileSync(join(folder, 'planted'), '');
  linkSync(join(folder, 'cassette.json'), join(folder, 'linked'));
  cpSync(join(folder, 'cassette.json'), join(folder, 'calls', 'more.json'));
  copyCassette(opened.value, root, join(root, 'beside-copied'));
  expect(readdirSync(join(root, 'beside-copied')).toSorted()).toEqual(['calls', 'cassette.json']);
  expect(readdirSync(join(root, 'beside-copied', 'calls'))).toHaveLength(3);
});
