/** A run that is made to crash, and what must hold when it has come to its end all the same: I1 to I6. */
import Database from 'better-sqlite3';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkoutDigest,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from './ws.ts';

/** Where steps write down that they run: outside of the worktree, so that no restore takes it back. */
const DIARY_NAME = 'diary.txt';

/** What every step does first: writes down who it is, and whether an earlier attempt of it is still alive (I4). */
const BEGIN = `
for pid in $(sed -n "s/^start $WS_STEP_ID [0-9]* //p" "$DIARY"); do
  if [ -d "/proc/$pid" ] && tr '\\0' '\\n' < "/proc/$pid/environ" 2>/dev/null | grep -qx "WS_STEP_ID=$WS_STEP_ID"; then
    [ "$pid" = $$ ] || echo "overlap $WS_STEP_ID $pid" >> "$DIARY"
  fi
done
echo "start $WS_STEP_ID $WS_ATTEMPT $$" >> "$DIARY"
`;

const step = (id: string, needs: readonly string[], more: Readonly<Record<string, unknown>> = {}, script = '') => ({
  id,
  needs,
  run: `${BEGIN}${script}\ncat ${needs
    .filter((need) => need !== 'h')
    .map((need) => `out/${need}`)
    .join(
      ' ',
    )} /dev/null > "out/${id}"\necho "${id}" >> "out/${id}"\necho "size=$(wc -c < out/${id})" >> "$WS_OUTPUT"\necho "end ${id} $WS_ATTEMPT" >> "$DIARY"\n`,
  ...more,
});

/**
 * One that fails, which is forgiven: what it leaves is kept and put back, and is in nobody's checkpoint. Alone, because what it
 * writes while another writes, too, may be in that one's, and the tree would depend on who was quicker.
 */
const left = (needs: readonly string[]) => ({
  ...{ id: 'left', needs, access: 'exclusive', continueOnError: true },
  run: `${BEGIN}echo junk > junk.txt; echo junk >> README.md; exit 7\n`,
});

const FLAKY = 'if [ "$WS_ATTEMPT" -lt 2 ]; then echo "not yet"; exit 3; fi';
const RETRY = { retry: { limit: 3, backoff: { initial: '1ms', factor: 1, max: '5ms', jitter: 0 } } };

/** Twelve steps and one that fails: fan-out, fan-in, retries, an acceptance check, readers and exclusive writers, outputs, a last step. */
export const twelveSteps = (diary: string): object => ({
  version: 1,
  id: 'twelve',
  concurrency: 3,
  env: { DIARY: diary },
  steps: [
    step('a', []),
    step('b', ['a']),
    step('c', ['a'], RETRY, FLAKY),
    step('d', ['a'], { access: 'exclusive' }),
    step('e', ['b', 'c']),
    step('f', ['c', 'd'], { ...RETRY, access: 'exclusive' }, FLAKY),
    step('g', ['d'], { acceptance: [{ run: 'test -s out/g' }, { file: 'out/g' }] }),
    {
      id: 'h',
      needs: ['e', 'f'],
      access: 'read',
      run: `${BEGIN}test -s out/e\necho "end h $WS_ATTEMPT" >> "$DIARY"\n`,
    },
    step('i', ['e', 'g']),
    step('j', ['f', 'g'], { env: { FROM_F: '${{ steps.f.outputs.size }}' } }, 'test -n "$FROM_F"'),
    left(['a']),
    step('k', ['h', 'i', 'j']),
  ],
  finally: [step('z', [])],
  outputs: { size: '${{ steps.k.outputs.size }}' },
});

/** What stands in for Ruff, which is in no registry at hand: prints what it prints, and can mend it. */
const RUFF = `#!/bin/sh
if [ "$2" = --fix ]; then sed -i '/^import os/d' src/a.py; exit 0; fi
if grep -q '^import os' src/a.py; then
  echo 'src/a.py:1:8: F401 [*] \`os\` imported but unused'; echo 'Found 1 error.'; exit 1
fi
`;

const undo = (id: string) => ({ run: `${BEGIN}rm "out/${id}"; echo undone >> out/undone\n` });

/** A run that fails for good: two fixes and a fallback on the way, then compensation, then the rollback. */
export const failingSteps = (diary: string): object => ({
  version: 1,
  id: 'failing',
  concurrency: 3,
  onFailure: 'rollback',
  env: { DIARY: diary },
  steps: [
    step('a', [], { compensate: undo('a') }),
    { id: 'b', needs: ['a'], access: 'read', run: `${BEGIN}ruff check .\n` },
    step('c', ['a'], { ...RETRY, compensate: { run: `${BEGIN}exit 4\n`, retry: 0 } }, FLAKY),
    step(
      'd',
      ['a'],
      { needs: ['a', 'b'], access: 'exclusive', acceptance: [{ run: 'ruff check .' }], compensate: undo('d') },
      "printf 'import os\\nx = 1\\n' > src/a.py",
    ),
    // After d, so that what succeeded last, and is undone first, is the same whenever the run is cut.
    step('e', ['c'], { needs: ['c', 'd'], fallback: [{ run: step('e', ['c']).run }], compensate: undo('e') }, 'exit 5'),
    step('f', ['d', 'e'], {}, 'exit 6'),
  ],
  finally: [step('z', [])],
});

/** Twenty steps in five layers of four, each needing two of the layer before, and one that fails. */
export const twentySteps = (diary: string): object => ({
  version: 1,
  id: 'twenty',
  concurrency: 3,
  env: { DIARY: diary },
  steps: [
    ...Array.from({ length: 20 }, (_, at) => {
      const layer = Math.floor(at / 4);
      const needs = layer === 0 ? [] : [`s${(layer - 1) * 4 + (at % 4)}`, `s${(layer - 1) * 4 + ((at + 1) % 4)}`];
      return step(`s${at}`, needs, at % 7 === 3 ? { access: 'exclusive' } : {});
    }),
    left(['s4']),
  ],
});

/** The definition, as seen from the repository. */
export const DEFINITION = '../workstream.json';

export type Scene = {
  readonly folder: string;
  readonly repository: string;
  readonly diary: string;
  readonly checkout: string;
};

/** A repository, its workstream, and the digest of what is the user's in it. */
export const makeScene = (workstream: (diary: string) => object): Scene => {
  const folder = makeFolder();
  const diary = join(folder, DIARY_NAME);
  const repository = makeRepository(join(folder, 'répo sitory'), {
    'README.md': 'hello\n',
    'out/.keep': '',
    'src/a.py': 'import os\n',
  });
  writeFiles(folder, { 'bin/ruff': RUFF });
  chmodSync(join(folder, 'bin/ruff'), 0o755);
  // Outside of the repository, because it names this folder: trees of different scenes must be equal.
  writeFiles(folder, { [DIARY_NAME]: '', 'workstream.json': workstream(diary) });
  return { folder, repository, diary, checkout: dirty(repository) };
};

/** A checkout in use: changed, untracked and staged files must come through untouched. */
const dirty = (repository: string): string => {
  writeFiles(repository, { 'untracked.txt': 'mine', 'staged.txt': 'mine too', 'README.md': 'changed\n' });
  git(repository, 'add', 'staged.txt');
  return checkoutDigest(repository);
};

/** What `ws` is to find on its PATH in a scene. */
export const pathOf = (scene: Scene): string => `${join(scene.folder, 'bin')}:${process.env['PATH'] ?? ''}`;

export const removeScene = (scene: Scene): void => removeFolder(scene.folder);

/** What the end of a run consists of, whatever happened on the way (I5). */
export type Outcome = { readonly tree: string; readonly outputs: string };

const attemptsIn = (diary: string, id: string): number =>
  readFileSync(diary, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`start ${id} `)).length;

/** Checks I1 to I4 and I6 on a finished run and gives what I5 compares. `crashes` bounds the extra attempts. */
export const inspect = async (
  scene: Scene,
  crashes: number,
  calmAttempts: ReadonlyMap<string, number>,
  end: 'succeeded' | 'failed' = 'succeeded',
): Promise<Outcome> => {
  const { repository, diary, checkout } = scene;
  const problems: string[] = [];
  const status = await wsJson<StatusJson>(repository, ['status']);
  if (status.status !== end) problems.push(`the run ${status.status}`);
  // What is rolled back is kept under a ref.
  const tip = end === 'failed' ? `refs/ws/${status.run}/rolled-back` : status.branch;
  // Read where they are written: a program less to start for each of some hundred crashes.
  const database = new Database(join(repository, '.git/ws/state.db'), { readonly: true });
  const events = database.prepare<[string], { type: string; step: string | null }>(
    'SELECT type, step FROM events WHERE run = ? ORDER BY seq',
  );
  const succeeded = new Set<string | null>();
  for (const { type, step: id } of events.all(status.run)) {
    if (type === 'step.started' && succeeded.has(id)) problems.push(`I1: ${id} started again`);
    if (type === 'step.succeeded') succeeded.add(id);
  }
  if (succeeded.size === 0) problems.push('no event of a step that succeeded');
  for (const { checkpoint } of status.steps)
    if (checkpoint !== null) git(repository, 'merge-base', '--is-ancestor', checkpoint, tip);
  git(repository, 'fsck', '--no-dangling');
  const integrity = database.pragma('integrity_check', { simple: true });
  database.close();
  if (integrity !== 'ok') problems.push(`I2: ${String(integrity)}`);
  for (const { id } of status.steps) {
    const extra = attemptsIn(diary, id) - (calmAttempts.get(id) ?? 0);
    // Work that a fix was to mend is lost with its attempt, and done once more.
    const allowed = id === 'd' && end === 'failed' ? 2 * crashes : crashes;
    if (calmAttempts.size > 0 && extra > allowed) problems.push(`I3: ${id} ran ${extra} times too often`);
  }
  if (readFileSync(diary, 'utf8').includes('overlap')) problems.push(`I4: ${readFileSync(diary, 'utf8')}`);
  if (checkoutDigest(repository) !== checkout) problems.push('I6: the checkout has changed');
  const audit = await ws(repository, ['audit', 'verify']);
  if (audit.code !== 0) problems.push(`audit: ${audit.stdout}${audit.stderr}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    tree: git(repository, 'rev-parse', `${tip}^{tree}`),
    outputs: JSON.stringify(status.steps.map(({ id, status: kind, outputs }) => [id, kind, outputs])),
  };
};

/** How often each step runs when nothing crashes. */
export const calmAttemptsOf = async (scene: Scene): Promise<ReadonlyMap<string, number>> => {
  const status = await wsJson<StatusJson>(scene.repository, ['status']);
  return new Map(status.steps.map(({ id }) => [id, existsSync(scene.diary) ? attemptsIn(scene.diary, id) : 0]));
};
