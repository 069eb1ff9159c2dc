/** Tells where in its repository a directory lies. */
import { runGit } from './command.ts';

/** The path from the top of the checkout, with a slash at its end; empty at the top, and where there is no repository. */
export const prefixOf = async (directory: string): Promise<string> => {
  const place = { cwd: directory, gitDir: null, workTree: null };
  const said = await runGit({ args: ['rev-parse', '--show-prefix'], place, reads: true });
  return said.ok ? said.value.stdout.toString('utf8').replace(/\n$/, '') : '';
};
