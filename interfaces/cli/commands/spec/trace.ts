/** `ws spec trace`: from requirement to scenario, step, commit and result. */
import { ok, type Result } from '../../../../core/result.ts';
import type { RunRow } from '../../../../core/run-tables.ts';
import { compileChange } from '../../../../specifications/bridge/compile.ts';
import { printTrace, traceRows, type StepResult } from '../../../../specifications/bridge/trace.ts';
import { openProject } from '../../../../specifications/tools/project/project.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode, type ExitCode } from '../../exit-code.ts';
import type { House } from '../../../house/house.ts';
import type { Refusal } from '../../../house/refusal.ts';
import { pickLatest, pickRun } from '../../../house/pick-run.ts';
import type { Command, Session } from '../../session.ts';
import { withHouse } from '../../with-house.ts';
import { newestRunOf, originOf } from '../../../house/change/run-of-change.ts';
import type { Origin } from '../../../house/change/origin.ts';
import { findSpecRoot } from '../../../house/spec/spec-root.ts';

export type SpecTraceArgs = {
  /** A run or a change; null means the latest run. */
  readonly name: string | null;
  readonly format: 'md' | 'json' | 'html';
};

const print = async (
  session: Session,
  house: House,
  { run, links }: { readonly run: RunRow | null; readonly links: Origin['links'] },
  format: SpecTraceArgs['format'],
): Promise<ExitCode> => {
  const rows = run === null ? [] : await house.store.steps(run.id);
  const results = new Map<string, StepResult>(
    rows.map(({ step, status, checkpoint }) => [step, { status, commit: checkpoint }]),
  );
  session.screen.write(printTrace(traceRows(links, results), session.json ? 'json' : format));
  return exitCode.ok;
};

/** The links of an open change as it stands; null where there is no such change. */
const linksOf = async (session: Session, id: string): Promise<Origin['links'] | null> => {
  const files = findSpecRoot(session.directory, false);
  if (!files.ok) return null;
  const compiled = compileChange(await openProject(files.value), id, { tool: 'manual', withDone: true });
  return compiled.ok ? compiled.value.links : null;
};

const latest = async (session: Session, house: House): Promise<Result<RunRow, Refusal>> => {
  const picked = await pickLatest(house, null, 'all');
  if (!picked.ok) return picked;
  if (picked.value.line !== null) session.screen.note(picked.value.line);
  return ok(picked.value.run);
};

/** Prints the trace of a run, or of the newest run of a change. */
export const specTrace: Command<SpecTraceArgs> = (session, { name, format }) =>
  withHouse(session, async (house) => {
    const change = name?.replace(/^change\//, '') ?? null;
    const newest = change === null ? null : await newestRunOf(house, change);
    if (newest !== null)
      return await print(session, house, { run: newest, links: originOf(house, newest)?.links ?? [] }, format);
    const links = change === null ? null : await linksOf(session, change);
    if (links !== null) return await print(session, house, { run: null, links }, format);
    const picked = name === null ? await latest(session, house) : await pickRun(house.store, name);
    if (!picked.ok)
      return name === null
        ? complain(session.screen, picked.error)
        : complain(session.screen, invalid(`there is no change or run "${name}"`, 'See: ws list, ws spec list'));
    const origin = originOf(house, picked.value);
    if (origin === null) {
      const hint = 'Start one: ws run --change <id>';
      return complain(session.screen, invalid(`run ${picked.value.id} was not started from a change`, hint));
    }
    return await print(session, house, { run: picked.value, links: origin.links }, format);
  });
