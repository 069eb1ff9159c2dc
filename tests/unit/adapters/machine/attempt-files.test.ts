import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, stepId } from '../../../../core/id.ts';
import { createMask } from '../../../../core/masking.ts';
import { createAttemptFiles } from '../../../../adapters/machine/attempt-files.ts';

let root = '';
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'ws-attempt-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const NOTHING = { input: null, failure: null };
const first = { run: runId('r1'), step: stepId('build'), attempt: 1 };

test('an attempt gets a folder of its own with its input', async () => {
  const files = createAttemptFiles(root);
  const opened = await files.open(first, { input: { list: [1, 'ö'] }, failure: null });
  expect(opened).toEqual({ ok: true, value: files.paths(first) });
  expect(files.paths(first).directory).toBe(join(root, 'runs/r1/steps/build/1'));
  expect(JSON.parse(readFileSync(files.paths(first).input, 'utf8'))).toEqual({ list: [1, 'ö'] });
});

test('an attempt is told what the one before died of', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, { input: null, failure: { code: 'check-failed' } });
  expect(JSON.parse(readFileSync(files.paths(first).failure, 'utf8'))).toEqual({ code: 'check-failed' });
  expect(existsSync(files.paths(first).input)).toBe(false);
});

test('an attempt that comes again finds its folder empty', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  writeFileSync(files.paths(first).stdout, 'old');
  await files.open(first, NOTHING);
  expect(readdirSync(files.paths(first).directory)).toEqual([]);
});

test('an attempt is at work from the start of its program until what it gave is saved', async () => {
  const files = createAttemptFiles(root);
  expect(files.isAtWork(first), 'nothing is there').toBe(false);
  await files.open(first, NOTHING);
  expect(files.isAtWork(first), 'opened').toBe(false);
  writeFileSync(files.paths(first).stdout, '');
  expect(files.isAtWork(first), 'started').toBe(true);
  await files.saveOutcome(first, { outputs: {}, exitCode: 0 });
  expect(files.isAtWork(first), 'saved').toBe(false);
});

test('an outcome comes back as it was saved, and there is none before', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  expect(await files.loadOutcome(first, 'any')).toBeNull();
  await files.saveOutcome(first, { outputs: { a: [1] }, exitCode: 0 });
  expect(await createAttemptFiles(root).loadOutcome(first, 'any')).toEqual({ outputs: { a: [1] }, exitCode: 0 });
});

test('an outcome is believed to be its own only by the process that saved it', async () => {
  const files = createAttemptFiles(root);
  const second = { ...first, attempt: 2 };
  await files.open(first, NOTHING);
  await files.saveOutcome(first, { outputs: { a: 1 }, exitCode: 0 });
  expect(await files.loadOutcome(first, 'own')).toEqual({ outputs: { a: 1 }, exitCode: 0 });
  expect(await createAttemptFiles(root).loadOutcome(first, 'own'), 'another process').toBeNull();
  const path = join(files.paths(first).directory, 'outcome.json');
  const saved = readFileSync(path, 'utf8');
  await files.open(second, NOTHING);
  writeFileSync(join(files.paths(second).directory, 'outcome.json'), saved);
  expect(await files.loadOutcome(second, 'own'), 'of another attempt').toBeNull();
  writeFileSync(path, saved.replace('"a":1', '"a":2'));
  expect(await files.loadOutcome(first, 'own'), 'changed').toBeNull();
  writeFileSync(path, '{"outputs":{"a":1},"exitCode":0}');
  expect(await files.loadOutcome(first, 'own'), 'without a seal').toBeNull();
  writeFileSync(path, 'no JSON');
  expect(await files.loadOutcome(first, 'any')).toBeNull();
});

test('outputs are read as text, and nothing written is the empty text', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  expect(await files.readOutput(first)).toEqual({ ok: true, value: '' });
  writeFileSync(files.paths(first).output, 'name=wörld\n');
  expect(await files.readOutput(first)).toEqual({ ok: true, value: 'name=wörld\n' });
});

test('outputs of more than 1 MiB are refused', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  writeFileSync(files.paths(first).output, 'x'.repeat(1024 * 1024 + 1));
  expect(await files.readOutput(first)).toMatchObject({ ok: false, error: { code: 'bad-output' } });
});

test.each(['a link', 'a named pipe'])('%s that a tool left in place of its outputs is not followed', async (kind) => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  const { output } = files.paths(first);
  if (kind === 'a link') symlinkSync('/etc/passwd', output);
  else spawnSync('mkfifo', [output]);
  expect(existsSync(output)).toBe(true);
  expect(await files.readOutput(first)).toEqual({ ok: true, value: '' });
});

test.each(['..', '.', 'a/b', '../../x', '', 'a\0b', 'a\\b'])('the id %j cannot leave the folder', async (id) => {
  const files = createAttemptFiles(root);
  // A step may have any path as its id: it is one folder all the same.
  expect(dirname(dirname(files.paths({ ...first, step: stepId(id) }).directory))).toBe(join(root, 'runs/r1/steps'));
  expect(() => files.paths({ ...first, run: runId(id) })).toThrow('invariant');
});

test('a folder that cannot be made is a failure of the workspace', async () => {
  writeFileSync(join(root, 'state'), 'a file in the way');
  expect(await createAttemptFiles(join(root, 'state')).open(first, NOTHING)).toMatchObject({
    ok: false,
    error: { code: 'workspace' },
  });
});

test('what a step wrote is read as it is, and masked where it stays on the disk, also of an attempt that was lost', async () => {
  const files = createAttemptFiles(root, createMask(['hunter22']));
  await files.open(first, NOTHING);
  writeFileSync(files.paths(first).output, 'word=hunter22\n');
  await files.open({ ...first, attempt: 2 }, NOTHING);
  writeFileSync(files.paths({ ...first, attempt: 2 }).output, 'word=hunter22\n');
  expect(await files.readOutput({ ...first, attempt: 2 })).toEqual({ ok: true, value: 'word=hunter22\n' });
  expect(spawnSync('grep', ['-r', 'hunter22', root], { encoding: 'utf8' }).stdout).toBe('');
});

test('a step gets its input as it was written, secrets and all', async () => {
  const files = createAttemptFiles(root, createMask(['admin']));
  await files.open(first, { input: { image: 'registry.test/admin/app' }, failure: null });
  expect(JSON.parse(readFileSync(files.paths(first).input, 'utf8'))).toEqual({ image: 'registry.test/admin/app' });
});

test('what a tool tells of its work is kept a line each, secrets masked, and nothing where it tells nothing', async () => {
  const files = createAttemptFiles(root, createMask(['hunter2hunter2']));
  await files.open(first, NOTHING);
  const { report: path } = files.paths(first);
  const report = files.report(first);
  expect(existsSync(path)).toBe(false);
  report.message('asked with hunter2hunter2');
  report.usage({
    ...{ tool: 'claude', provider: 'anthropic', model: 'm', calls: 1, input: 10, output: 2, cached: null },
    ...{ reasoning: null, costMicroUsd: null, source: 'reported' },
  });
  report.file('src/a.ts');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { kind: 'message', text: 'asked with ***' },
    { kind: 'usage', model: 'm', tokens: 12, costUsd: null },
    { kind: 'file', path: 'src/a.ts' },
  ]);
});

test('a report follows no link, has an end, and fails nothing', async () => {
  const files = createAttemptFiles(root);
  await files.open(first, NOTHING);
  const { report: path } = files.paths(first);
  const elsewhere = join(root, 'elsewhere');
  writeFileSync(elsewhere, '');
  symlinkSync(elsewhere, path);
  files.report(first).message('hello');
  expect(readFileSync(elsewhere, 'utf8')).toBe('');
  rmSync(path);
  const report = files.report(first);
  for (let told = 0; told < 400; told += 1) report.message('x'.repeat(10_000));
  expect(readFileSync(path).length).toBeLessThanOrEqual(1024 * 1024);
});

test.each([
  ['of the run', 'runs/r1'],
  ['of the step', 'runs/r1/steps/build'],
  ['of the attempt', 'runs/r1/steps/build/1'],
])(
  'a link that a step puts in place of the folder %s is kept beside it, and nothing goes through it',
  async (_, at) => {
    const state = join(root, 'state');
    const theirs = join(root, 'theirs');
    mkdirSync(theirs);
    const told: string[] = [];
    const files = createAttemptFiles(state, createMask(['hush-hush-hush']), (line) => told.push(line));
    const report = files.report(first);
    expect(await files.open(first, NOTHING)).toMatchObject({ ok: true });
    renameSync(join(state, at), join(root, 'moved'));
    symlinkSync(theirs, join(state, at));
    report.message('one');
    expect(await files.readOutput(first)).toEqual({ ok: true, value: '' });
    await files.saveOutcome(first, { outputs: { a: 1 }, exitCode: 0 });
    expect(await files.loadOutcome(first, 'own')).toEqual({ outputs: { a: 1 }, exitCode: 0 });
    expect(await files.open({ ...first, attempt: 2 }, { input: { a: 1 }, failure: null })).toMatchObject({ ok: true });
    expect(readdirSync(theirs)).toEqual([]);
    expect(told).toEqual([expect.stringContaining(`${join(state, at)} was something else than the folder`)]);
  },
);

test.each([
  ['a=1\nb=x\n', null],
  ['a=\uFFFD\n', null],
  [Buffer.concat([Buffer.from('a=1\nb='), Buffer.from([0xe9, 0x0a])]), 2],
])('outputs that are not UTF-8 are an error with the line: %#', async (bytes, line) => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-utf8-'));
  const files = createAttemptFiles(folder);
  const attempt = { run: runId('r'), step: stepId('s'), attempt: 1 };
  await files.open(attempt, { input: null, failure: null });
  writeFileSync(files.paths(attempt).output, bytes);
  const read = await files.readOutput(attempt);
  rmSync(folder, { recursive: true, force: true });
  expect(read.ok ? null : read.error.message.slice(0, 19)).toBe(
    line === null ? null : `$WS_OUTPUT line ${line}: `.slice(0, 19),
  );
});
