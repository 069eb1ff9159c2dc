/** What a failed step may leave: logs that are unreadable, gone or no file, and evidence beside them. */
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Evidence } from '../../../../core/tool.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins } from '../../../../error/engine/plugins/plugin-set.ts';
import type { Severities } from '../../../../error/engine/verdict/severity.ts';
import { createDiagnose } from '../../../../interfaces/house/diagnose.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws-diagnose-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const diagnoseWith = (severities: Severities) =>
  createDiagnose({
    clock: { now: () => instant(0) },
    plugins: () => openPlugins(DEFAULT_PLUGIN_SETTINGS),
    filesIn: () => () => false,
    severities,
    wasOomKilled: () => false,
  });

/** What is made of a failure with these logs. */
const read = (stdout: string, stderr: string, evidence: Evidence | null = null, severities: Severities = {}) => {
  const file = (name: string): string => join(folder, name);
  const paths = {
    directory: folder,
    stdout,
    stderr,
    output: file('o'),
    input: file('i'),
    failure: file('f'),
    report: file('r'),
    home: file('h'),
  };
  return diagnoseWith(severities)(
    { code: 'tool-exit', status: 1, message: 'exit 1' },
    {
      attempt: { run: runId('k3f9'), step: stepId('a'), attempt: 1 },
      paths,
      worktree: folder,
      from: { stdout: 0, stderr: 0 },
      evidence,
      command: null,
    },
  );
};
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const openFiles = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // The one that lists them.
    }
  });

test('a log that is not there, or is a link, counts as empty', async () => {
  const link = join(folder, 'link');
  symlinkSync(write('elsewhere', 'src/a.ts(2,12): error TS2322: wrong type\n'), link);
  expect(await read(join(folder, 'none'), link)).toMatchObject({ code: 'tool-exit', plugin: null, problems: [] });
});

test('the diagnosis has the severity that the settings give its code', async () => {
  const log = write('stdout.log', 'src/a.ts(2,12): error TS2322: wrong type\n');
  expect(await read(log, '', null, { 'check-failed': 'info' })).toMatchObject({
    code: 'check-failed',
    severity: 'info',
  });
  expect(await read(log, '', null, { 'tool-exit': 'info' })).toMatchObject({ code: 'check-failed', severity: 'error' });
});

// The kernel says that it is a file, and then gives no byte of it.
const UNREADABLE = '/proc/self/mem';

test.skipIf(!existsSync(UNREADABLE))('a log that cannot be read is told of, and the other is left closed', async () => {
  const other = write('stderr.log', 'no word of it\n');
  const found = await read(UNREADABLE, other, null, { 'tool-exit': 'warning' });
  expect(found).toMatchObject({ code: 'tool-exit', signature: 'tool-exit', problems: [{ plugin: 'ws' }] });
  expect(found.severity).toBe('warning');
  expect(openFiles()).not.toContain(other);
});

test.each<[string, Evidence]>([
  [
    'an answer',
    { http: { status: 429, headers: { 'Retry-After': '7' }, body: 'Too many requests' }, thrown: undefined },
  ],
  [
    'what was thrown',
    {
      http: null,
      thrown: Object.assign(new Error('Too many requests'), { status: 429, headers: { 'Retry-After': '7' } }),
    },
  ],
])('a Retry-After that %s bears says when to come again', async (_, evidence) => {
  const none = join(folder, 'none');
  expect(await read(none, none, evidence)).toMatchObject({ code: 'rate-limited', retryAt: instant(7_000) });
});

test('evidence that names no cause leaves the word to the logs', async () => {
  const stdout = write('stdout.log', 'src/a.ts(2,12): error TS2322: wrong type\n');
  const found = await read(stdout, join(folder, 'none'), { http: null, thrown: new Error('it did not go well') });
  expect(found).toMatchObject({ code: 'check-failed', plugin: 'typescript', retryAt: null });
});
