/** The specifications around the server, and how their changes stand. */
import { hashChange } from '../../specifications/bridge/content-hash.ts';
import {
  checkGate,
  newProposal,
  validApprovals,
  type ProposalRecord,
} from '../../specifications/bridge/proposal-state.ts';
import { ok, type Result } from '../../core/result.ts';
import { gateOf } from '../house/change/gate.ts';
import { allProposals, currentProposal } from '../house/change/proposals.ts';
import { newestRunOf } from '../house/change/run-of-change.ts';
import type { House } from '../house/house.ts';
import type { Refusal } from '../house/refusal.ts';
import { openSpecProject, type OpenedProject } from '../house/spec/opened-project.ts';
import { timeText } from './documents/time.ts';

/** What its files say, one behind the other. */
export const textOf = ({ files }: OpenedProject, paths: readonly string[]): string =>
  paths
    .flatMap((path) => {
      const text = files.read(path);
      return text.ok ? [`<!-- ${path} -->\n${text.value.trimEnd()}\n`] : [];
    })
    .join('\n');

/** As an event moves it; `hash` is that of what it says now. */
export const moverOf = (
  { project }: OpenedProject,
  change: string,
  { by, note, atMs }: { readonly by: string; readonly note: string; readonly atMs: number },
): { readonly by: string; readonly note: string; readonly atMs: number; readonly hash: string } => ({
  ...{ by, note, atMs },
  hash: hashChange(project, change),
});

type Standing = { readonly record: ProposalRecord; readonly hash: string | null };

const standingOf = async (opened: OpenedProject, change: string, house: House): Promise<Standing> => {
  if (!opened.project.changeIds.includes(change)) {
    const known = (await allProposals(house)).find((each) => each.change === change);
    return { record: known ?? newProposal(change), hash: null };
  }
  const mover = moverOf(opened, change, { by: 'ws', note: '', atMs: house.clock.now() });
  return { record: await currentProposal(house, change, mover), hash: mover.hash };
};

/** As change-row.schema.json has it, and what it was made of. */
export const changeRow = async (
  opened: OpenedProject,
  change: string,
  house: House,
): Promise<{ readonly row: object; readonly record: ProposalRecord }> => {
  const { record, hash } = await standingOf(opened, change, house);
  const gate = await gateOf(opened.project);
  const checked = hash === null ? null : checkGate(record, hash);
  const isLetThrough = gate === 'none' || checked?.ok === true;
  const refused = checked?.ok === false ? checked.error.message : null;
  const told = typeof gate === 'string' ? refused : gate.message;
  const row = {
    ...{ id: change, state: record.state, isOpen: hash !== null, mayRun: hash !== null && isLetThrough },
    title: hash === null ? null : (opened.project.change(change).proposal?.value.title ?? null),
    why: hash === null ? 'it is archived or gone' : isLetThrough ? null : told,
    approvals: (hash === null ? [] : validApprovals(record, hash)).map(({ by, atMs }) => ({ by, at: timeText(atMs) })),
    run: (await newestRunOf(house, change))?.id ?? null,
  };
  return { row, record };
};

/** Every change that there is or was. */
export const changeNames = async ({ project }: OpenedProject, house: House): Promise<readonly string[]> => {
  const moved = (await allProposals(house)).map(({ change }) => change);
  return [...new Set([...project.changeIds, ...moved])].sort();
};

/** null where there is no project around the directory. */
export const projectAround = async (directory: string): Promise<Result<OpenedProject | null, Refusal>> => {
  const opened = await openSpecProject(directory);
  if (opened.ok) return opened;
  return opened.error.diagnostics.length === 0 ? ok(null) : opened;
};
