import { describe, expect, test } from 'vitest';
import { createRepository, propose, release } from '../../../../adapters/github/hosting.ts';
import type { Gh, GhProblem } from '../../../../adapters/github/gh.ts';
import { err, ok, type Result } from '../../../../core/result.ts';

type Said = { readonly words: string; readonly stdin: string };

/** A gh that answers by its first two words, and notes what it was asked. */
const ghThat = (
  answers: Readonly<Record<string, Result<string, GhProblem>>>,
): { readonly gh: Gh; readonly said: Said[] } => {
  const said: Said[] = [];
  const gh: Gh = async (args, stdin) => {
    said.push({ words: args.join(' '), stdin });
    return answers[args.slice(0, 2).join(' ')] ?? err({ code: 'failed', message: `no ${args.join(' ')}` });
  };
  return { gh, said };
};

const REMOTE = { remote: 'origin', repository: null };
const WANTED = { ...REMOTE, branch: 'ws/a/1', base: 'main', title: 'Add it', body: 'Why.\n' };
const AT = { url: 'git@github.com:acme/app.git', isDry: false };
const SIGNED_OUT = err({ code: 'signed-out', message: 'nobody is signed in' } as const);
const open = (more: object = {}) =>
  ok(
    JSON.stringify([
      {
        number: 7,
        url: 'https://github.com/acme/app/pull/7',
        title: 'Add it',
        body: 'Why.',
        baseRefName: 'main',
        ...more,
      },
    ]),
  );

describe('a pull request', () => {
  test('is opened where there is none, its text on standard input', async () => {
    const { gh, said } = ghThat({ 'pr list': ok('[]'), 'pr create': ok('https://github.com/acme/app/pull/8\n') });
    expect(await propose(gh, WANTED, AT)).toEqual(
      ok({ change: 'created', url: 'https://github.com/acme/app/pull/8', why: null }),
    );
    expect(said[1]).toEqual({
      words: 'pr create --repo github.com/acme/app --head ws/a/1 --base main --title Add it --body-file -',
      stdin: 'Why.\n',
    });
  });

  test('is left as it is where it says the same', async () => {
    const { gh, said } = ghThat({ 'pr list': open() });
    expect(await propose(gh, WANTED, AT)).toMatchObject({ value: { change: 'same' } });
    expect(said).toHaveLength(1);
  });

  test.each([{ title: 'Other' }, { body: 'Other' }, { baseRefName: 'dev' }])(
    'is brought up to date: %j',
    async (more) => {
      const { gh, said } = ghThat({ 'pr list': open(more), 'pr edit': ok('') });
      expect(await propose(gh, WANTED, AT)).toMatchObject({
        value: { change: 'changed', url: 'https://github.com/acme/app/pull/7' },
      });
      expect(said[1]?.words).toMatch(/^pr edit 7 /);
    },
  );

  test('is a link where no gh knows an account', async () => {
    const { gh } = ghThat({ 'pr list': SIGNED_OUT });
    expect(await propose(gh, WANTED, AT)).toMatchObject({ value: { change: 'link', why: 'nobody is signed in' } });
  });

  test('is not touched where nothing is to be changed', async () => {
    const { gh, said } = ghThat({ 'pr list': ok('[]') });
    expect(await propose(gh, WANTED, { ...AT, isDry: true })).toMatchObject({
      value: { change: 'created', url: null },
    });
    expect(said).toHaveLength(1);
  });

  test('fails as gh does', async () => {
    const { gh } = ghThat({ 'pr list': ok('[]'), 'pr create': err({ code: 'failed', message: 'no commits' }) });
    expect(await propose(gh, WANTED, AT)).toEqual(err({ code: 'failed', message: 'no commits' }));
  });
});

describe('a release', () => {
  const wanted = { ...REMOTE, tag: 'v1', title: '1.0', notes: 'New.' };
  test('is made of a tag that is there', async () => {
    const { gh, said } = ghThat({ 'release create': ok('https://github.com/acme/app/releases/tag/v1\n') });
    expect(await release(gh, wanted, AT)).toMatchObject({ value: { change: 'created' } });
    expect(said[1]).toMatchObject({ words: expect.stringContaining('v1 --verify-tag') as string, stdin: 'New.' });
  });

  test('is left, or given its notes', async () => {
    const there = (body: string) => ({
      'release view': ok(JSON.stringify({ url: 'u', name: '1.0', body })),
      'release edit': ok(''),
    });
    expect(await release(ghThat(there('New.')).gh, wanted, AT)).toMatchObject({ value: { change: 'same', url: 'u' } });
    expect(await release(ghThat(there('Old.')).gh, wanted, AT)).toMatchObject({
      value: { change: 'changed', url: 'u' },
    });
  });
});

describe('a repository', () => {
  const there = ok(JSON.stringify({ url: 'https://github.com/acme/app', sshUrl: 'git@github.com:acme/app.git' }));
  test('is left where it is there, and reached as gh reaches it', async () => {
    const { gh } = ghThat({ 'repo view': there, 'config get': ok('ssh\n') });
    expect(await createRepository(gh, 'acme/app', { visibility: 'private', isDry: false })).toEqual(
      ok({ change: 'same', url: 'git@github.com:acme/app.git' }),
    );
  });

  test('is not made by nobody', async () => {
    const { gh } = ghThat({ 'repo view': SIGNED_OUT });
    expect(await createRepository(gh, 'acme/app', { visibility: 'private', isDry: false })).toEqual(SIGNED_OUT);
  });
});
