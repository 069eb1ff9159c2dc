/** What becomes of one of two answers to the same question. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../../../core/attempt.ts';
import type { Happening } from '../../../../core/event.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import { hearingOf, type GivenAnswer } from '../../../../interfaces/house/answer-heard.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { asking } from '../cli/runs.ts';
import { written } from '../cli/script.ts';
import { aHome, type Home } from '../home.ts';

let folder = '';
let home: Home;
let house: House;
const run = runId(asking.id);
/** The `seq` of the event that asks. */
const QUESTION = asking.happenings.findIndex(({ type }) => type === 'step.parked') + 1;

beforeEach(async () => {
  folder = makeFolder('ws heard ');
  const root = makeRepository(join(folder, 'repo'));
  home = await aHome(root, { runs: [asking] });
  const opened = await home.composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
  removeFolder(folder);
});

const given = (answer: Answer, by: string): GivenAnswer => ({
  ...{ kind: 'answer', step: stepId('fetch'), answer, by, outputs: {}, question: QUESTION },
});
const send = (signal: GivenAnswer): Promise<number> => house.store.sendSignal(run, instant(5), signal);
const answered = (answer: Answer, by: string, isReplaced = false): Happening => ({
  type: 'step.answered',
  step: stepId('fetch'),
  attempt: 1,
  ...{ answer, by, outputs: {}, question: QUESTION },
  ...(isReplaced ? { replaced: true } : {}),
});
const log = (...happenings: readonly Happening[]) =>
  house.store.append(run, written(run, happenings, asking.happenings.length + 1));

describe('while nobody drives the run', () => {
  test('the later one counts, and both are told', async () => {
    const [mine, other] = [given('accept', 'ada'), given('reject', 'bob')];
    const [first, second] = [await send(mine), await send(other)];
    expect(await hearingOf({ run, id: first, mine }, house)).toMatchObject({ replaces: null, beatenBy: other });
    expect(await hearingOf({ run, id: second, mine: other }, house)).toMatchObject({ replaces: mine, beatenBy: null });
  });

  test('the same answer twice beats nobody', async () => {
    const mine = given('accept', 'ada');
    const first = await send(mine);
    await send(mine);
    expect(await hearingOf({ run, id: first, mine }, house)).toMatchObject({ beatenBy: null, isDropped: false });
  });
});

describe('once the driver of the run has taken what was said', () => {
  test.each<[string, readonly Happening[], object]>([
    ['mine alone', [answered('accept', 'ada')], { replaces: null, beatenBy: null, isDropped: false }],
    [
      'mine after another',
      [answered('reject', 'bob', true), answered('accept', 'ada')],
      { replaces: { answer: 'reject', by: 'bob' }, beatenBy: null, isDropped: false },
    ],
    [
      'mine before another',
      [answered('accept', 'ada', true), answered('reject', 'bob')],
      { replaces: null, beatenBy: { answer: 'reject', by: 'bob' }, isDropped: false },
    ],
    ['another alone', [answered('reject', 'bob')], { beatenBy: { answer: 'reject', by: 'bob' }, isDropped: false }],
    ['none', [], { replaces: null, beatenBy: null, isDropped: true }],
  ])('%s', async (_, happenings, hearing) => {
    const mine = given('accept', 'ada');
    const id = await send(mine);
    await log(...happenings);
    await house.store.forgetSignals([id]);
    await home.hold(run);
    expect(await hearingOf({ run, id, mine }, house)).toMatchObject(hearing);
  });

  test('it is waited for, as long as somebody drives the run', async () => {
    const mine = given('accept', 'ada');
    const id = await send(mine);
    await home.hold(run);
    const heard = hearingOf({ run, id, mine }, house);
    await log(answered('reject', 'bob'));
    await house.store.forgetSignals([id]);
    expect(await heard).toMatchObject({ beatenBy: { answer: 'reject' } });
  });
});
