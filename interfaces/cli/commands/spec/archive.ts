/** `ws spec diff` and `ws spec archive`: what a change does to the specs, shown and done. */
import { planArchive, type ArchivePlan } from '../../../../specifications/tools/archive/archive.ts';
import { err, ok, type Result } from '../../../../core/result.ts';
import type { writeArchive as WriteArchive } from '../../../../specifications/tools/archive/archive-write.ts';
import { openTasks } from '../../../../specifications/tools/archive/open-tasks.ts';
import type { Files, WritableFiles } from '../../../../specifications/files.ts';
import type { Project } from '../../../../specifications/tools/project/project.ts';
import { refuseArchive, refuseProblem } from './archive-refusal.ts';
import { refuseOpen } from './refuse-open.ts';
import { planFiles } from '../../../../specifications/planned-files.ts';
import { changeGraph, orderChanges } from '../../../../specifications/tools/project/dependencies.ts';
import { describeDiff, diffSpecs } from '../../../../specifications/tools/look/spec-diff.ts';
import { stackProject } from '../../../../specifications/tools/archive/stacked-project.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode, type ExitCode } from '../../exit-code.ts';
import type { Command, Session } from '../../session.ts';
import { withProject } from './with-project.ts';
import type { OpenedProject } from '../../../house/spec/opened-project.ts';

/** The local date, as the names of archived changes begin. */
const today = (): string => {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

export type SpecDiffArgs = { readonly change: string };

/** Prints what a change would do to requirements and scenarios, on top of the open changes that it depends on. */
export const specDiff: Command<SpecDiffArgs> = (session, { change }) =>
  withProject(session, async ({ project }) => {
    const { screen } = session;
    const options = { today: today(), skipSpecs: false };
    const stacked = await stackProject(project, change, options);
    if (!stacked.ok) {
      const { change: blocking, problem } = stacked.error;
      if (blocking !== null) screen.complain(`ws: ${change} depends on ${blocking}, which cannot be archived:`);
      return refuseProblem(session, problem, `See: ws spec validate ${blocking ?? change}`);
    }
    const { below } = stacked.value;
    const planned = planArchive(stacked.value.project, change, options);
    if (!planned.ok) return refuseProblem(session, planned.error, `See: ws spec validate ${change}`);
    const { deltas } = project.change(change);
    const diffs = planned.value.specs.map(({ capability, outcome, before, after }) => {
      const now = outcome === 'same' ? before : after;
      const own = deltas.find((each) => each.capability === capability);
      const renames = new Map((own?.delta.renamed ?? []).map(({ from, to }) => [from.name, to.name]));
      return { capability, outcome, onTopOf: below, requirements: diffSpecs(before, now, renames) };
    });
    if (below.length > 0) screen.note(`on top of what it depends on: ${below.join(', ')}`);
    if (session.json) screen.line(JSON.stringify(diffs, null, 2));
    else
      for (const { capability, outcome, requirements } of diffs)
        screen.write(`${capability} (${outcome})\n${describeDiff(requirements).replace(/^(?=.)/gm, '  ')}`);
    return exitCode.ok;
  });

export type SpecArchiveArgs = {
  readonly changes: readonly string[];
  readonly dryRun: boolean;
  readonly skipSpecs: boolean;
  /** Archives changes with open tasks without asking. */
  readonly yes: boolean;
};

const told = ({ change, from, to, specs, notes }: ArchivePlan): object => {
  return {
    change,
    from,
    to,
    specs: specs.map(({ capability, file, outcome, counts }) => ({ capability, file, outcome, counts })),
    notes,
  };
};

const tell = (session: Session, plan: ArchivePlan, dryRun: boolean): void => {
  const { screen } = session;
  for (const { file, outcome, counts } of plan.specs) {
    const { added, modified, removed, renamed } = counts;
    screen.line(`${outcome}  ${file}  +${added} ~${modified} -${removed} >${renamed}`);
  }
  for (const note of plan.notes) screen.note(note);
  screen.line(`${dryRun ? 'would move' : 'moved'}  ${plan.from} → ${plan.to}`);
};

/** What is loaded only where something is archived. */
type Archiver = {
  readonly openProject: (files: Files) => Promise<Project>;
  readonly writeArchive: typeof WriteArchive;
};

/** What archiving all changes would do, carried out in memory: a change may need what the one before it brings. */
const planAll = async (
  session: Session,
  files: Files,
  ids: readonly string[],
  { openProject, writeArchive, skipSpecs }: Archiver & Pick<SpecArchiveArgs, 'skipSpecs'>,
): Promise<Result<readonly ArchivePlan[], ExitCode>> => {
  const plans: ArchivePlan[] = [];
  const target = planFiles(files);
  for (const id of ids) {
    const planned = planArchive(await openProject(target), id, { today: today(), skipSpecs });
    if (!planned.ok)
      return err(
        refuseProblem(
          session,
          planned.error,
          ids.length > 1 ? 'Nothing was archived: it is all of them or none.' : null,
        ),
      );
    const written = writeArchive(target, planned.value);
    if (!written.ok) return err(unwritten(session, id, written.error.message));
    plans.push(planned.value);
  }
  return ok(plans);
};

const unwritten = (session: Session, id: string, message: string): ExitCode =>
  refuseArchive(
    session,
    { kind: 'environment', message: `${id}: ${message}`, hint: null, diagnostics: [] },
    { code: 'not-written' },
  );

/** Writes plans in order; where one cannot be written, those before it are taken back. */
const writeAll = async (
  session: Session,
  files: WritableFiles,
  plans: readonly ArchivePlan[],
): Promise<ExitCode | null> => {
  const { undoArchive, writeArchive } = await import('../../../../specifications/tools/archive/archive-write.ts');
  for (const [at, plan] of plans.entries()) {
    const written = writeArchive(files, plan);
    if (written.ok) continue;
    const left = plans
      .slice(0, at)
      .toReversed()
      .flatMap((each) => {
        const undone = undoArchive(files, each);
        return undone.ok ? [] : [`${each.change} could not be taken back: ${undone.error.message}`];
      });
    return unwritten(session, plan.change, [written.error.message, ...left].join('; '));
  }
  return null;
};

/** Archives all changes, those they depend on first, or none of them. */
const archiveAll = async (
  session: Session,
  { files }: OpenedProject,
  ids: readonly string[],
  args: SpecArchiveArgs,
): Promise<ExitCode> => {
  const [{ writeArchive }, { openProject }] = await Promise.all([
    import('../../../../specifications/tools/archive/archive-write.ts'),
    import('../../../../specifications/tools/project/project.ts'),
  ]);
  const planned = await planAll(session, files, ids, { openProject, writeArchive, skipSpecs: args.skipSpecs });
  if (!planned.ok) return planned.error;
  if (!args.dryRun) {
    const failed = await writeAll(session, files, planned.value);
    if (failed !== null) return failed;
  }
  if (session.json) session.screen.line(JSON.stringify(planned.value.map(told), null, 2));
  else for (const plan of planned.value) tell(session, plan, args.dryRun);
  return exitCode.ok;
};

/** Takes changes into the specs and moves them to the archive; with `dryRun` says what would be done. */
export const specArchive: Command<SpecArchiveArgs> = (session, args) =>
  withProject(session, async (opened) => {
    const missing = args.changes.find((id) => !opened.project.changeIds.includes(id));
    if (missing !== undefined) {
      const known = opened.project.changeIds.join(', ');
      const refusal = invalid(`there is no open change "${missing}"; there are ${known || 'none'}`);
      return refuseArchive(session, refusal, { code: 'unknown-change' });
    }
    const ids = orderChanges(opened.project, args.changes);
    if (ids === null)
      return refuseArchive(session, invalid('these changes depend on each other in a ring'), { code: 'ring' });
    const graph = changeGraph(opened.project);
    for (const id of ids)
      for (const other of graph.before(id))
        if (!ids.includes(other)) session.screen.complain(`ws: ${id} depends on ${other}, which stays open`);
    const open = ids.flatMap((id) => openTasks(opened.project, id));
    return (await refuseOpen(session, open, args)) ?? (await archiveAll(session, opened, ids, args));
  });
