/** Calls `gh`, the command line of GitHub: arguments as they are, never through a shell. */
import { execFile } from 'node:child_process';
import { err, ok, type Result } from '../../core/result.ts';

/** `missing`: there is no such program; `signed-out`: it knows no account; `failed`: it said no. */
export type GhProblem = { readonly code: 'missing' | 'signed-out' | 'failed'; readonly message: string };

/** Runs one call in a directory, with a text on its standard input; gives what it printed. */
export type Gh = (args: readonly string[], stdin: string) => Promise<Result<string, GhProblem>>;

const LONGEST_MS = 60_000;
/** gh's own exit code where nobody is signed in. */
const SIGNED_OUT = 4;

/** What gh said of its failure, in one line. */
const reasonOf = (error: Error, stderr: string): string => {
  const said = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return said.slice(0, 3).join('; ') || error.message.split('\n')[0] || 'it failed and said nothing';
};

/** Opens `gh` as it is found on the PATH, for the repository that a directory lies in. */
export const openGh =
  (directory: string, env: Readonly<Record<string, string | undefined>>): Gh =>
  (args, stdin) =>
    new Promise((resolve) => {
      // Nobody is there to answer a question, and a page of colours is no JSON.
      const quiet = { GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1', CLICOLOR_FORCE: undefined };
      const options = { cwd: directory, env: { ...env, ...quiet }, timeout: LONGEST_MS, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile('gh', [...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(ok(stdout));
        else if (error.code === 'ENOENT') resolve(err({ code: 'missing', message: 'there is no program "gh"' }));
        else {
          const code = Number(error.code) === SIGNED_OUT ? 'signed-out' : 'failed';
          const late = error.killed === true ? `it took longer than ${LONGEST_MS / 1000} s` : null;
          resolve(err({ code, message: late ?? reasonOf(error, stderr) }));
        }
      });
      // A program that ends before it has read its input is told of by its exit code.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(stdin);
    });
