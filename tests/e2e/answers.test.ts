/** Two people who answer one question in the same moment, while somebody drives the run and while nobody does. */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import { makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws, type Ended } from '../rig/ws.ts';

let folder = '';
let repository = '';
let gate = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
  gate = join(folder, 'gate');
  mkfifoSync(gate);
  const ask = { id: 'ask', tool: 'manual', access: 'read', with: { prompt: 'Go?' } };
  const busy = { id: 'busy', access: 'read', run: `read -r line < '${gate}'` };
  writeFiles(repository, { 'w.json': { version: 1, id: 'two', concurrency: 2, steps: [ask, busy] } });
});
afterEach(() => removeFolder(folder));

type Given = { readonly type: string; readonly answer: string; readonly by: string; readonly replaced?: true };

const answersIn = async (): Promise<readonly Given[]> => {
  const { stdout } = await ws(repository, ['events', '--json']);
  const lines = stdout.split('\n').filter((line) => line.includes('"step.answered"'));
  // Printed by ws itself.
  return lines.map((line) => JSON.parse(line) as Given);
};

const answerOf = (run: string, answer: string, name: string): Promise<Ended> =>
  ws(repository, ['answer', run, 'ask', answer, '--json'], {
    env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: `${name}@example.org` },
  });

/** Exactly one answer counts, whoever gave the other is told so, and the log holds no more than those two. */
const judge = async (ended: readonly [Ended, Ended], names: readonly [string, string]): Promise<void> => {
  const given = await answersIn();
  const counting = given.filter(({ replaced }) => replaced === undefined);
  expect(counting).toHaveLength(1);
  const [winner] = counting;
  const [won, lost] = winner?.by.startsWith(names[0]) === true ? ended : [ended[1], ended[0]];
  expect(won.code, won.stderr).toBe(0);
  const replaces = (JSON.parse(won.stdout) as { readonly replaces: string | null }).replaces;
  if (lost.code === 0) {
    // It was there first, and its giver had gone before the other came.
    expect(replaces).not.toBe(null);
    expect(given.filter(({ replaced }) => replaced === true)).toHaveLength(1);
  } else {
    expect(lost.code).toBe(2);
    expect(lost.stderr).toMatch(/came in the same moment, and counts|waits no more: it was answered/);
    expect(lost.stderr).toContain(`"${winner?.answer}"`);
  }
};

test('with a live driver exactly one of two answers counts, and the other is told', async () => {
  for (let round = 0; round < 4; round += 1) {
    let found: (run: string) => void = () => undefined;
    const asks = new Promise<string>((resolve) => (found = resolve));
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line) => {
        // Printed by ws itself.
        if (line.includes('"step.parked"')) found((JSON.parse(line) as { readonly run: string }).run);
      },
    });
    const run = await asks;
    const both = await Promise.all([answerOf(run, 'accept', 'ada'), answerOf(run, 'reject', 'bob')]);
    const writer = openSync(gate, constants.O_RDWR);
    writeSync(writer, 'go\n');
    const ended = await running.ended;
    closeSync(writer);
    await judge(both, ['ada', 'bob']);
    const isAccepted = (await answersIn()).some(
      ({ replaced, answer }) => replaced === undefined && answer === 'accept',
    );
    expect(ended.code).toBe(isAccepted ? 0 : 1);
  }
}, 120_000);

test('with a driver that is already at work on the first, a later answer is refused and names it', async () => {
  let found: (run: string) => void = () => undefined;
  const asks = new Promise<string>((resolve) => (found = resolve));
  const running = startWs(repository, ['run', 'w.json', '--json'], {
    onLine: (line) => {
      // Printed by ws itself.
      if (line.includes('"step.parked"')) found((JSON.parse(line) as { readonly run: string }).run);
    },
  });
  const run = await asks;
  expect((await answerOf(run, 'accept', 'ada')).code).toBe(0);
  const late = await answerOf(run, 'reject', 'bob');
  expect(late.code).toBe(2);
  expect(late.stderr).toContain('waits no more: it was answered "accept" by ada');
  const writer = openSync(gate, constants.O_RDWR);
  writeSync(writer, 'go\n');
  expect((await running.ended).code).toBe(0);
  closeSync(writer);
});
