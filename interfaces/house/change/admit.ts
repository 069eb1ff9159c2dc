/** Lets a run of a workstream that names a change begin or go on, or says why not. */
import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { nearest } from '../../../core/planning/nearest.ts';
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { compileChange } from '../../../specifications/bridge/compile.ts';
import { hashChange } from '../../../specifications/bridge/content-hash.ts';
import { openProject, type Project } from '../../../specifications/tools/project/project.ts';
import type { WritableFiles } from '../../../specifications/files.ts';
import { invalid } from '../refusals.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import type { Origin } from './origin.ts';
import { findSpecRoot } from '../spec/spec-root.ts';
import { refuseUnapproved } from './gate.ts';
import { isKept, originFile, originIn } from './run-of-change.ts';

export type Candidate = {
  readonly change: string;
  /** Absolute path of the definition; null where it came from no file. */
  readonly file: string | null;
  /** What a run that goes on was made from; null for a new one. */
  readonly origin: Origin | null;
  /** Where somebody stands: the project around it is looked for first. */
  readonly directory: string;
};

type Proposing = Pick<House, 'stateDirectory' | 'proposals' | 'clock'>;

type Code = 'no-project' | 'unknown-change' | 'not-approved';
type Refused = { readonly code: Code; readonly refusal: Refusal };

/** The project around a directory, else the one that a workstream file lies in. */
const findProject = (directory: string, file: string | null): Result<WritableFiles, Refusal> => {
  const found = findSpecRoot(directory, false);
  return found.ok || file === null ? found : findSpecRoot(dirname(file), false);
};

/** What an open change is at this moment, for a workstream that somebody wrote. */
export const originNow = (files: WritableFiles, project: Project, change: string): Origin => {
  const compiled = compileChange(project, change, { tool: 'manual', withDone: true });
  const { links, tasks } = compiled.ok ? compiled.value : { links: [], tasks: [] };
  const hash = hashChange(project, change);
  return { version: 1, change, root: files.root, hash, links, tasks };
};

const check = async (
  { change, file, origin, directory }: Candidate,
  house: Proposing,
): Promise<Result<Origin, Refused>> => {
  const known = origin ?? (file !== null && isKept(house, file) ? originIn(originFile(file)) : null);
  const files = findProject(directory, file);
  // A run that began goes on even where its project is gone; a new one needs the change it names.
  if (!files.ok) return known === null ? err({ code: 'no-project', refusal: files.error }) : ok(known);
  const project = await openProject(files.value);
  if (known === null && !project.changeIds.includes(change)) {
    const meant = nearest(change, project.changeIds);
    const hint = meant === null ? 'See: ws change list' : `Did you mean "${meant}"?`;
    return err({ code: 'unknown-change', refusal: invalid(`there is no open change "${change}"`, hint) });
  }
  const made = known ?? originNow(files.value, project, change);
  const refusal = await refuseUnapproved(project, house, made);
  return refusal === null ? ok(made) : err({ code: 'not-approved', refusal });
};

/** Adds the place where the file names its change. */
const placed = async ({ code, refusal }: Refused, file: string, directory: string): Promise<Refusal> => {
  const [{ readWorkstream }, { diagnose }] = await Promise.all([
    import('../../../schema/parse-workstream.ts'),
    import('../../../schema/diagnose.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch(() => '');
  const shown = relative(directory, file);
  const read = await readWorkstream(text, shown, SHELL);
  const problem = { code, message: refusal.message, pointer: '/spec/change', place: 'value' } as const;
  const found = diagnose([problem], { text, file: shown, document: read.ok ? read.value.document : null });
  const message = `${shown} must not be run as it stands`;
  return { ...refusal, message, diagnostics: [...found, ...refusal.diagnostics] };
};

/** What the run is made from, or why it must not be. */
export const admit = async (candidate: Candidate, house: Proposing): Promise<Result<Origin, Refusal>> => {
  const checked = await check(candidate, house);
  if (checked.ok) return checked;
  const { file, origin, directory } = candidate;
  // Only who starts a file of their own is shown a place in it.
  if (file === null || origin !== null || isKept(house, file)) return err(checked.error.refusal);
  return err(await placed(checked.error, file, directory));
};
