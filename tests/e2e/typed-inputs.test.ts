/** Inputs that say what a value must be. */
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

const PLANNERS = {
  ...{ version: 1, id: 'w' },
  inputs: {
    planners: { type: 'array', minItems: 2, items: { type: 'object', required: ['id'] } },
    rounds: { type: 'integer', minimum: 1, default: 3 },
  },
  steps: [{ id: 'tell', run: 'echo ${{ inputs.planners[1].id }} ${{ inputs.rounds }} > told' }],
};

test('a run is not begun with what does not fit, and told what would', async () => {
  writeFiles(repository, { 'w.json': PLANNERS });
  const told = async (...given: readonly string[]): Promise<readonly [number | null, string]> => {
    const { code, stderr } = await ws(repository, ['run', 'w.json', ...given.flatMap((pair) => ['--input', pair])]);
    return [code, stderr];
  };
  const [code, short] = await told('planners=[{"id": "a"}]', 'rounds=1.5');
  expect(code).toBe(2);
  expect(short).toContain('input "planners" does not fit: it must NOT have fewer than 2 items');
  expect(short).toContain('input "rounds" is not a whole number');
  expect((await told('planners=[{"id": "a"}, {}]'))[1]).toContain(
    'does not fit at /1: "1" must have required property \'id\'',
  );
  expect((await told('planners={}'))[1]).toContain('input "planners" is not an array');
  expect(git(repository, 'branch', '--list', 'ws/*')).toBe('');
  expect((await told('planners=[{"id": "a"}, {"id": "b"}]'))[0]).toBe(0);
  const [branch = ''] = git(repository, 'branch', '--list', 'ws/*', '--format=%(refname)').split('\n');
  expect(git(repository, 'show', `${branch}:told`)).toBe('b 3');
});
