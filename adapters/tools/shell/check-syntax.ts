/** Asks a shell whether it can read a script; nothing of it is run. */
import { spawn } from 'node:child_process';

export type ShellName = 'sh' | 'bash';

/** What a shell says of a script that it cannot read, and in which line, from 1. */
export type SyntaxFault = { readonly line: number; readonly message: string };

const READERS: Readonly<Record<ShellName, readonly [string, ...string[]]>> = {
  sh: ['/bin/sh', '-n'],
  bash: ['bash', '--noprofile', '--norc', '-n'],
};
/** `sh: 3: Syntax error: …` of dash, `bash: line 3: syntax error …` of bash. */
const FAULT = /^[^:\n]*: (?:line )?(\d+): (.+)$/m;
const LONGEST_MS = 5_000;

/** Null where the shell reads it, says nothing that names a line, or is not there. `searched`: the folders of programs, as in PATH. */
export const checkSyntax = (script: string, shell: ShellName, searched: string): Promise<SyntaxFault | null> =>
  new Promise((resolve) => {
    const [program, ...args] = READERS[shell];
    // Nothing of the environment is read: ENV and BASH_ENV name files that shells run.
    const env = { PATH: searched, LC_ALL: 'C' };
    const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'pipe'], timeout: LONGEST_MS });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', () => resolve(null));
    child.on('close', (code) => {
      const [, line, message] = code === 0 ? [] : (FAULT.exec(said) ?? []);
      resolve(line === undefined || message === undefined ? null : { line: Number(line), message });
    });
    // A shell that ends early takes no more of it.
    child.stdin.on('error', () => undefined).end(script);
  });
