import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../core/json.ts';
import type { Publisher } from '../../../../../core/publisher.ts';
import { err, ok } from '../../../../../core/result.ts';
import { callTool } from '../bench.ts';

/** Notes what it is asked; nothing is published. */
const publish = async (args: JsonObject, more: Partial<Publisher> = {}) => {
  const asked: unknown[][] = [];
  const note =
    <T>(name: string, value: T) =>
    async (...given: unknown[]) => {
      asked.push([name, ...given]);
      return ok(value);
    };
  const publisher: Publisher = {
    standing: async () => ok({ commit: 'c0ffee', tree: '7ree', branch: 'ws/a/1' }),
    push: note('push', { change: 'created', url: 'https://x/y' }),
    create: note('create', { change: 'created', url: 'https://x/new' }),
    propose: note('propose', { change: 'created', url: 'https://x/y/pull/1', why: null }),
    release: note('release', { change: 'created', url: 'https://x/y/v1', why: null }),
    ...more,
  };
  const called = await callTool('publish', args, { parts: { openPublisher: () => publisher } });
  return { ...called, asked };
};

test('a branch is called as that of the run, or as the step says', async () => {
  const done = await publish({ as: 'branch' });
  expect(done.asked).toMatchObject([
    ['push', { remote: 'origin', ref: 'refs/heads/ws/a/1', commit: 'c0ffee', message: null }],
  ]);
  expect(done.outputs).toMatchObject({ change: 'created', ref: 'refs/heads/ws/a/1', tree: '7ree', dryRun: false });
  expect((await publish({ as: 'branch', branch: 'feature' })).asked).toMatchObject([
    ['push', { ref: 'refs/heads/feature' }],
  ]);
});

test('a tree that was not approved does not leave, and nobody is asked', async () => {
  const done = await publish({ as: 'branch', tree: 'another' });
  expect(done.failure).toMatchObject({ code: 'bad-input', pointer: '/with/tree' });
  expect(done.asked).toEqual([]);
  expect((await publish({ as: 'branch', tree: '7ree' })).failure).toBeNull();
});

test('a pull request is pushed first, and an annotated tag says its text', async () => {
  const done = await publish({ as: 'pull-request', title: 'T', body: 'B', base: 'dev' });
  expect(done.asked.map(([name]) => name)).toEqual(['push', 'propose']);
  expect(done.outputs).toMatchObject({ pushed: 'created', url: 'https://x/y/pull/1' });
  expect((await publish({ as: 'tag', tag: 'v1', body: 'Notes' })).asked).toMatchObject([
    ['push', { ref: 'refs/tags/v1', message: 'Notes' }],
  ]);
  expect((await publish({ as: 'release', tag: 'v1', title: '1', body: 'N' })).asked).toMatchObject([
    ['push', { ref: 'refs/tags/v1', message: null }],
    ['release', { tag: 'v1', title: '1', notes: 'N' }, false],
  ]);
});

test('a repository that is made is where it is pushed to; one that would be is not', async () => {
  const args = { as: 'branch', repository: 'acme/app', create: 'private' };
  expect((await publish(args)).asked).toMatchObject([
    ['create', 'acme/app', 'private', false],
    ['push', { remote: 'https://x/new' }],
  ]);
  const dry = await publish({ ...args, dryRun: true });
  expect(dry.asked).toEqual([['create', 'acme/app', 'private', true]]);
  expect(dry.outputs).toMatchObject({ change: 'created', remote: null, dryRun: true });
});

describe('what cannot be is told', () => {
  test.each<[string, JsonObject]>([
    ['/with/as', { as: 'mail' }],
    ['/with/', { as: 'tag' }],
    ['/with/title', { as: 'branch', title: 'T' }],
    ['/with/create', { as: 'branch', create: 'private' }],
    ['/with/repository', { as: 'branch', repository: '--help' }],
  ])('%s of %j', async (pointer, args) => {
    const done = await publish(args);
    expect([done.failure, done.asked]).toMatchObject([{ code: 'bad-input', pointer }, []]);
  });

  test('what is refused in the middle fails the step', async () => {
    const failure = { code: 'unauthenticated', message: 'gh: nobody' } as const;
    const done = await publish(
      { as: 'pull-request', title: 'T' },
      { propose: async () => err({ failure, evidence: null }) },
    );
    expect(done.failure).toEqual(failure);
  });
});
