/** `ws change`: change proposals, from the first draft to the merge. */
import { whoActs } from '../../../house/who-acts.ts';
import { hashChange } from '../../../../specifications/bridge/content-hash.ts';
import {
  checkGate,
  newProposal,
  validApprovals,
  type Mover,
  type ProposalEvent,
  type ProposalRecord,
} from '../../../../specifications/bridge/proposal-state.ts';
import { changesFolder } from '../../../../specifications/tools/project/project.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode, type ExitCode } from '../../exit-code.ts';
import type { House } from '../../../house/house.ts';
import type { Command, Session } from '../../session.ts';
import { tableLines } from '../../table.ts';
import { instantText } from '../../words.ts';
import { withHouse } from '../../with-house.ts';
import { withProject } from '../spec/with-project.ts';
import type { OpenedProject } from '../../../house/spec/opened-project.ts';
import { gateOf } from '../../../house/change/gate.ts';
import { allProposals, currentProposal, makeMove } from '../../../house/change/proposals.ts';
import { newestRunOf } from '../../../house/change/run-of-change.ts';

export type ChangeNewArgs = { readonly change: string; readonly title: string | null };

/** Writes the skeleton of a change; refuses where the folder is there. */
export const changeNew: Command<ChangeNewArgs> = (session, { change, title }) =>
  withProject(session, async ({ files }) => {
    const { screen } = session;
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(change) || change === 'archive')
      return complain(screen, invalid(`"${change}" is no name for a change`, 'Words in lower case, joined by "-".'));
    const folder = `${changesFolder}/${change}`;
    if (files.kind(folder) !== null) return complain(screen, invalid(`${folder} exists already`));
    const proposal = `# ${title ?? change}\n\n## Why\n\n\n## What Changes\n\n- \n`;
    const texts = { 'proposal.md': proposal, 'tasks.md': '# Tasks\n\n## 1. \n\n- [ ] 1.1 \n' };
    for (const [name, text] of Object.entries(texts)) {
      const written = files.write(`${folder}/${name}`, text);
      if (!written.ok)
        return complain(screen, { kind: 'environment', message: written.error.message, hint: null, diagnostics: [] });
    }
    if (session.json) screen.line(JSON.stringify({ change, folder }));
    else screen.note(`wrote ${folder}; say what changes in ${folder}/specs/<capability>/spec.md`);
    return await Promise.resolve(exitCode.ok);
  });

const moverOf = (
  { project }: OpenedProject,
  house: House,
  change: string,
  { by, note }: Pick<Mover, 'by' | 'note'>,
): Mover => {
  return { by, atMs: house.clock.now(), hash: hashChange(project, change), note };
};

const withChange = (
  session: Session,
  change: string,
  act: (opened: OpenedProject, house: House) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withProject(session, async (opened) => {
    if (!opened.project.changeIds.includes(change))
      return complain(session.screen, invalid(`there is no open change "${change}"`, 'See: ws change list'));
    return await withHouse(session, (house) => act(opened, house));
  });

/** As {@link withChange}, but a change that was ever moved will do. */
const withKnown = (
  session: Session,
  change: string,
  act: (opened: OpenedProject, house: House) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withProject(session, (opened) =>
    withHouse(session, async (house) => {
      const isKnown =
        opened.project.changeIds.includes(change) || (await allProposals(house)).some((each) => each.change === change);
      if (isKnown) return await act(opened, house);
      return complain(session.screen, invalid(`there is no change "${change}"`, 'See: ws change list'));
    }),
  );

export type ChangeMoveArgs = {
  readonly change: string;
  readonly event: ProposalEvent;
  readonly note: string;
  /** null: who git says it is, else the user of the system. */
  readonly by: string | null;
};

/** Moves a proposal on; exits with 1 where its state forbids it. */
export const changeMove: Command<ChangeMoveArgs> = (session, { change, event, note, by }) =>
  withChange(session, change, async (opened, house) => {
    const person = by ?? (await whoActs(opened.files.root, session.env));
    const mover = moverOf(opened, house, change, { by: person, note });
    const moved = await makeMove(house, change, event, mover);
    if (!moved.ok) return complain(session.screen, moved.error);
    if (session.json) session.screen.line(JSON.stringify(moved.value, null, 2));
    else session.screen.line(`${change}: ${moved.value.moves.at(-1)?.from ?? ''} → ${moved.value.state}`);
    return exitCode.ok;
  });

/** Prints the state of every open change, and of those that were moved and are gone. */
export const changeList: Command<null> = (session) =>
  withProject(session, ({ project }) =>
    withHouse(session, async (house) => {
      const known = new Map((await allProposals(house)).map((record) => [record.change, record]));
      const ids = [...new Set([...project.changeIds, ...known.keys()])].sort();
      const rows = ids.map((id) => {
        const { state } = known.get(id) ?? newProposal(id);
        return { change: id, state, open: project.changeIds.includes(id) };
      });
      if (session.json) session.screen.line(JSON.stringify(rows, null, 2));
      else {
        const cells = rows.map(({ change, state, open }) => [change, state, open ? '' : 'archived or gone']);
        for (const line of tableLines(['CHANGE', 'STATE', ''], cells, {
          columns: session.screen.columns,
          column: null,
        }))
          session.screen.line(line);
      }
      return exitCode.ok;
    }),
  );

export type ChangeNameArgs = { readonly change: string };

const printMoves = (session: Session, record: ProposalRecord): void => {
  for (const { atMs, from, to, by, event, note } of record.moves)
    session.screen.line(`${instantText(atMs)}  ${from} → ${to}  ${event} by ${by}${note === '' ? '' : `: ${note}`}`);
};

/** Prints the whole record of a proposal, also of a change that is archived or gone. */
export const changeShow: Command<ChangeNameArgs> = (session, { change }) =>
  withKnown(session, change, async (opened, house) => {
    const record = opened.project.changeIds.includes(change)
      ? await currentProposal(house, change, moverOf(opened, house, change, { by: 'ws', note: '' }))
      : ((await allProposals(house)).find((each) => each.change === change) ?? newProposal(change));
    if (session.json) session.screen.line(JSON.stringify(record, null, 2));
    else {
      session.screen.line(`${change}: ${record.state}`);
      printMoves(session, record);
    }
    return exitCode.ok;
  });

/** Prints how a change stands: state, approvals that hold, whether it may run, its newest run. */
export const changeStatus: Command<ChangeNameArgs> = (session, { change }) =>
  withChange(session, change, async (opened, house) => {
    const { screen } = session;
    const mover = moverOf(opened, house, change, { by: 'ws', note: '' });
    const record = await currentProposal(house, change, mover);
    const gate = await gateOf(opened.project);
    if (typeof gate !== 'string') return complain(screen, gate);
    const checked = checkGate(record, mover.hash);
    const run = await newestRunOf(house, change);
    const approvals = validApprovals(record, mover.hash).map(({ by, atMs }) => ({ by, atMs }));
    const mayRun = gate === 'none' || checked.ok;
    const { state } = record;
    if (session.json) {
      const newest = run === null ? null : { id: run.id, status: run.status };
      screen.line(JSON.stringify({ change, state, hash: mover.hash, gate, mayRun, approvals, run: newest }, null, 2));
      return exitCode.ok;
    }
    screen.line(`${change}: ${state}`);
    for (const { by, atMs } of approvals) screen.line(`  approved by ${by}, ${instantText(atMs)}`);
    if (!mayRun && !checked.ok) screen.line(`  it may not run: ${checked.error.message}`);
    if (run !== null) screen.line(`  run ${run.id}: ${run.status}`);
    return exitCode.ok;
  });
