/** `ws init`: writes a commented workstream that runs as it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';
import { starter } from '../starter.ts';
import { codeOf } from '../../../core/thrown.ts';

export type InitArgs = { readonly file: string };

/** Writes the starter; never over a file that is there. */
export const init: Command<InitArgs> = async (session, args) => {
  const path = resolve(session.directory, args.file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, starter, { flag: 'wx' });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      return complain(session.screen, invalid(`${args.file} is there already`, 'Give another name: ws init <file>'));
    }
    if (code === null) throw error;
    return complain(session.screen, invalid(`${args.file} cannot be written (${code})`));
  }
  if (session.json) session.screen.line(JSON.stringify({ file: path }));
  else session.screen.line(`wrote ${args.file}\n  try it: ws run ${args.file}`);
  return exitCode.ok;
};
