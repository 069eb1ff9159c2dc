/** What commits say that a step words itself. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'a' });
});
afterEach(() => removeFolder(folder));

const branch = (): string => git(repository, 'branch', '--list', 'ws/*', '--format=%(refname)').split('\n')[0] ?? '';

test('a commit says what its step words, data as it is, with the trailers of ws behind', async () => {
  const message = 'Add ${{ steps.add.outputs.what }} for ${{ run.workstream }}\n\n# Since ${{ run.startedAt }}';
  const run = 'echo x > b.txt; printf \'{"what": "$(id)\\\\n\\\\nWs-Run: other\\\\nWs-Step: none"}\' > "$WS_OUTPUT"';
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', steps: [{ id: 'add', run, commit: { message } }] } });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  const said = git(repository, 'log', '-1', '--format=%B', branch());
  const [subject, ...rest] = said.split('\n');
  expect(subject).toBe('Add $(id)');
  expect(rest.join('\n')).toMatch(
    /^\nWs-Run: other\nWs-Step: none for w\n\n# Since \d{4}-\d\d-\d\dT[\d:.]+Z\n\nWs-Run: \w+\nWs-Step: add\nWs-Attempt: 1\n/,
  );
  // What it says is no trailer: the run is still known by its own.
  expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
});
