/** `ws ccpm`: changes as PRDs, epics and tasks of CCPM, and back. */
import { ccpmFolder, epicStatus, readCcpm } from '../../../../specifications/bridge/ccpm.ts';
import { exportChange, importEpic, type TextFiles } from '../../../../specifications/bridge/ccpm-exchange.ts';
import { isHalfRenamed } from '../../../../specifications/bridge/ccpm-rename.ts';
import type { WritableFiles } from '../../../../specifications/files.ts';
import { changesFolder } from '../../../../specifications/tools/project/project.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode, type ExitCode } from '../../exit-code.ts';
import type { Refusal } from '../../../house/refusal.ts';
import type { Command, Session } from '../../session.ts';
import { findSpecRoot } from '../../../house/spec/spec-root.ts';
import { findCcpm, findEpic } from './epics.ts';

const failed = (message: string): Refusal => ({ kind: 'environment', message, hint: null, diagnostics: [] });

/** Writes files that are not there, or with `force` all; nothing where one is in the way. */
const writeAll = (session: Session, files: WritableFiles, texts: TextFiles, force: boolean): ExitCode => {
  const { screen } = session;
  const paths = Object.keys(texts);
  const inTheWay = paths.filter((path) => files.kind(path) !== null);
  if (inTheWay.length > 0 && !force)
    return complain(screen, invalid(`${inTheWay.join(', ')} exists already`, 'Write over it: --force'));
  for (const [path, text] of Object.entries(texts)) {
    const written = files.write(path, text);
    if (!written.ok) return complain(screen, failed(written.error.message));
  }
  if (session.json) screen.line(JSON.stringify({ written: paths }, null, 2));
  else for (const path of paths) screen.line(`wrote ${path}`);
  return exitCode.ok;
};

export type CcpmExportArgs = { readonly change: string; readonly force: boolean };

/** Writes a change as a PRD, an epic and its tasks. */
export const ccpmExport: Command<CcpmExportArgs> = async (session, { change, force }) => {
  const files = findSpecRoot(session.directory, false);
  if (!files.ok) return complain(session.screen, files.error);
  const folder = `${changesFolder}/${change}`;
  const tasks = files.value.read(`${folder}/tasks.md`);
  if (change.includes('/') || change.startsWith('.') || !tasks.ok)
    return complain(session.screen, invalid(`there is no open change "${change}" with a tasks.md`));
  const proposal = files.value.read(`${folder}/proposal.md`);
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const known = readCcpm(files.value).epics.find((each) => each.folder === `${ccpmFolder}/epics/${change}`) ?? null;
  const text = { id: change, proposal: proposal.ok ? proposal.value : null, tasks: tasks.value };
  const texts = exportChange(text, now, known);
  return await Promise.resolve(writeAll(session, files.value, texts, force));
};

// The official tool takes a change without requirements only where it says that this is meant.
const skipsSpecs = 'schema: spec-driven\nskip_specs: true\n';

const isSpecified = (files: WritableFiles, folder: string): boolean =>
  files.kind(`${folder}/specs`) !== null || files.kind(`${folder}/.openspec.yaml`) !== null;

export type CcpmImportArgs = { readonly epic: string; readonly force: boolean };

/** Writes an epic as the proposal and task list of a change. */
export const ccpmImport: Command<CcpmImportArgs> = async (session, { epic: name, force }) => {
  const files = findCcpm(session.directory);
  if (!files.ok) return complain(session.screen, files.error);
  const ccpm = readCcpm(files.value);
  const epic = findEpic(ccpm, name);
  if (!epic.ok) return complain(session.screen, epic.error);
  const prd = ccpm.prds.find((each) => each.file === epic.value.prd || each.name === epic.value.name);
  const { proposal, tasks, design, isForeign } = importEpic(epic.value, prd?.text ?? null);
  const id = epic.value.folder.split('/').at(-1) ?? name;
  const folder = `${changesFolder}/${id}`;
  const texts = {
    ...(proposal === null ? {} : { [`${folder}/proposal.md`]: proposal }),
    ...(design === null ? {} : { [`${folder}/design.md`]: design }),
    [`${folder}/tasks.md`]: tasks,
    ...(isForeign && !isSpecified(files.value, folder) ? { [`${folder}/.openspec.yaml`]: skipsSpecs } : {}),
  };
  const code = writeAll(session, files.value, texts, force);
  if (code === exitCode.ok && `${folder}/.openspec.yaml` in texts)
    session.screen.note(
      `CCPM has no requirements, so the change says skip_specs: true; take that out of ${folder}/.openspec.yaml once it has specs`,
    );
  return await Promise.resolve(code);
};

/** Prints how every epic stands; exits with 1 where tasks form a ring or name what is not there. */
export const ccpmStatus: Command<null> = async (session) => {
  const { screen } = session;
  const files = findCcpm(session.directory);
  if (!files.ok) return complain(screen, files.error);
  const ccpm = readCcpm(files.value);
  const epics = ccpm.epics.map(epicStatus);
  if (session.json)
    screen.line(JSON.stringify({ epics, problems: ccpm.problems, passedOver: ccpm.passedOver }, null, 2));
  else {
    for (const { name, done, total, ready, blocked } of epics) {
      screen.line(`${name}: ${done} of ${total} tasks done`);
      if (ready.length > 0) screen.line(`  ready: ${ready.join(', ')}`);
      for (const { id, by } of blocked) screen.line(`  ${id} waits for ${by.join(', ')}`);
    }
    for (const { name, folder } of ccpm.epics.filter((epic) => isHalfRenamed(files.value, epic.folder)))
      screen.complain(`${folder}  a sync was stopped while it renamed files; go on with: ws ccpm sync ${name}`);
    for (const { folder, why } of ccpm.passedOver) screen.complain(`${folder}  passed over: it ${why}`);
    for (const { file, code, message } of ccpm.problems) screen.complain(`${file}  ${message} (${code})`);
  }
  return await Promise.resolve(ccpm.problems.length === 0 ? exitCode.ok : exitCode.failed);
};
