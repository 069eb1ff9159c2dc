/** Workstreams that use others, steps that ask for more than success, and rounds that know what the one before changed. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'a' });
});
afterEach(() => removeFolder(folder));

type Status = {
  readonly run: string;
  readonly steps: readonly { readonly id: string; readonly status: string; readonly title: string | null }[];
};
const statuses = async (): Promise<readonly string[]> =>
  (await wsJson<Status>(repository, ['status'])).steps.map(({ id, status }) => `${id} ${status}`);

const REVIEW = {
  ...{ version: 1, id: 'review', base: 'main', inputs: { file: { type: 'string' }, depth: 2 } },
  env: { WHAT: 'of ${{ inputs.file }}' },
  steps: [
    {
      id: 'look',
      title: 'Look closely',
      run: 'printf \'{"said": "%s %s"}\' "$WHAT" ${{ inputs.depth }} > "$WS_OUTPUT"',
    },
    { id: 'judge', needs: 'look', run: 'test -e allowed && echo "v=${{ steps.look.outputs.said }}" >> "$WS_OUTPUT"' },
  ],
  finally: [{ id: 'clean', run: 'echo cleaned ${{ inputs.file }}' }],
  outputs: { verdict: '${{ steps.judge.outputs.v }}' },
};

test('a used workstream is run for each item, tried again from where it failed, and never read again', async () => {
  writeFiles(repository, {
    'lib/review.json': REVIEW,
    'w.json': {
      ...{ version: 1, id: 'w' },
      steps: [
        { id: 'review', foreach: ['a.txt', 'b.txt'], uses: 'lib/review.json', with: { file: '${{ each.value }}' } },
        { id: 'told', needs: 'review', run: 'printf "%s" ${{ toJSON(steps.review.outputs) }} > told.json' },
      ],
    },
  });
  const failed = await ws(repository, ['run', 'w.json']);
  expect(failed.code).toBe(1);
  expect(failed.stderr + failed.stdout).toContain('lib/review.json says base, which is of a run of its own');
  expect(await statuses()).toEqual(
    expect.arrayContaining(['review[a.txt]/judge failed', 'review[a.txt]/clean succeeded', 'review[a.txt] failed']),
  );
  const { steps } = await wsJson<Status>(repository, ['status']);
  expect(steps.find(({ id }) => id === 'review[b.txt]/look')?.title).toBe('Look closely');
  // What is retried is what was planned, whatever becomes of the file.
  writeFiles(repository, {
    'lib/review.json': { version: 1, id: 'review', steps: [{ id: 'other', run: 'false' }] },
    allowed: '',
  });
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'more');
  const run = (await wsJson<Status>(repository, ['status'])).run;
  const again = await ws(repository, ['retry', run, '--from', 'review[a.txt]/judge']);
  expect(again.stderr + again.stdout).not.toContain('other');
  expect(await statuses()).toEqual(expect.arrayContaining(['review[a.txt]/look succeeded']));
});

test('a shipped workstream is used by its name', async () => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', steps: [{ id: 'q', uses: 'ws:quickstart' }] } });
  expect((await ws(repository, ['validate', 'w.json'])).code).toBe(0);
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', steps: [{ id: 'q', uses: 'ws:nothing' }] } });
  const refused = await ws(repository, ['validate', 'w.json']);
  expect(refused.code).toBe(2);
  expect(refused.stdout).toContain('ws ships no workstream "nothing"');
});

test('a step undoes what another left when it failed, and a report comes in any case', async () => {
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'w' },
      steps: [
        { id: 'deploy', run: 'echo deployed' },
        { id: 'smoke', needs: 'deploy', run: 'false' },
        { id: 'undo', needs: ['deploy', { step: 'smoke', when: 'failed' }], run: 'echo undone' },
        { id: 'cheer', needs: { step: 'smoke' }, run: 'true' },
        {
          id: 'report',
          needs: [
            { step: 'undo', any: true },
            { step: 'cheer', any: true },
          ],
          run: 'true',
        },
      ],
    },
  });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
  expect(await statuses()).toEqual([
    ...['deploy succeeded', 'smoke failed', 'undo succeeded', 'cheer skipped', 'report succeeded'],
  ]);
  const drawn = await ws(repository, ['graph', 'w.json']);
  expect(drawn.stdout).toContain('s1 -->|"failed"| s2');
});

test('a round knows which files the one before changed', async () => {
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'w' },
      steps: [
        {
          id: 'fix',
          loop: { max: 3 },
          steps: [
            {
              id: 'edit',
              run: 'echo ${{ loop.index }} > "made-${{ loop.index }}"; echo "seen=${{ join(loop.changedFiles) }}" >> "$WS_OUTPUT"',
            },
            { id: 'more', needs: 'edit', run: 'echo x > "more-${{ loop.index }}"' },
          ],
          outputs: { seen: '${{ steps.edit.outputs.seen }}' },
        },
      ],
      outputs: { seen: '${{ steps.fix.outputs.seen }}' },
    },
  });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  const events = (await ws(repository, ['events', '--json'])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; outputs?: object });
  expect(events.at(-1)?.outputs).toEqual({ seen: 'made-2,more-2' });
});
