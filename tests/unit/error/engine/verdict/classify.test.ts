import { describe, expect, test } from 'vitest';
import { classify, type ClassifyRequest } from '../../../../../error/engine/verdict/classify.ts';
import { faultCodes } from '../../../../../error/engine/verdict/fault-code.ts';
import { requestFor } from '../../fixture.ts';

const run = async (changes: Partial<ClassifyRequest>) => classify(await requestFor(changes));

const TSC = 'src/a.ts(2,12): error TS2322: wrong type\n';
const ESLINT = '\n/repo/src/a.js\n  1:7  error  unused  no-unused-vars\n\n✖ 1 problem (1 error, 0 warnings)\n';

describe('how a command ended', () => {
  test.each<readonly [string, Partial<ClassifyRequest>, string]>([
    ['exit 0', { exitCode: 0 }, 'none'],
    ['exit 3', { exitCode: 3 }, 'tool-exit'],
    ['exit 127', { exitCode: 127 }, 'tool-missing'],
    ['exit 126', { exitCode: 126 }, 'permission-denied'],
    ['exit 124', { exitCode: 124 }, 'timeout'],
    ['exit 130', { exitCode: 130 }, 'interrupted'],
    ['exit 137', { exitCode: 137 }, 'out-of-memory'],
    ['exit 139', { exitCode: 139 }, 'tool-signal'],
    ['SIGINT', { exitCode: null, signal: 'SIGINT' }, 'interrupted'],
    ['SIGSEGV', { exitCode: null, signal: 'SIGSEGV' }, 'tool-signal'],
    ['SIGKILL', { exitCode: null, signal: 'SIGKILL' }, 'tool-signal'],
    ['SIGKILL by the kernel', { exitCode: null, signal: 'SIGKILL', isOomKilled: true }, 'out-of-memory'],
    ['a timeout', { exitCode: null, signal: 'SIGTERM', timedOutAfterMs: 500 }, 'timeout'],
    ['an HTTP answer', { exitCode: null, http: { status: 503, headers: {}, body: '' } }, 'unavailable'],
    ['a thrown error', { exitCode: null, thrown: Object.assign(new Error('x'), { code: 'ENOSPC' }) }, 'disk-full'],
  ])('%s', async (_, changes, code) => {
    expect((await run(changes)).code).toBe(code);
  });
});

test.each([
  ['nothing', '', 'exited with code 3, and no words were printed'],
  ['bytes that are no text', '\u0001\ufffd\ufffd\u0002 PNG\n', 'exited with code 3, and no words were printed'],
  ['words and then bytes', 'giving up\n\u0001\ufffd\u0003\ufffd\n', 'exited with code 3: giving up'],
])('a log that holds %s is told of in words', async (_, stdout, message) => {
  expect(await run({ exitCode: 3, stdout })).toMatchObject({ code: 'tool-exit', message });
});

test('what a tool throws that printed nothing is what it said', async () => {
  const thrown = new Error("git ls-remote failed: fatal: '/x' is no git repository\nfatal: Could not read from it");
  const found = await run({ exitCode: 1, stdout: '', thrown });
  expect(found.message).toBe("exited with code 1: git ls-remote failed: fatal: '/x' is no git repository");
});

describe('what is known already', () => {
  test.each([
    'acceptance-failed',
    'bad-output',
    'scope-violated',
    'interrupted',
    'budget-exceeded',
    'git-conflict',
  ] as const)('%s stays, and the issues of the output come with it', async (code) => {
    const found = await run({ known: { code, message: 'as the engine says' }, stdout: TSC });
    expect(found).toMatchObject({ code, message: 'as the engine says', plugin: 'typescript' });
    expect(found.issues).toHaveLength(1);
  });

  test('an exit code alone is looked into', async () => {
    const known = { code: 'tool-exit', message: 'exited with 2' } as const;
    expect(await run({ known, stdout: TSC })).toMatchObject({ code: 'check-failed', plugin: 'typescript' });
  });
});

describe('what weighs more', () => {
  test('a tool that found faults weighs more than talk of the network before', async () => {
    expect(await run({ stdout: `connect ECONNREFUSED\n${'ok\n'.repeat(10)}${TSC}` })).toMatchObject({
      code: 'check-failed',
    });
  });

  test('a provider that gives the last word weighs more than tests that failed before', async () => {
    const found = await run({ stdout: `${TSC}\nasking the model\nError: 429 Too Many Requests, try again in 20s\n` });
    expect(found).toMatchObject({ code: 'rate-limited', plugin: null, retryAfterMs: 20_000 });
    expect(found.retryAt).toBe(1_800_000_020_000);
  });

  test('a full disk weighs more than the faults that follow from it', async () => {
    expect(await run({ stdout: `${TSC}write: No space left on device\n` })).toMatchObject({
      code: 'disk-full',
      severity: 'critical',
    });
  });

  test('dependencies that cannot be fetched for want of a network are the network', async () => {
    const stdout = 'npm error code ECONNREFUSED\nnpm error syscall connect\nnpm error errno ECONNREFUSED\n';
    expect((await run({ stdout })).code).toBe('network');
  });

  test('a secret weighs more than everything else that was found', async () => {
    const secret =
      '\n/repo/a.env\n  1:2  error  [AWS] found  @secretlint/x\n\n✖ 1 problem (1 error, 0 warnings, 0 infos)\n';
    expect(await run({ stdout: TSC + secret })).toMatchObject({
      code: 'secret-found',
      severity: 'critical',
      plugin: 'secrets',
    });
  });

  test('a log that holds two tools gives the issues of both', async () => {
    const found = await run({ stdout: TSC + ESLINT });
    expect(found.issues.map((each) => each.tool).sort()).toEqual(['eslint', 'tsc']);
  });

  test('a wrapper adds nothing where a tool has spoken', async () => {
    const found = await run({ stdout: `> x@1.0.0 test\n> eslint .\n${ESLINT}` });
    expect(found).toMatchObject({ plugin: 'eslint' });
    expect(found.issues).toHaveLength(1);
  });
});

describe('places', () => {
  test('a path below another folder is found among the files there are', async () => {
    const hasFile = (path: string): boolean => path === 'packages/a/src/a.ts' || path === 'deep/b.go';
    const found = await run({ stdout: 'x/packages/a/src/a.ts(2,12): error TS2322: wrong\n', hasFile });
    expect(found.issues[0]?.path).toBe('packages/a/src/a.ts');
  });

  test('the same fault twice is one issue', async () => {
    expect((await run({ stdout: TSC + TSC })).issues).toHaveLength(1);
  });
});

test('a command that ended well may still have warned', async () => {
  const stdout = '\n/repo/src/a.js\n  1:7  warning  unused  no-unused-vars\n\n✖ 1 problem (0 errors, 1 warning)\n';
  expect(await run({ exitCode: 0, stdout })).toMatchObject({ code: 'none', severity: 'warning', plugin: 'eslint' });
});

test('a command that ended well and printed of a full disk did not fail', async () => {
  expect((await run({ exitCode: 0, stdout: 'handles No space left on device\n' })).code).toBe('none');
});

test('a classification is JSON, whole and again', async () => {
  const found = await run({ stdout: ESLINT });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test('the message says where, what and how many more', async () => {
  const found = await run({ stdout: `${TSC}src/b.ts(1,1): error TS1005: ';' expected.\n` });
  expect(found.message).toBe('TypeScript: src/a.ts:2:12 wrong type (TS2322), and 1 more');
});

test('a log may be classified anew with the same result', async () => {
  expect(await run({ stdout: TSC })).toEqual(await run({ stdout: [TSC.slice(0, 9), Buffer.from(TSC.slice(9))] }));
});

test('every code of the engine is a code here', () => {
  expect(faultCodes()).toContain('git-conflict');
  expect(new Set(faultCodes()).size).toBe(faultCodes().length);
});
