/** What steps share is held by as many as there is of it, within a run and across runs, and given back by who is killed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, startWs, ws, wsJson } from '../rig/ws.ts';

type Status = {
  readonly run: string;
  readonly waits: readonly { readonly step: string; readonly heldBy: readonly { readonly step: string }[] }[];
};

let folder = '';
let root = '';
const noted = (): string => readFileSync(join(folder, 'noted'), 'utf8');
/** Writes a letter when it begins and one when it ends. */
const noting = (letter: string): string =>
  `printf ${letter} >> '${folder}/noted'; sleep 0.05; printf '${letter.toLowerCase()}' >> '${folder}/noted'`;

beforeAll(() => {
  folder = makeFolder();
  writeFileSync(join(folder, 'noted'), '');
  const pooled = (id: string, letter: string): object => ({
    id,
    run: noting(letter),
    access: 'read',
    resources: { one: 1 },
  });
  root = makeRepository(join(folder, 'r'), {
    'pools.json': {
      version: 1,
      id: 'pools',
      concurrency: 4,
      resources: { one: 1 },
      steps: ['A', 'B', 'C', 'D'].map((letter, at) => pooled(`s${at}`, letter)),
    },
    'mutex.json': { version: 1, id: 'mutex', steps: [{ id: 'only', run: noting('M'), mutex: 'db' }] },
    'holds.json': { version: 1, id: 'holds', steps: [{ id: 'holds', run: `cat '${folder}/gate'`, mutex: 'db' }] },
    'machine.json': { version: 1, id: 'machine', steps: [{ id: 'one', run: 'true', resources: { gpu: 2 } }] },
  });
  git(folder, 'init', '-q');
});
afterAll(() => removeFolder(folder));

test('no two steps hold a pool of one, within a run and across runs', async () => {
  expect((await ws(root, ['run', 'pools.json'])).code).toBe(0);
  expect(noted()).toMatch(/^(Aa|Bb|Cc|Dd){4}$/);
  writeFileSync(join(folder, 'noted'), '');
  const both = await Promise.all([ws(root, ['run', 'mutex.json']), ws(root, ['run', 'mutex.json'])]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(noted()).toBe('MmMm');
});

test('who is killed gives back what it held, and until then it is told who waits for it', async () => {
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', [join(folder, 'gate')]);
  let begin = (): void => undefined;
  const begun = new Promise<void>((settle) => {
    begin = settle;
  });
  const holder = startWs(root, ['run', 'holds.json', '--json'], {
    onLine: (line) => {
      if (line.includes('"step.started"')) begin();
    },
  });
  await begun;
  const waiter = startWs(root, ['run', 'mutex.json']);
  let told: Status['waits'] = [];
  while (told.length === 0)
    told = (await wsJson<Partial<Status>>(root, ['status'])).waits?.filter(({ heldBy }) => heldBy.length > 0) ?? [];
  expect(told).toMatchObject([{ step: 'only', heldBy: [{ step: 'holds' }] }]);
  expect((await ws(root, ['status'])).stdout).toContain('only waits for the mutex db, held by holds of run');
  holder.child.kill('SIGKILL');
  expect((await waiter.ended).code).toBe(0);
  await holder.ended;
});

test('what nobody declares is refused, and pools of the machine are those of the configuration', async () => {
  const refused = await ws(root, ['run', 'machine.json']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /machine\.json:\d+:\d+ {2}\/steps\/0\/resources\/gpu .*nobody declares the resource "gpu"/,
  );
  const small = await ws(root, ['run', 'machine.json', '--set', 'pools={"gpu":1}']);
  expect(small.stderr).toContain('it wants 2 of "gpu", and there is 1');
  expect((await ws(root, ['run', 'machine.json', '--set', 'pools={"gpu":2}'])).code).toBe(0);
});
