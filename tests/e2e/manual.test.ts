/** Steps that are a person's: they wait, what is done in the worktree is checked and committed, and nothing of it is lost. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  startWs,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const define = (...steps: readonly object[]): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'hand', steps } });
const byHand = { id: 'write', tool: 'manual', with: { prompt: 'Write the page' }, acceptance: [{ file: 'page.md' }] };
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const stepOf = (status: StatusJson, id: string) => status.steps.find((step) => step.id === id);

describe('a step that is a person’s', () => {
  test('waits, says where to work, and is committed once it is accepted', async () => {
    define(byHand, { id: 'after', needs: ['write'], run: 'test "${{ steps.write.outputs.words }}" = 3' });
    const waits = await ws(repository, ['run', 'w.json']);
    expect(waits.code).toBe(3);
    const { run, worktree, branch } = await statusOf();
    expect(waits.stdout.replaceAll(/ +/g, ' ')).toContain(`work in ${worktree}`);
    expect(waits.stdout + waits.stderr).toContain('Write the page');
    writeFiles(worktree, { 'page.md': 'one two three\n' });
    await ws(repository, ['answer', run, 'write', 'accept', '--output', 'words=3']);
    const ended = await ws(repository, ['resume']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(git(repository, 'show', `${branch}:page.md`)).toBe('one two three');
    expect(git(repository, 'log', '--format=%s', `main..${branch}`)).toBe('ws: write');
    expect(stepOf(await statusOf(), 'write')).toMatchObject({
      status: 'succeeded',
      failures: 0,
      outputs: { words: 3 },
    });
  });

  test('keeps what was done so far when the run is resumed before it is done', async () => {
    define(byHand);
    await ws(repository, ['run', 'w.json']);
    const { worktree } = await statusOf();
    writeFiles(worktree, { 'draft.md': 'half' });
    expect((await ws(repository, ['resume'])).code).toBe(3);
    expect(readFileSync(join(worktree, 'draft.md'), 'utf8')).toBe('half');
  });

  test('is checked like any other: work that is not there is refused, and asked for again', async () => {
    define(byHand);
    await ws(repository, ['run', 'w.json']);
    const { run, worktree } = await statusOf();
    writeFiles(worktree, { 'other.md': 'kept' });
    await ws(repository, ['answer', run, 'write', 'accept']);
    expect((await ws(repository, ['resume'])).code).toBe(3);
    expect(stepOf(await statusOf(), 'write')).toMatchObject({ status: 'waiting', failures: 0 });
    expect(existsSync(join(worktree, 'other.md'))).toBe(true);
    writeFiles(worktree, { 'page.md': 'now' });
    await ws(repository, ['answer', run, 'write', 'accept']);
    expect((await ws(repository, ['resume'])).code).toBe(0);
  });

  test('can stand in for a step that failed, by its bare name: the prompt says what failed', async () => {
    define({ id: 'build', run: 'echo no compiler here; exit 1', acceptance: [{ file: 'app' }], fallback: ['manual'] });
    const waits = await ws(repository, ['run', 'w.json']);
    expect(waits.code, waits.stdout).toBe(3);
    expect(waits.stdout + waits.stderr).toContain(
      'Do by hand what build was to do. It failed: exited with code 1: no compiler here',
    );
    const { run, worktree } = await statusOf();
    writeFiles(worktree, { app: 'made' });
    await ws(repository, ['answer', run, 'build', 'accept']);
    expect((await ws(repository, ['resume'])).code).toBe(0);
  });

  test('without a word of what is to be done is refused where nothing failed before', async () => {
    define({ id: 'review', tool: 'manual' });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    expect(stepOf(await statusOf(), 'review')?.failure).toMatchObject({ code: 'bad-input' });
  });

  test.each([
    ['reject', 1, 'failed'],
    ['skip', 0, 'skipped'],
  ])('that is answered %s is not done', async (word, code, status) => {
    define(byHand);
    await ws(repository, ['run', 'w.json']);
    await ws(repository, ['answer', (await statusOf()).run, 'write', word]);
    expect((await ws(repository, ['resume'])).code).toBe(code);
    expect(stepOf(await statusOf(), 'write')?.status).toBe(status);
  });

  test('loses nothing when ws dies while the accepted work is checked', async () => {
    const gate = join(folder, 'gate');
    define({ ...byHand, acceptance: [{ run: `test -f '${gate}' || exec sleep 60` }] });
    await ws(repository, ['run', 'w.json']);
    const { run, worktree, branch } = await statusOf();
    writeFiles(worktree, { 'page.md': 'precious\n' });
    await ws(repository, ['answer', run, 'write', 'accept']);
    const driven = startWs(repository, ['resume', '--json'], {
      onLine: (line, child) => {
        if (line.includes('"step.validating"')) child.kill('SIGKILL');
      },
    });
    expect((await driven.ended).signal).toBe('SIGKILL');
    writeFiles(folder, { gate: '' });
    expect((await ws(repository, ['resume'])).code).toBe(0);
    expect(git(repository, 'show', `${branch}:page.md`)).toBe('precious');
  });

  test('needs a prompt', async () => {
    define({ id: 'write', tool: 'manual' });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    expect((await statusOf()).steps[0]?.failure?.message).toContain('needs a "prompt"');
  });

  test('can be the last alternative of a script', async () => {
    define({
      id: 'write',
      run: 'exit 1',
      fallback: [{ tool: 'manual', with: { prompt: 'The script failed: do it by hand' } }],
    });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
    expect(stepOf(await statusOf(), 'write')).toMatchObject({ status: 'waiting', failures: 1 });
  });
});

describe('what a person is asked', () => {
  const asks = (args: object, more: object = {}): void =>
    define(
      { id: 'ask', tool: 'manual', with: { prompt: 'Which?', ...args }, ...more },
      { id: 'after', needs: ['ask'], run: 'echo "${{ steps.ask.outputs.choice }}" > chosen.txt' },
    );
  const answered = async (): Promise<Record<string, unknown>[]> => {
    const { run } = await statusOf();
    const events = await ws(repository, ['events', run, '--json']);
    return events.stdout
      .split('\n')
      .filter((line) => line.includes('"step.answered"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  test('is held to its form, and the log says who answered, why, and about what', async () => {
    asks({ kind: 'choose', options: ['red', 'blue'], bind: 'tree' });
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
    const wrong = await ws(repository, ['answer', 'ask', 'accept', '--output', 'choice=green']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('the answer does not fit its form: /choice');
    const args = ['answer', 'ask', 'accept', '--outputs', '{"choice":"blue"}', '--comment', 'it fits', '--resume'];
    const ended = await ws(repository, args);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { branch } = await statusOf();
    expect(git(repository, 'show', `${branch}:chosen.txt`)).toBe('blue');
    const [said] = await answered();
    expect(said).toMatchObject({ answer: 'accept', comment: 'it fits' });
    expect(said?.['subject']).toMatch(/^[0-9a-f]{40}$/);
  });

  test('is asked once more where what was accepted has changed', async () => {
    asks({ kind: 'approve', bind: 'tree' });
    await ws(repository, ['run', 'w.json']);
    const { worktree } = await statusOf();
    await ws(repository, ['answer', 'ask', 'accept']);
    writeFiles(worktree, { 'sneaked.txt': 'in\n' });
    const void_ = await ws(repository, ['resume']);
    expect(void_.code, void_.stdout + void_.stderr).toBe(3);
    expect(stepOf(await statusOf(), 'ask')?.status).toBe('waiting');
    expect((await ws(repository, ['answer', 'ask', 'accept', '--resume'])).code).toBe(0);
  });

  test('is accepted by as many as must, and by nobody else', async () => {
    asks({ kind: 'approve', approvers: { any: 2, of: ['Ada', 'Ben'] } });
    await ws(repository, ['run', 'w.json']);
    const as = (name: string, ...more: readonly string[]) => {
      git(repository, 'config', 'user.name', name);
      return ws(repository, ['answer', 'ask', 'accept', ...more]);
    };
    const stranger = await as('Eve');
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).toContain('Eve is not among those who may accept it: Ada, Ben');
    expect((await as('Ada', '--resume')).code).toBe(3);
    expect((await as('Ada', '--resume')).code).toBe(3);
    const ended = await as('Ben', '--resume');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect((await answered()).map(({ by, isPending }) => [by, isPending ?? false])).toEqual([
      ['Ada', true],
      ['Ben', false],
    ]);
  });

  test('ends as it says where nobody answers in time', async () => {
    const asked = { kind: 'choose', options: ['red', 'blue'], timeout: '1s' };
    asks({ ...asked, onTimeout: { choice: 'red' } });
    const ended = await ws(repository, ['run', 'w.json', '--wait']);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(git(repository, 'show', `${(await statusOf()).branch}:chosen.txt`)).toBe('red');
    asks(asked);
    const failed = await ws(repository, ['run', 'w.json', '--wait']);
    expect(failed.code).toBe(1);
    expect(stepOf(await statusOf(), 'ask')).toMatchObject({ status: 'failed', failure: { code: 'timeout' } });
  });

  test.each([
    [{ kind: 'choose' }, 'kind choose needs "options"'],
    [
      { kind: 'choose', options: ['red'], timeout: '1h', onTimeout: { choice: 'blue' } },
      'chooses "blue", which is none',
    ],
    [{ kind: 'approve', approvers: { any: 2, of: ['Ada', 'Ada'] } }, 'asks for 2 and names 1'],
    [{ kind: 'ask', form: { type: 'objec' } }, 'it is no JSON Schema'],
  ])('is told at once where it cannot be asked: %j', async (asked, why) => {
    asks(asked);
    const told = await ws(repository, ['validate', 'w.json']);
    expect(told.code).toBe(2);
    expect(told.stdout + told.stderr).toContain(why);
  });
});
