/** What becomes of an attempt of a tool that is no script, and only reads: it is looked at when it has ended. */
import { expect, test } from 'vitest';
import { runAttempt } from '../../../../../core/engine/attempt/attempt.ts';
import type { AttemptParts, AttemptRequest } from '../../../../../core/engine/attempt/attempt-request.ts';
import { keepingUnchanged } from '../../../../../core/engine/attempt/unchanged.ts';
import type { Parked, Success } from '../../../../../core/attempt.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { toolId } from '../../../../../core/id.ts';
import type { Json } from '../../../../../core/json.ts';
import type { ToolWork } from '../../../../../core/order.ts';
import { err, ok, type Result } from '../../../../../core/result.ts';
import type { ToolAdapter, ToolFailure, ToolOutcome } from '../../../../../core/tool.ts';
import { UNLIMITED } from '../../../../../core/usage.ts';
import type { Workspace } from '../../../../../core/workspace.ts';
import { attemptOf, git, openAt, repositoryAt, temporary, unwrap, write } from '../../../adapters/git/rig.ts';

const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const done = ok({ outputs: {}, exitCode: 0 });
const broken = err({ failure: exit1, evidence: null });
const FILLED = { with: {}, input: null, failure: null, cwd: '.', env: {}, acceptance: [] };
const WORK: ToolWork = {
  ...{ kind: 'tool', tool: toolId('agent'), tries: 0, access: 'read', sandbox: 'off', timeoutMs: 1000, limits: null },
  ...{ outputs: null, fix: null, accepted: null, adopted: null, isRefresh: false, leaves: [], filled: ok(FILLED) },
};

type Does = (worktree: string) => Result<ToolOutcome | Parked, ToolFailure>;

const toolThat = (id: string, does: Does): ToolAdapter => ({
  ...{ id: toolId(id), title: id, inputSchema: {} },
  describe: () => ({ access: 'read', sandbox: 'off', breakers: [], script: null }),
  check: async () => ({ available: true, version: null, hint: '' }),
  execute: async ({ worktree }) => does(worktree),
});

const PATHS = {
  directory: '/',
  stdout: '/',
  stderr: '/',
  output: '/',
  input: '/',
  failure: '/',
  report: '/',
  home: '/',
};

const partsOf = (workspace: Workspace): AttemptParts => ({
  cache: null,
  artifacts: { keep: async () => ok([]), pathOf: () => '/' },
  workspace,
  files: {
    open: async () => ok(PATHS),
    paths: () => PATHS,
    readOutput: async () => ok(''),
    report: () => ({
      ...{ message: () => undefined, tool: () => undefined, error: () => undefined },
      ...{ usage: () => undefined, file: () => undefined },
    }),
    isAtWork: () => false,
    logSizes: () => ({ stdout: 0, stderr: 0 }),
    saveOutcome: async () => undefined,
    loadOutcome: async () => null,
  },
  worktreeFiles: { folder: async () => null, exists: async () => true, file: async () => null, text: async () => null },
  tools: { find: () => null },
  checkJson: () => null,
  secretIn: () => null,
  failpoint: () => undefined,
  digest: (text) => text,
  runProgram: async () => ok({ outputs: {}, exitCode: 0 }),
  shell: toolThat('shell', () => done),
});

const attempt = async (
  workspace: Workspace,
  does: Does,
  more: { readonly work?: Partial<ToolWork>; readonly step?: string; readonly tool?: string } = {},
): Promise<Result<Success | Parked, Failure>> => {
  const tool = toolThat(more.tool ?? 'agent', does);
  const request: AttemptRequest = {
    ...{ attempt: attemptOf(more.step ?? 'look'), work: { ...WORK, tool: tool.id, ...more.work }, tool },
    ...{ filled: FILLED, secrets: [], env: {}, signal: new AbortController().signal },
    ending: new AbortController().signal,
    ...{ onValidating: () => undefined, onEvidence: () => undefined, setAside: UNLIMITED },
  };
  return runAttempt(request, partsOf(workspace));
};

const writes =
  (files: Record<string, string>, ends: ReturnType<Does> = done): Does =>
  (worktree) => {
    write(worktree, files);
    return ends;
  };

const aWorkspace = (): Promise<Workspace> => openAt(repositoryAt(temporary(), { '.gitignore': '*.log\n', a: 'a\n' }));

test('it succeeds, without a checkpoint, where it changes nothing, whatever it writes that git ignores', async () => {
  const workspace = await aWorkspace();
  expect(await attempt(workspace, writes({ 'x.log': 'x' }))).toEqual(
    ok({ outputs: {}, exitCode: 0, checkpoint: null }),
  );
});

test.each([
  [
    'no failure',
    err({ failure: { code: 'rate-limited', message: 'x', resetsAt: 1e308 }, evidence: null }),
    'what it gave as its failure is none',
  ],
  [
    'no code that there is',
    err({ failure: { code: 'constructor', message: 'x' }, evidence: null }),
    'what it gave as its failure is none',
  ],
  ['an exit code that is none', ok({ outputs: {}, exitCode: 1.5 }), '1.5, which is no exit code'],
  [
    'an interruption that nobody made',
    err({ failure: { code: 'interrupted', by: 'stop', message: 'x' }, evidence: null }),
    'nobody did: x',
  ],
] as const)('it fails, and nothing else does, where the tool gives %s', async (_, ends, message) => {
  // Tools in code are anybody's.
  const failed = await attempt(await aWorkspace(), () => ends as unknown as ReturnType<Does>);
  expect(failed).toMatchObject({ ok: false, error: { message: expect.stringContaining(message) as string } });
});

test('it fails where its outputs are too deep for whoever reads them', async () => {
  let deep: Json = 'x';
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(await attempt(await aWorkspace(), () => ok({ outputs: { deep }, exitCode: 0 }))).toMatchObject({
    error: {
      code: 'bad-output',
      message: 'its outputs are too deep: it has more than 500 levels of lists and objects',
    },
  });
});

test('it fails where it writes, with the paths, and what it wrote is put back with the rest that is left', async () => {
  const workspace = await aWorkspace();
  const failed = await attempt(workspace, writes({ a: 'other\n', 'b c.txt': 'b' }));
  expect(failed).toMatchObject({
    error: {
      ...{ code: 'read-only-violated', paths: ['a', 'b c.txt'] },
      message: 'it has access: read, and changed a, b c.txt',
    },
  });
  const { salvaged, unexplained } = unwrap(await workspace.tidy({ left: [attemptOf('look')], readers: [] }));
  expect([salvaged, unexplained]).toEqual(['refs/ws/r1/salvage/look/1', []]);
  expect(git(workspace.worktree, 'status', '--porcelain')).toBe('');
});

test('it tells of its own failure, too, where it wrote before it failed', async () => {
  const failed = await attempt(await aWorkspace(), writes({ 'b.txt': 'b' }, broken));
  expect(failed).toMatchObject({
    error: { code: 'read-only-violated', message: 'it has access: read, and changed b.txt; before, exit 1' },
  });
});

test('it is not blamed for what lay there before it began', async () => {
  const workspace = await aWorkspace();
  const shared = { access: 'shared' } as const;
  expect((await attempt(workspace, writes({ 'left.txt': 'x' }, broken), { step: 'write', work: shared })).ok).toBe(
    false,
  );
  expect((await attempt(workspace, () => done)).ok).toBe(true);
});

test('it is not blamed for what one may have written that is at work beside it', async () => {
  const workspace = await aWorkspace();
  await workspace.begin(attemptOf('write'));
  expect((await attempt(workspace, writes({ 'both.txt': 'x' }))).ok).toBe(true);
});

test('a script that writes is not looked at: that is done once, when the run ends', async () => {
  const workspace = await aWorkspace();
  expect((await attempt(workspace, writes({ 'b.txt': 'b' }), { tool: 'shell' })).ok).toBe(true);
  const { unexplained } = unwrap(await workspace.tidy({ left: [], readers: [attemptOf('look')] }));
  expect(unexplained).toEqual(['b.txt']);
});

test.each(['agent', 'shell'])('a refresh that only reads, of %s, is judged by what it changes', async (tool) => {
  const workspace = await aWorkspace();
  const refresh = { work: { isRefresh: true }, tool };
  const again = (does: Does) => keepingUnchanged(attemptOf('look'), workspace, () => attempt(workspace, does, refresh));
  expect((await again(writes({ 'x.log': 'x' }))).ok).toBe(true);
  expect(await again(writes({ a: 'other\n' }))).toMatchObject({ error: { code: 'refresh-differs', paths: ['a'] } });
  expect(git(workspace.worktree, 'status', '--porcelain')).toBe('');
});

const within = (outside: 'fail' | 'warn'): Partial<ToolWork> => ({
  ...{ access: 'exclusive', files: { only: ['src'], outside } },
});

test.each(['exclusive', 'shared'] as const)(
  'a change outside of its files fails it; that alone is kept and put back, with access: %s',
  async (access) => {
    const workspace = await aWorkspace();
    const work = { ...within('fail'), access };
    const failed = await attempt(workspace, writes({ 'src/in.ts': '1', 'out.ts': '1', a: 'x' }), { work });
    expect(failed).toMatchObject({ error: { code: 'scope-violated', paths: ['a', 'out.ts'] } });
    expect(failed.ok ? '' : failed.error.message).toContain(
      'that was put back, and kept: git show refs/ws/r1/salvage/look/1',
    );
    expect(git(workspace.worktree, 'status', '--porcelain', '-uall')).toBe('?? src/in.ts');
    expect(git(workspace.worktree, 'diff', '--name-status', 'HEAD', 'refs/ws/r1/salvage/look/1')).toBe(
      'M\ta\nA\tout.ts',
    );
  },
);

test('what it hid by a .gitignore outside of its files is put back with that', async () => {
  const workspace = await aWorkspace();
  const hides = writes({ '.gitignore': 'hidden\n', hidden: '1', 'src/in.ts': '1' });
  const failed = await attempt(workspace, hides, { work: within('fail') });
  expect(failed).toMatchObject({ error: { code: 'scope-violated', paths: ['.gitignore', 'hidden'] } });
  expect(git(workspace.worktree, 'status', '--porcelain', '-uall')).toBe('?? src/in.ts');
});

test('of one that committed outside of its files everything is put back, where nobody is at work beside it', async () => {
  const workspace = await aWorkspace();
  const commits: Does = (worktree) => {
    write(worktree, { 'src/in.ts': '1', 'out.ts': '1' });
    git(worktree, 'add', '-A');
    git(worktree, 'commit', '-qm', 'both');
    return done;
  };
  const failed = await attempt(workspace, commits, { work: within('fail') });
  expect(failed.ok ? '' : failed.error.message).toContain('all that it did was put back, and kept: git show');
  expect(git(workspace.worktree, 'status', '--porcelain')).toBe('');
  expect(git(workspace.worktree, 'show', 'refs/ws/r1/salvage/look/1:src/in.ts')).toBe('1');
});

test('it succeeds where all is inside, or where what is outside is only told', async () => {
  const inside = await attempt(await aWorkspace(), writes({ 'src/in.ts': '1' }), { work: within('fail') });
  expect(inside.ok).toBe(true);
  const outside = await attempt(await aWorkspace(), writes({ 'out.ts': '1' }), { work: within('warn') });
  expect(outside.ok).toBe(true);
});
