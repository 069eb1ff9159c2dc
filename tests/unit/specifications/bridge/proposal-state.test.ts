import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkGate,
  followRun,
  moveProposal,
  newProposal,
  proposalMoves,
  proposalStates,
  type ProposalEvent,
  type ProposalRecord,
} from '../../../../specifications/bridge/proposal-state.ts';
import { hashChange } from '../../../../specifications/bridge/content-hash.ts';
import { tickTasks } from '../../../../specifications/bridge/tick.ts';
import { openProject } from '../../../../specifications/tools/project/project.ts';
import { memoryFiles } from '../memory-files.ts';

const mover = { by: 'ann', atMs: 1, hash: 'h1', note: '' };

const play = (...events: readonly ProposalEvent[]): ProposalRecord =>
  events.reduce((record, event) => {
    const moved = moveProposal(record, event, mover);
    if (!moved.ok) throw new Error(moved.error.message);
    return moved.value;
  }, newProposal('add-x'));

test('a proposal goes from draft to merged', () => {
  const record = play('submit', 'approve', 'start', 'test', 'verify', 'merge');
  expect(record.state).toBe('merged');
  expect(record.moves.map((move) => move.to)).toEqual([
    'review',
    'approved',
    'in-progress',
    'testing',
    'verified',
    'merged',
  ]);
});

test('what is not in the table does not happen', () => {
  const events = Object.keys(proposalMoves) as ProposalEvent[];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (list) => {
      let record = newProposal('x');
      for (const event of list) {
        const moved = moveProposal(record, event, mover);
        expect(moved.ok).toBe(proposalMoves[event].from.includes(record.state));
        if (moved.ok) record = moved.value;
        expect(proposalStates).toContain(record.state);
      }
      const [last, ...earlier] = record.moves.toReversed();
      expect(last?.to ?? 'draft').toBe(record.state);
      for (const [at, move] of earlier.entries()) expect(record.moves.toReversed()[at]?.from).toBe(move.to);
    }),
  );
});

test('an approval is worth nothing for other content than it saw', () => {
  const record = play('submit', 'approve');
  expect(checkGate(record, 'h1').ok).toBe(true);
  expect(checkGate(record, 'h2')).toMatchObject({
    ok: false,
    error: { code: 'not-approved', message: expect.stringContaining('edited after ann') as string },
  });
});

test('changes requested void an approval even of the same content', () => {
  const record = play('submit', 'approve', 'request-changes', 'submit');
  expect(checkGate(record, 'h1').ok).toBe(false);
});

test('an approval needs a name', () => {
  expect(moveProposal(play('submit'), 'approve', { ...mover, by: ' ' })).toMatchObject({
    ok: false,
    error: { code: 'nameless' },
  });
});

test('runs move a proposal on, and late or repeated news change nothing', () => {
  const started = followRun(play('submit', 'approve'), 'started', mover);
  expect(followRun(started, 'started', mover)).toEqual(started);
  const verified = followRun(started, 'succeeded', mover);
  expect(verified.state).toBe('verified');
  expect(followRun(verified, 'failed', mover)).toEqual(verified);
  const merged = followRun(verified, 'merged', mover);
  expect(merged.state).toBe('merged');
  expect(followRun(merged, 'unmerged', mover).state).toBe('verified');
  expect(followRun(verified, 'unmerged', mover)).toEqual(verified);
});

test('a new run takes a verified or failed change up again', () => {
  const failed = followRun(play('submit', 'approve', 'start'), 'failed', mover);
  const again = followRun(failed, 'started', mover);
  expect(again.state).toBe('in-progress');
  expect(followRun(followRun(again, 'succeeded', mover), 'started', mover).state).toBe('in-progress');
});

const folder = 'openspec/changes/x';
const hash = async (files: Readonly<Record<string, string>>): Promise<string> =>
  hashChange(await openProject(memoryFiles(files)), 'x');

test('the content hash sees every edit but not a ticked task', async () => {
  const base = {
    [`${folder}/tasks.md`]: '- [ ] 1.1 a\n- [x] b\n',
    [`${folder}/specs/a/spec.md`]: 'x',
    [`${folder}/.openspec.yaml`]: 'a: b\n',
  };
  expect(await hash({ ...base, [`${folder}/tasks.md`]: '- [x] 1.1 a\n- [ ] b\n' })).toBe(await hash(base));
  expect(await hash({ ...base, [`${folder}/tasks.md`]: '- [ ] 1.1 b\n- [x] b\n' })).not.toBe(await hash(base));
  expect(await hash({ ...base, [`${folder}/specs/a/spec.md`]: 'y' })).not.toBe(await hash(base));
  expect(await hash({ ...base, [`${folder}/.openspec.yaml`]: 'a: c\n' })).not.toBe(await hash(base));
});

test('ticking touches nothing but the boxes', () => {
  const text = '\ufeff## 1. A\r\n- [ ] 1.1 a [ ] b\r\n  * [] sub\r\n1. [~] c\r\n- [x] d\r\ntext [ ]\r\n';
  const all = new Map([2, 3, 4, 5].map((line) => [line, line !== 5] as const));
  expect(tickTasks(text, all)).toBe(
    '\ufeff## 1. A\r\n- [x] 1.1 a [ ] b\r\n  * [x] sub\r\n1. [x] c\r\n- [ ] d\r\ntext [ ]\r\n',
  );
  expect(tickTasks(text, new Map())).toBe(text);
});
