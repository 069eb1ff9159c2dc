/** A run goes on from the branch of another: with its files, and with what it gave and changed before its eyes. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeAll(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'draft.json': {
      version: 1,
      id: 'draft',
      outputs: { words: '${{ steps.write.outputs.words }}' },
      steps: [{ id: 'write', run: 'echo draft > page.md; echo words=1 >> "$WS_OUTPUT"' }],
    },
    'revise.json': {
      version: 1,
      id: 'revise',
      inputs: { run: { type: 'string', default: 'none' } },
      continue: '${{ inputs.run }}',
      steps: [
        {
          id: 'revise',
          env: { DIFF: '${{ previous.diff }}', WORDS: '${{ previous.outputs.words }}' },
          run: 'test "$WORDS" = 1; echo "$DIFF" | grep -q "^+draft"; cat page.md; echo revised >> page.md',
        },
      ],
    },
    'perhaps.json': {
      version: 1,
      id: 'perhaps',
      inputs: { run: '' },
      continue: '${{ inputs.run }}',
      steps: [{ id: 'look', run: 'test -z "${{ previous.run }}"; test ! -e page.md' }],
    },
    'waits.json': { version: 1, id: 'waits', steps: [{ id: 'wait', on: { event: 'never' } }] },
  });
});
afterAll(() => removeFolder(folder));

test('it begins with the files of that run, whose outputs and diff it sees, by the file and by the command', async () => {
  await ws(repository, ['run', 'draft.json', '--id', 'first']);
  const byFile = await ws(repository, ['run', 'revise.json', '--input', 'run=first']);
  expect(byFile.code, byFile.stdout + byFile.stderr).toBe(0);
  const byCommand = await ws(repository, ['run', 'revise.json', '--continue', 'firs']);
  expect(byCommand.code, byCommand.stdout + byCommand.stderr).toBe(0);
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  expect(git(repository, 'show', `${branch}:page.md`)).toBe('draft\nrevised');
});

test('where its expression gives nothing it is a run like any other', async () => {
  const ended = await ws(repository, ['run', 'perhaps.json']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
});

test('it is refused where that run is not over, or not there, and beside another base', async () => {
  const unknown = await ws(repository, ['run', 'revise.json']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no run begins with "none"')]);
  await ws(repository, ['run', 'waits.json', '--id', 'open'], { env: { WS_WAIT__FOREGROUND: '1s' } });
  const open = await ws(repository, ['run', 'revise.json', '--continue', 'open']);
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('run open is not over, it is waiting')]);
  const both = await ws(repository, ['run', 'revise.json', '--continue', 'first', '--base', 'main']);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--base and --continue say two things')]);
});
