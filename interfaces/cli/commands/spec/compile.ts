/** `ws spec compile`: a workstream from a change or a document. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import type { Command } from '../../session.ts';
import { compileItem } from '../../../house/spec/compile-item.ts';
import { withProject } from './with-project.ts';
import { messageOf } from '../../../../core/thrown.ts';

export type SpecCompileArgs = {
  readonly name: string;
  /** null prints it. */
  readonly output: string | null;
  readonly tool: string;
  readonly withDone: boolean;
};

/** Writes or prints the workstream. */
export const specCompile: Command<SpecCompileArgs> = (session, { name, output, tool, withDone }) =>
  withProject(session, async (opened) => {
    const compiled = await compileItem(opened, name, { tool, withDone });
    if (!compiled.ok) return complain(session.screen, compiled.error);
    for (const note of compiled.value.notes) session.screen.note(note);
    const text = `${JSON.stringify(compiled.value.workstream, null, 2)}\n`;
    if (output === null) {
      session.screen.write(text);
      return exitCode.ok;
    }
    try {
      writeFileSync(resolve(session.directory, output), text);
    } catch (error) {
      return complain(session.screen, invalid(`${output} cannot be written: ${messageOf(error)}`));
    }
    session.screen.note(`wrote ${output}; run it: ws run ${output}`);
    return exitCode.ok;
  });
