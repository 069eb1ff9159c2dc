/** Texts that are made of files beside the workstream. */
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

const NOTE = {
  ...{ version: 1, id: 'note', inputs: { name: 'Ada {{ list }} ${{ inputs.name }} $(id)' } },
  steps: [
    { id: 'list', run: 'printf \'{"items": [{"n": 1}, {"n": 2}]}\' > "$WS_OUTPUT"' },
    {
      ...{ id: 'write', needs: 'list', tool: 'write' },
      with: {
        files: [
          {
            path: 'note.md',
            content: {
              template: 'prompts/note.md',
              with: { name: '${{ inputs.name }}', list: '${{ steps.list.outputs.items }}' },
            },
          },
        ],
      },
    },
  ],
};

test('a template is rendered for each attempt, and stays what it was when the run was made', async () => {
  writeFiles(repository, {
    'flows/note.json': NOTE,
    'flows/prompts/note.md': 'For {{ name }}{% render "prompts/items.md", items: list %}\n',
    'flows/prompts/items.md': '{% for item in items %} {{ item.n }}{% endfor %}',
  });
  expect((await ws(repository, ['run', 'flows/note.json'])).code).toBe(0);
  const [branch = ''] = git(repository, 'branch', '--list', 'ws/*', '--format=%(refname)').split('\n');
  expect(git(repository, 'show', `${branch}:note.md`)).toBe('For Ada {{ list }} ${{ inputs.name }} $(id) 1 2');
});

test('what a template names and nobody gives is told before anything starts, at its place', async () => {
  writeFiles(repository, { 'note.json': NOTE, 'prompts/note.md': 'For {{ name }}\n  {{ lst }}\n' });
  const run = await ws(repository, ['run', 'note.json']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('prompts/note.md:2:6');
  expect(run.stderr).toContain('"lst" is not known: its "with" gives name, list. Did you mean "list"?');
  expect(git(repository, 'branch', '--list', 'ws/*')).toBe('');
});
