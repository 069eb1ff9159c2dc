/** What an earlier `ws` began in a repository is gone on with, retried, merged and verified by this one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asIfNeverMoved, openEarlierState, RECORDED_AT, type EarlierState } from '../rig/earlier-state.ts';
import { eventsIn, git, removeFolder, writeFiles, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

const env = { RELEASE_TOKEN: 'canary-of-a-later-run' };

let state: EarlierState;
let repository = '';
const unpack = async (prepare: (repository: string) => void): Promise<void> => {
  state = await openEarlierState(prepare);
  repository = state.repository;
};

const statusOf = (run: string): Promise<StatusJson> => wsJson<StatusJson>(repository, ['status', run]);

/** Resumes; nothing may be said of a definition that has changed, or is no longer there. */
const resume = async (run: string): Promise<Ended> => {
  const ended = await ws(repository, ['resume', run, '--json'], { env });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(ended.stderr).not.toMatch(/changed|is gone/);
  return ended;
};

describe('a run that an earlier ws began', () => {
  beforeAll(() => unpack(asIfNeverMoved));
  afterAll(() => removeFolder(state.folder));

  test.each([
    ['interrupted', 2, ['started', 'succeeded']],
    ['paused', 2, ['started', 'paused', 'succeeded']],
    ['amended', 3, ['started', 'succeeded']],
  ])('and left %s goes on', async (workstream, attempts, topics) => {
    const run = state.idOf(workstream);
    await resume(run);
    const { status, steps, branch } = await statusOf(run);
    expect(status).toBe('succeeded');
    expect(steps.map((step) => [step.attempts, step.failures])).toEqual([1, attempts, 1].map((tries) => [tries, 0]));
    const third = git(repository, 'show', `${branch}:${workstream}-third.txt`);
    expect(third).toBe(workstream === 'amended' ? 'amended new' : workstream);
    expect(() => git(repository, 'show', `${branch}:half.txt`)).toThrow();
    if (workstream === 'interrupted')
      expect(git(repository, 'show', `refs/ws/${run}/salvage/second/1:half.txt`)).toBe('half');
    expect(state.topicsOf(run)).toEqual(topics);
  });

  test('and that waits for a person takes the answer, and its definition has not changed', async () => {
    const run = state.idOf('waiting');
    writeFiles((await statusOf(run)).worktree, { 'page.md': 'one two three\n' });
    expect((await ws(repository, ['answer', run, 'write', 'accept', '--output', 'words=3'])).code).toBe(0);
    await resume(run);
    const { branch } = await statusOf(run);
    expect(git(repository, 'show', `${branch}:after.md`)).toBe('one two three');
    expect(state.topicsOf(run).at(-1)).toBe('succeeded');
  });

  test('and whose failure a person is asked about is told to try again', async () => {
    const run = state.idOf('escalated');
    expect((await ws(repository, ['answer', run, 'login', 'again'])).code).toBe(0);
    await resume(run);
    expect(state.topicsOf(run)).toEqual(['started', 'waiting', 'succeeded']);
  });

  test('and that an open breaker holds back goes on once that is closed', async () => {
    expect((await ws(repository, ['breakers', 'reset', 'api'])).code).toBe(0);
    await resume(state.idOf('guarded'));
  });

  test('and that failed is retried, keeps what succeeded, and is off the list', async () => {
    const run = state.idOf('failed');
    const retried = await ws(repository, ['retry', run, '--json'], { env });
    expect(retried.code, retried.stderr).toBe(0);
    const second = await statusOf(eventsIn(retried.stdout)[0]?.run ?? '');
    expect(second.steps.map(({ id, status, attempts }) => `${id} ${status} ${attempts}`)).toEqual([
      ...['first succeeded 0', 'second succeeded 1', 'third succeeded 1'],
    ]);
    expect(git(repository, 'show', `${second.branch}:first.txt`)).toBe(run);
    expect(git(repository, 'show', `${second.branch}:second.txt`)).toBe('1');
    expect(await wsJson<object>(repository, ['failures'])).toMatchObject([{ run: state.idOf('compensated') }]);
    expect(state.topicsOf(run)).toEqual(['started', 'escalated', 'failed']);
  });

  test('and undid is done again from its beginning, and not undone twice', async () => {
    const retried = await ws(repository, ['retry', state.idOf('compensated')]);
    expect(retried.code, retried.stderr).toBe(0);
    expect(readFileSync(join(state.folder, 'diary'), 'utf8').split('\n').slice(0, -1)).toEqual([
      ...['first', 'second', 'undo-second', 'undo-first', 'first', 'second'],
    ]);
  });

  test('and finished has nothing to retry, as its definition has not changed', async () => {
    const retried = await ws(repository, ['retry', state.idOf('finished')], { env });
    expect(retried.stderr).toContain('nothing is left to retry');
    expect(retried.code).toBe(2);
  });

  test('and finished is merged, and its hooks hear nothing again', async () => {
    const run = state.idOf('finished');
    const merged = await ws(repository, ['merge', run]);
    expect(merged.code, merged.stderr).toBe(0);
    expect(readFileSync(join(repository, 'out/greeting.txt'), 'utf8')).toBe('hello Ada 3 staging\n');
    expect((await resume(run)).stderr).toContain('succeeded already');
    expect(state.topicsOf(run)).toEqual(['started', 'succeeded']);
  });

  test('and whose end no hook has heard of tells it, once', async () => {
    const run = state.idOf('untold');
    expect(state.topicsOf(run)).toEqual(['started']);
    await resume(run);
    await resume(run);
    expect(state.topicsOf(run)).toEqual(['started', 'succeeded']);
  });

  test('and any other has a whole chain of hashes afterwards', async () => {
    const verified = await ws(repository, ['audit', 'verify']);
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  });
});

describe('a change or a definition that an earlier ws followed', () => {
  beforeAll(() => unpack(asIfNeverMoved));
  afterAll(() => removeFolder(state.folder));

  test('is followed on: a run that stopped, an approval, a merge', async () => {
    await resume(state.idOf('add-farewell'));
    const ran = await ws(repository, ['run', '--change', 'add-whisper']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await wsJson<object>(repository, ['spec', 'trace', 'add-greeting'])).toMatchObject([
      { requirement: 'The greeting', status: 'succeeded' },
    ]);
    const merged = await ws(repository, ['merge', state.idOf('add-greeting')]);
    expect(merged.code, merged.stderr).toBe(0);
    expect((await ws(repository, ['run', '--change', 'add-shout'])).code).toBe(2);
    expect(await wsJson<object>(repository, ['change', 'list'])).toMatchObject([
      { change: 'add-echo', state: 'merged' },
      { change: 'add-farewell', state: 'verified' },
      { change: 'add-greeting', state: 'merged' },
      { change: 'add-shout', state: 'review' },
      { change: 'add-whisper', state: 'verified' },
    ]);
  });

  test('is refused where it did change', async () => {
    const file = 'workstreams/paused.json';
    const text = readFileSync(join(repository, file), 'utf8');
    writeFiles(repository, { [file]: text.replace('echo paused', 'echo resumed') });
    const refused = await ws(repository, ['resume', state.idOf('paused')]);
    expect(refused.stderr).toMatch(/-.*echo paused[\s\S]*\+.*echo resumed[\s\S]*has changed since the run started/);
    expect(refused.code).toBe(2);
  });
});

/** Nobody has told git or ws: worktrees and definitions are named by places that are not there. */
describe('a repository that an earlier ws has worked in, moved', () => {
  beforeAll(() => unpack(() => undefined));
  afterAll(() => removeFolder(state.folder));
  const goesOn = async (...args: readonly string[]): Promise<void> => {
    const ended = await ws(repository, args, { env });
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(ended.stderr).not.toContain('changed');
  };

  test('is gone on with all the same: each worktree gets its git back with what lies in it', async () => {
    const waiting = state.idOf('waiting');
    writeFiles((await statusOf(waiting)).worktree, { 'page.md': 'one two three\n' });
    await goesOn('answer', waiting, 'write', 'accept', '--output', 'words=3');
    for (const run of [waiting, state.idOf('interrupted'), state.idOf('paused')]) await goesOn('resume', run);
    expect(git(repository, 'show', `ws/waiting/${waiting}:after.md`)).toBe('one two three');
    await goesOn('retry', state.idOf('failed'));
    await goesOn('merge', state.idOf('finished'));
    await goesOn('audit', 'verify');
    expect(existsSync(RECORDED_AT), 'nothing is made where it was').toBe(false);
  });
});
