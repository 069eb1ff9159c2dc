/** A secret that a step plants wherever it can: nothing that is said of the run holds it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sh } from '../../adapters/git/rig.ts';
import { ws } from '../cli/command-line.ts';
import { aScene, newest } from '../cli/scene.ts';

const SECRET = 'CORRECTHORSE-9x7Q';
const { root, home, define } = aScene();

test.each<[string, string]>([
  ['the names of a branch and a tag', 'git branch "b-$TOKEN"; git tag "t-$TOKEN"; git remote add "r-$TOKEN" /x'],
  ['the name of a file', 'echo x > "f-$TOKEN"'],
  ['output', 'echo "$TOKEN"; echo "$TOKEN" >&2; exit 1'],
  ['what git says', 'git checkout "no-$TOKEN"'],
  ['a commit of its own', 'git commit -q --allow-empty -m "c $TOKEN"'],
  ['a commit of a step that fails', 'git commit -q --allow-empty -m "c $TOKEN"; exit 1'],
  ['the stash', 'echo "$TOKEN" > tracked.txt; git add .; git stash -q -m "s $TOKEN"'],
  ['the configuration', 'git config "ws.$TOKEN" "$TOKEN"'],
  ['what leads git astray', 'echo "/$TOKEN" > "$(git rev-parse --git-dir)/commondir"'],
])('%s', async (_, script) => {
  define({}, { steps: [{ id: 'plant', secrets: ['TOKEN'], continueOnError: true, run: script }] });
  const at = await home({ env: { TOKEN: SECRET } });
  const said = [await ws(['run', 'example.json'], at), await ws(['run', 'example.json', '--json'], at)];
  const { id } = await newest(at.store);
  for (const command of ['status', 'show', 'logs', 'events', 'diff', 'merge']) said.push(await ws([command, id], at));
  for (const args of [['list'], ['doctor'], ['gc'], ['audit', 'verify']]) said.push(await ws(args, at));
  expect(said.map(({ out, err }) => out + err).join('\n')).not.toContain(SECRET);
  const pushed = sh(
    root(),
    'git for-each-ref --format="%(refname)" refs/ws refs/heads/ws refs/heads/main | xargs git log -p --format=%B',
  );
  expect(pushed).not.toContain(SECRET);
  const notes = join(root(), '.git', 'ws', 'runs', id);
  const told = readdirSync(notes).filter((name) => name.includes('note') || name.includes('told'));
  for (const name of told) expect(readFileSync(join(notes, name), 'utf8')).not.toContain(SECRET);
});
