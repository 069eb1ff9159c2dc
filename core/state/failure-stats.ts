/** Counts failures, one by one: what the SQL of the other store must agree with. */
import { MOST_SHOWN, UNSPECIFIC, type FailureCounts, type FailureStats, type Repeat } from '../failure-stats.ts';
import type { FailureRow } from '../failures.ts';

/** A failure and the workstream of its run. */
export type Counted = { readonly row: FailureRow; readonly workstream: string };

const countsOf = (all: readonly Counted[]): FailureCounts => ({
  failures: all.length,
  escalated: all.filter(({ row }) => row.decision === 'escalate').length,
  fixes: all.filter(({ row }) => row.decision === 'fix').length,
  helped: all.filter(({ row }) => row.decision === 'fix' && row.helped === true).length,
});

/** As SQLite sorts text: by code points, where a comparison in JavaScript would go by halves of them. */
const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  const others = [...b];
  for (const [at, one] of [...a].entries()) {
    const other = others[at];
    if (other === undefined) return 1;
    if (one !== other) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return -1;
};

const groupsBy = (all: readonly Counted[], keyOf: (one: Counted) => string): readonly (readonly Counted[])[] => {
  const groups = new Map<string, Counted[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups]
    .sort(([a, mine], [b, others]) => others.length - mine.length || compareText(a, b))
    .map(([, group]) => group);
};

const newest = (a: Counted, b: Counted): Counted => {
  const order = a.row.at - b.row.at || compareText(a.row.run, b.row.run) || a.row.seq - b.row.seq;
  return order >= 0 ? a : b;
};

const repeatOf = (group: readonly Counted[], first: Counted): Repeat => {
  const last = group.reduce(newest, first).row;
  return {
    signature: last.signature,
    count: group.length,
    runs: new Set(group.map(({ row }) => row.run)).size,
    firstAt: group.reduce((least, { row }) => (row.at < least ? row.at : least), last.at),
    lastAt: last.at,
    message: last.message,
  };
};

/** Counts them all; the order of `all` does not matter. */
export const failureStatsOf = (all: readonly Counted[]): FailureStats => {
  const steps = groupsBy(all, ({ row }) => `${row.run} ${row.step}`);
  const groups = <Key extends object>(keyOf: (one: Counted) => string, key: (one: Counted) => Key) =>
    groupsBy(all, keyOf).flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...key(first), ...countsOf(group) }];
    });
  return {
    ...countsOf(all),
    understood: all.filter(({ row }) => row.plugin !== null || !UNSPECIFIC.includes(row.code)).length,
    pending: all.filter(({ row }) => row.decision === 'fix' && row.helped === null).length,
    runs: new Set(all.map(({ row }) => row.run)).size,
    steps: steps.length,
    escalatedSteps: steps.filter((group) => group.some(({ row }) => row.decision === 'escalate')).length,
    byCode: groups(
      ({ row }) => row.code,
      ({ row: { code } }) => ({ code }),
    ),
    byPlugin: groups(
      ({ row }) => (row.plugin === null ? '' : `=${row.plugin}`),
      ({ row: { plugin } }) => ({ plugin }),
    ),
    byStep: groups(
      ({ row, workstream }) => `${workstream}\0${row.step}`,
      ({ row: { step }, workstream }) => ({ workstream, step }),
    ).slice(0, MOST_SHOWN),
    repeats: groupsBy(all, ({ row }) => row.signature)
      .flatMap((group) => {
        const [first, second] = group;
        return first === undefined || second === undefined ? [] : [repeatOf(group, first)];
      })
      .sort((a, b) => b.count - a.count || b.lastAt - a.lastAt || compareText(a.signature, b.signature))
      .slice(0, MOST_SHOWN),
  };
};
