/** RELIABILITY rows 22 and 41: a step that takes ws down each time is kept from it, and the others finish. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsIn, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
beforeEach(() => void (folder = makeFolder()));
afterEach(() => removeFolder(folder));

/** Looks for ws above itself, and kills it unless somebody has mended that. */
const POISON = `
p=$PPID
while ! tr '\\0' '\\n' < /proc/$p/cmdline | grep -q 'ws.js$'; do p=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$p/status); done
[ -e "$MENDED" ] || kill -9 $p
`;

test('poison among fifty is quarantined at the third death, forty-nine finish, and `resume --again` lifts it', async () => {
  const repository = makeRepository(join(folder, 'repo'));
  const mended = join(folder, 'mended');
  const others = Array.from({ length: 49 }, (_, at) => ({ id: `s${at}`, access: 'read', run: `sleep 0.0${at % 5}` }));
  const bad = { id: 'bad', access: 'read', env: { MENDED: mended }, run: POISON };
  const steps = [...others.slice(0, 5), bad, ...others.slice(5)];
  writeFileSync(join(folder, 'w.json'), JSON.stringify({ version: 1, id: 'poison', concurrency: 4, steps }));
  let ended = await ws(repository, ['run', '../w.json']);
  let deaths = 0;
  for (; ended.signal === 'SIGKILL' && deaths < 9; deaths++) ended = await ws(repository, ['resume']);
  expect(deaths).toBe(3);
  expect(ended.code, ended.stderr).toBe(3);
  expect(ended.stdout).toContain('--again');
  const status = await wsJson<StatusJson>(repository, ['status']);
  expect(status.steps.filter(({ status: kind }) => kind === 'succeeded')).toHaveLength(49);
  expect(status.steps.find(({ id }) => id === 'bad')).toMatchObject({
    status: 'waiting',
    failure: { code: 'quarantined', severity: 'critical' },
  });
  expect((await ws(repository, ['resume'])).code, 'it waits').toBe(3);
  writeFileSync(mended, '');
  const lifted = await ws(repository, ['resume', '--again']);
  expect(lifted.code, lifted.stderr).toBe(0);
  expect(lifted.stderr).toContain('tried again: bad');
  const events = eventsIn((await ws(repository, ['events', status.run, '--json'])).stdout);
  expect(events.filter(({ type, step }) => type === 'step.started' && step === 'bad')).toHaveLength(4);
}, 60_000);

test('`resume --again` does before what would have been the last death', async () => {
  const repository = makeRepository(join(folder, 'repo'));
  const mended = join(folder, 'mended');
  const bad = { id: 'bad', access: 'read', env: { MENDED: mended }, run: POISON };
  writeFileSync(join(folder, 'w.json'), JSON.stringify({ version: 1, id: 'poison', steps: [bad] }));
  await ws(repository, ['run', '../w.json']);
  await ws(repository, ['resume']);
  expect((await ws(repository, ['resume'])).signal).toBe('SIGKILL');
  writeFileSync(mended, '');
  const ended = await ws(repository, ['resume', '--again']);
  expect(ended.code, ended.stdout).toBe(0);
});
