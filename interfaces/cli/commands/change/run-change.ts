/** `ws run --change`: compiles a change and runs what it gives. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../../core/counted.ts';
import { err, ok, type Result } from '../../../../core/result.ts';
import { complain } from '../../complaint.ts';
import { exitCode } from '../../exit-code.ts';
import type { House, Refusal } from '../../../house/house.ts';
import type { Command, Session } from '../../session.ts';
import { withHouse } from '../../with-house.ts';
import { run, type RunArgs } from '../run.ts';
import { compileItem, type CompiledItem } from '../spec/compile-item.ts';
import { withProject } from '../spec/with-project.ts';
import { refuseUnapproved } from '../../../house/change/gate.ts';
import {
  changesFolder,
  newestRunOf,
  originFile,
  originOf,
  succeededSteps,
} from '../../../house/change/run-of-change.ts';
import { messageOf } from '../../../../core/thrown.ts';

export type RunChangeArgs = Omit<RunArgs, 'file'> & { readonly change: string; readonly tool: string };

/** Keeps the workstream under the hash of its content, so that a later compilation does not change this run's file. */
const keep = (house: House, { workstream, origin }: CompiledItem): Result<string, Refusal> => {
  const text = `${JSON.stringify(workstream, null, 2)}\n`;
  const hash = createHash('sha256').update(text).update(JSON.stringify(origin)).digest('hex').slice(0, 16);
  const folder = changesFolder(house.stateDirectory);
  const file = join(folder, `${hash}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Half a file, as a full disk leaves it, would be in the way of every later run of the same content.
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      writeFileSync(originFile(file), JSON.stringify(origin));
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    }
    return ok(file);
  } catch (error) {
    const message = `${file} cannot be written: ${messageOf(error)}`;
    return err({ kind: 'environment', message, hint: null, diagnostics: [] });
  }
};

/** Tells of tasks that are ticked, and so left out, though what was done for them is on the branch of an unfinished run. */
const noteTicked = async (session: Session, house: House, { origin }: CompiledItem): Promise<void> => {
  const before = await newestRunOf(house, origin.change ?? '');
  if (before === null || before.status === 'succeeded') return;
  const done = await succeededSteps(house, before.id);
  const open = new Set(origin.tasks.map(({ step }) => step));
  const left = (originOf(house, before)?.tasks ?? []).filter(({ step }) => done.has(step) && !open.has(step));
  if (left.length === 0) return;
  const steps = left.map(({ step }) => step).join(', ');
  session.screen.note(
    `${counted(left.length, 'task')} left out as done by run ${before.id}, which has not succeeded: ${steps}\n` +
      `  Unless you have merged it, its work is not here. Go on with it: ws retry ${before.id}; or empty their boxes.`,
  );
};

/** Runs an open change. */
export const runChange: Command<RunChangeArgs> = (session, { change, tool, ...rest }) =>
  withProject(session, async (opened) => {
    const compiled = await compileItem(opened, change, { tool, withDone: false });
    if (!compiled.ok) return complain(session.screen, compiled.error);
    let file: string | null = null;
    const code = await withHouse(session, async (house) => {
      const refused = await refuseUnapproved(opened, house, compiled.value.origin);
      if (refused !== null) return complain(session.screen, refused);
      await noteTicked(session, house, compiled.value);
      const kept = keep(house, compiled.value);
      if (!kept.ok) return complain(session.screen, kept.error);
      file = kept.value;
      return await Promise.resolve(exitCode.ok);
    });
    return file === null ? code : await run(session, { ...rest, file });
  });
