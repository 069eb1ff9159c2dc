/** Implement, review, refine: the shipped workstreams with a stand-in for a coding CLI that also reviews badly. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let bin = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  bin = makeBin();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'one\n' });
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(bin);
});

type Parts = { readonly review: string; readonly implement?: string; readonly refine?: string };

const says = (text: string): string => SAYS.end(text);
const finding = (title: string, severity: string, file = 'a.txt') => ({ severity, file, title, fix: 'mend it' });
const findings = (...all: readonly object[]): string => says(`I looked.\n${JSON.stringify({ findings: all })}`);

/** An agent that does what the prompt asks for; each part is a script. */
const agent = ({ review, implement = 'echo two >> a.txt', refine = 'echo three >> a.txt' }: Parts) => ({
  env: standIn(
    bin,
    `${SAYS.begin}
case "$prompt" in
  "Change no file. Somebody"*) ${says('Take the short way.')};;
  "Change no file. Review"*) ${review};;
  "The task was:"*) ${refine}; ${says('Mended.')};;
  *) printf '%s' "$prompt" > asked.txt; ${implement}; ${says('Done.')};;
esac`,
  ),
});

const outcome = async () => {
  const { steps, branch, status } = await wsJson<StatusJson>(repository, ['status']);
  const of = (end: string) => steps.filter(({ id }) => id.endsWith(end));
  const rounds = of('/enough').map(({ outputs }) => outputs ?? {});
  return { status, branch, steps, of, rounds };
};
const work = (parts: Parts, workflow = 'implement-review-refine', ...args: readonly string[]) =>
  ws(repository, ['do', 'Add a line', '--workflow', workflow, '--tool', 'claude', ...args], agent(parts));

const SERIOUS = findings(finding('no test', 'medium'), finding('wrong sum', 'high'), finding('leak', 'critical'));

describe('implement, review, refine', () => {
  test('goes on until a review finds little, and counts neither praise nor taste', async () => {
    const praise = findings(
      finding('nice', 'praise'),
      finding('good', 'praise'),
      finding('fine', 'praise'),
      finding('name', 'low'),
    );
    const done = await work({ review: `if grep -q three a.txt; then ${praise}; else ${SERIOUS}; fi` });
    expect(done.code, done.stdout + done.stderr).toBe(0);
    const { rounds, branch } = await outcome();
    expect(rounds).toMatchObject([
      { count: 3, done: false },
      { count: 0, done: true },
    ]);
    expect(git(repository, 'show', `${branch}:a.txt`)).toBe('one\ntwo\nthree');
    expect(git(repository, 'show', `${branch}:asked.txt`)).toContain('Add a line');
  });

  test('is stuck, and ends, where the same is found twice', async () => {
    const done = await work({ review: SERIOUS });
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect((await outcome()).rounds).toMatchObject([{ stuck: false }, { stuck: true, done: false }]);
  });

  test('asks a reviewer once more whose answer cannot be read, and takes none for no findings', async () => {
    const once = `case "$prompt" in *"could not be read"*) ${findings()};; *) ${says('All is well, I promise.')};; esac`;
    expect((await work({ review: once })).code).toBe(0);
    expect((await outcome()).rounds).toMatchObject([{ done: true }]);
    const never = await work({ review: says('{"findings": "none"}') });
    expect(never.code).toBe(1);
    expect(never.stdout + never.stderr).toContain('the review has no list');
  });

  test('lets no reviewer change a file', async () => {
    const done = await work({ review: `echo mine > a.txt; ${findings()}` });
    const { branch } = await outcome();
    expect(git(repository, 'show', `${branch}:a.txt`)).toBe('one\ntwo');
    expect(done.code).toBe(1);
  });

  test('has succeeded only where the check passes', async () => {
    const done = await ws(
      repository,
      ['run', 'ws:implement-review-refine', '--input', 'task=x', '--input', 'check=grep -q never a.txt', '--dry-run'],
      agent({ review: findings() }),
    );
    expect(done.code, done.stdout + done.stderr).toBe(0);
    const failed = await work({ review: findings() }, 'implement-review-refine', '--accept', 'grep -q never a.txt');
    expect(failed.code).toBe(1);
    const { of } = await outcome();
    expect(of('verify')).toMatchObject([{ status: 'failed' }]);
    expect(of('/check')[0]?.outputs).toMatchObject({ passed: 'false' });
  });
});

describe('the short ones', () => {
  test('quick implements only; thorough is advised before; review-only changes what is there; document keeps to documents', async () => {
    const review = findings();
    expect((await work({ review }, 'quick')).code).toBe(0);
    expect((await outcome()).of('polish')).toMatchObject([{ status: 'skipped' }]);
    expect((await work({ review }, 'thorough')).code).toBe(0);
    const thorough = await outcome();
    expect(git(repository, 'show', `${thorough.branch}:asked.txt`)).toContain('Take the short way.');
    expect((await work({ review }, 'review-only')).code).toBe(0);
    expect((await outcome()).of('implement')).toMatchObject([{ status: 'skipped' }]);
    const strayed = await work({ review }, 'document');
    expect(strayed.code).toBe(1);
    expect((await work({ review, implement: 'rm asked.txt; mkdir docs; echo new > docs/a.md' }, 'document')).code).toBe(
      0,
    );
  });

  test('a name that there is not is told, with those that there are', async () => {
    const done = await work({ review: findings() }, 'quik');
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('Did you mean "quick"?');
  });
});

test('without any coding CLI a person is asked, and nothing has succeeded', async () => {
  const ended = await ws(repository, ['run', 'ws:quick', '--input', 'task=x'], {
    env: { PATH: '/usr/bin:/bin' },
  });
  expect(ended.code, ended.stdout + ended.stderr).toBe(3);
  expect((await outcome()).status).toBe('waiting');
});
