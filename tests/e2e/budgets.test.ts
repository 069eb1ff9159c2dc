/** Budgets of steps, workstreams and days, with a stand-in that speaks Claude Code's protocol and spends $0.05 a time. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeBin, SAYS, standIn } from '../rig/claude.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let bin = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  bin = makeBin();
  repository = makeRepository(join(folder, 'repo'), { 'src/a.txt': 'one\n' });
});
afterEach(() => {
  removeFolder(folder);
  removeFolder(bin);
});

const EDITS = `${SAYS.begin}\necho "$WS_STEP_ID" >> src/a.txt\n${SAYS.end('done')}`;
const agent = (id: string, more: object = {}) => ({ id, tool: 'claude', with: { prompt: id }, ...more });
const run = async (workstream: object, script = EDITS, ...more: readonly string[]) => {
  writeFileSync(
    join(folder, 'w.json'),
    JSON.stringify({ version: 1, id: 'w', secrets: ['ANTHROPIC_API_KEY'], ...workstream }),
  );
  const ended = await ws(repository, ['run', '../w.json', ...more], { env: standIn(bin, script) });
  return { ...ended, status: ended.code === 2 ? null : await wsJson<StatusJson>(repository, ['status']) };
};
const ends = (status: StatusJson | null): readonly string[] =>
  (status?.steps ?? []).map(
    ({ id, status: kind, failure }) => `${id} ${kind}${failure === null ? '' : ` ${failure.code}`}`,
  );

test('once the budget of a workstream is spent no agent begins; scripts and `finally` do', async () => {
  const { code, status } = await run({
    budget: { costUsd: 0.08 },
    steps: [
      agent('one'),
      agent('two', { needs: ['one'] }),
      agent('three', { needs: ['two'] }),
      { id: 'script', needs: ['one'], run: 'true' },
    ],
    finally: [agent('last')],
  });
  expect(code).toBe(1);
  expect(ends(status)).toEqual([
    ...['one succeeded', 'two succeeded', 'three failed budget-exceeded', 'script succeeded', 'last succeeded'],
  ]);
  expect(status?.steps[2]?.failure?.message).toBe('the budget of the workstream is spent: $0.10 of $0.08');
});

test('an agent at work is ended, its work is kept aside, and it counts after a resume', async () => {
  const spends = `${SAYS.begin}\necho half > src/half.txt\nsay '{"type":"assistant","session_id":"s1","message":{"id":"m2","model":"claude-test","usage":{"input_tokens":900,"output_tokens":5},"content":[]}}'\nexec sleep 600`;
  const { code, status } = await run({ steps: [agent('one', { budget: { tokens: 1000 } })] }, spends);
  expect(code).toBe(1);
  expect(ends(status)).toEqual(['one failed budget-exceeded']);
  expect(git(repository, 'show', `refs/ws/${status?.run ?? ''}/salvage/one/1:src/half.txt`)).toBe('half');
  expect(git(repository, 'ls-tree', '-r', '--name-only', status?.branch ?? '')).toBe('src/a.txt');
});

test('a script is ended when the time of its step is over', async () => {
  const { status } = await run({ steps: [{ id: 'slow', run: 'sleep 600', budget: { duration: '200ms' } }] });
  expect(ends(status)).toEqual(['slow failed budget-exceeded']);
  expect(status?.steps[0]?.failure?.message).toContain('it was at work for 0.2 s');
});

test('the budget of the day counts the runs of all repositories, and a project cannot raise it', async () => {
  const config = join(folder, '.config/ws');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'config.yaml'), 'budgets: { day: { costUsd: 0.08 } }\n');
  expect((await run({ steps: [agent('one')] })).code).toBe(0);
  const first = repository;
  repository = makeRepository(join(folder, 'other'), {
    'src/a.txt': 'one\n',
    'ws.config.yaml': 'budgets: { day: { costUsd: 100 } }\n',
  });
  expect((await run({ steps: [agent('one')] })).code).toBe(0);
  repository = first;
  const { status } = await run({ steps: [agent('one')] });
  expect(status?.steps[0]?.failure?.message).toBe('the budget of the day is spent: $0.10 of $0.08');
  expect(readdirSync(join(folder, '.local/state/ws/spent'))).toHaveLength(1);
});

test('a budget that cannot be kept is refused before anything begins', async () => {
  const codex = { id: 'one', tool: 'codex', with: { prompt: 'x' } };
  const refused = await run({ budget: { costUsd: 1 }, steps: [codex] });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('the budget of the workstream: Codex does not tell what it costs');
  expect(refused.stderr).toContain('budget: { tokens: 200000 }');
  const bad = await run({ budget: { costUsd: -1 }, steps: [codex] });
  expect(bad.code).toBe(2);
  expect(bad.stderr).toContain('w.json:1:');
});

test('what a workstream may cost is told from the runs before, and of which steps nobody knows', async () => {
  await run({ steps: [agent('one')] });
  writeFileSync(
    join(folder, 'next.json'),
    JSON.stringify({ version: 1, id: 'w', steps: [agent('one'), agent('two')] }),
  );
  const env = standIn(bin, EDITS);
  const told = await ws(repository, ['cost', '--estimate', '../next.json'], { env });
  expect(told.stdout).toMatch(/^one +1 run +1,234 +\$0\.05$/m);
  expect(told.stdout).toContain('it may cost $0.05; what no earlier run tells of: two');
  const dry = await ws(repository, ['run', '../next.json', '--dry-run'], { env });
  expect(dry.stderr).toContain('it may cost $0.05; what no earlier run tells of: two');
});
