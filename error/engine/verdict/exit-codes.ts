/** What curl, wget and git tell by their exit code alone, as their manuals list them: for logs without a word. */
import type { FaultCode } from './fault-code.ts';

type Meaning = readonly [FaultCode, string];

/** https://curl.se/docs/manpage.html, EXIT CODES. */
const CURL: Readonly<Record<number, Meaning>> = {
  1: ['bad-input', 'the protocol is not supported'],
  2: ['bad-input', 'an option or a value is wrong'],
  3: ['bad-input', 'the URL is malformed'],
  5: ['network', 'the proxy could not be resolved'],
  6: ['network', 'the host could not be resolved'],
  7: ['network', 'the host could not be connected to'],
  9: ['permission-denied', 'access to the resource was denied'],
  16: ['network', 'an error in HTTP/2'],
  18: ['network', 'only a part was transferred'],
  22: ['tool-exit', 'the server answered with a status of 400 or more'],
  27: ['out-of-memory', 'there was not enough memory'],
  28: ['network', 'the time for it ran out'],
  35: ['network', 'the TLS handshake failed'],
  47: ['bad-input', 'there were too many redirects'],
  51: ['network', "the server's certificate was not accepted"],
  52: ['network', 'the server did not answer'],
  53: ['network', 'the TLS engine was not found'],
  55: ['network', 'sending failed'],
  56: ['network', 'receiving failed'],
  58: ['bad-input', 'the own certificate has a problem'],
  60: ['network', "the server's certificate could not be verified"],
  63: ['bad-input', 'the file is larger than allowed'],
  67: ['unauthenticated', 'the login was refused'],
  77: ['bad-input', 'the certificates of authorities could not be read'],
  78: ['bad-input', 'the resource is not there'],
  92: ['network', 'a stream of HTTP/2 was not closed properly'],
};
/** https://www.gnu.org/software/wget/manual/wget.html, Exit Status. */
const WGET: Readonly<Record<number, Meaning>> = {
  2: ['bad-input', 'an option or a setting cannot be read'],
  3: ['permission-denied', 'a file could not be written'],
  4: ['network', 'the network failed'],
  5: ['network', "the server's certificate could not be verified"],
  6: ['unauthenticated', 'the user name or the password was refused'],
  7: ['network', 'an error in the protocol'],
  8: ['tool-exit', 'the server answered with an error'],
};
const GIT: Readonly<Record<number, Meaning>> = {
  128: ['workspace', 'git gave up: the repository or the other side is not as it must be'],
  129: ['bad-input', 'git was called with options that it does not know'],
};
const PROGRAMS: ReadonlyMap<string, Readonly<Record<number, Meaning>>> = new Map([
  ['curl', CURL],
  ['wget', WGET],
  ['git', GIT],
]);

/** What a shell, make or npm show of a command before they run it. */
const SHOWN = /^(?:\+{1,3} |\$ |> )(\S.{0,400})$/;
const BEFORE = /^(?:\w{1,60}=\S{0,200} {1,4}|sudo |exec |time |nice |command |env ){0,6}/;

/** The program of the last command of a script, such as `curl` of `set -e; curl -sf $url`; null where it has none. */
const lastProgram = (script: string): string | null => {
  const commands = script
    .slice(-2000)
    .split(/\n|;|&&|\|\|?/)
    .map((each) => each.trim())
    .filter((each) => each !== '' && !each.startsWith('#'));
  const last = commands.at(-1) ?? '';
  const word = /^[^\s]{1,200}/.exec(last.slice(BEFORE.exec(last)?.[0].length ?? 0))?.[0] ?? '';
  return word === '' ? null : (word.split('/').at(-1) ?? null);
};

/**
 * What the exit code means of the program that ended last, as the command or what a shell showed of it says; null where
 * no such program did, or the code tells nothing.
 */
export const meaningOfExit = (
  exitCode: number | null,
  command: string | null,
  lines: readonly string[],
): { readonly code: FaultCode; readonly message: string } | null => {
  if (exitCode === null) return null;
  const shown = lines.map((line) => SHOWN.exec(line)?.[1]).findLast((each) => each !== undefined) ?? null;
  for (const script of [command, shown]) {
    const program = script === null ? null : lastProgram(script);
    const meaning = program === null ? undefined : PROGRAMS.get(program)?.[exitCode];
    if (meaning !== undefined)
      return { code: meaning[0], message: `${program} exited with code ${exitCode}: ${meaning[1]}` };
  }
  return null;
};
