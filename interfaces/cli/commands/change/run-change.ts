/** `ws run --change`: compiles a change and runs what it gives. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../../core/result.ts';
import { complain } from '../../complaint.ts';
import { exitCode } from '../../exit-code.ts';
import type { House, Refusal } from '../../house.ts';
import type { Command } from '../../session.ts';
import { withHouse } from '../../with-house.ts';
import { run, type RunArgs } from '../run.ts';
import { compileItem, type CompiledItem } from '../spec/compile-item.ts';
import { withProject } from '../spec/with-project.ts';
import { refuseUnapproved } from './gate.ts';
import { changesFolder, originFile } from './run-of-change.ts';

export type RunChangeArgs = Omit<RunArgs, 'file'> & { readonly change: string; readonly tool: string };

/** Keeps the workstream under the hash of its content, so that a later compilation does not change this run's file. */
const keep = (house: House, { workstream, origin }: CompiledItem): Result<string, Refusal> => {
  const text = `${JSON.stringify(workstream, null, 2)}\n`;
  const hash = createHash('sha256').update(text).update(JSON.stringify(origin)).digest('hex').slice(0, 16);
  const folder = changesFolder(house.stateDirectory);
  const file = join(folder, `${hash}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      writeFileSync(originFile(file), JSON.stringify(origin));
      writeFileSync(file, text);
    }
    return ok(file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err({ kind: 'environment', message: `${file} cannot be written: ${message}`, hint: null, diagnostics: [] });
  }
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
      const kept = keep(house, compiled.value);
      if (!kept.ok) return complain(session.screen, kept.error);
      file = kept.value;
      return await Promise.resolve(exitCode.ok);
    });
    return file === null ? code : await run(session, { ...rest, file });
  });
