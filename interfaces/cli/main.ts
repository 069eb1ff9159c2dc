/** Takes a command line to its exit code; the only place of the command line that catches a throw. */
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { isHangupIgnored, watchTerminals } from '../../adapters/machine/hangup.ts';
import { ownEnvironment } from '../../adapters/machine/own-environment.ts';
import type { GlobalOptions } from './declaration.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Composer } from '../house/composer.ts';
import { inputOf, type Input } from './input.ts';
import { interruptsOf, type Interrupts } from './interrupts.ts';
import { createProgram } from './program.ts';
import { openScreen, tellerOf, type OpenedScreen, type Screen, type Told } from './screen.ts';
import { SET_VARIABLE } from '../../config/given.ts';
import { version } from '../house/version.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf, messageOf } from '../../core/thrown.ts';

/** What the command line touches of its process. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly interrupts: Interrupts;
  openInput(): Input;
  openScreen(wishes: { readonly colour: boolean; readonly quiet: boolean }): Screen;
  compose(env: World['env']): Promise<Composer>;
};

/** Tells a person about a bug: where the report lies, and with WS_DEBUG all of it. */
export const reportBug = (
  error: unknown,
  env: World['env'],
  say: (text: string) => void,
  redact: (text: string, env: World['env']) => string,
): ExitCode => {
  // Nobody knows which secrets the text holds.
  const safe = (text: string): string => {
    try {
      return redact(text, env);
    } catch {
      return 'its text could not be freed of secrets';
    }
  };
  const stack = safe(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const message = safe(messageOf(error));
  const command = safe(process.argv.slice(2).join(' '));
  say(`ws: this is a bug in ws, please report it: ${message}\n`);
  if ((env['WS_DEBUG'] ?? '') !== '') {
    say(`${stack}\n`);
    return exitCode.bug;
  }
  const path = join(tmpdir(), `ws-bug-${process.pid}.txt`);
  try {
    const facts = `ws ${version}, node ${process.version}, ${process.platform} ${process.arch}`;
    writeFileSync(path, `${facts}\n${command}\n\n${stack}\n`, { mode: 0o600 });
    say(`  Add this file to the report: ${path}\n`);
  } catch {
    say('  Run it again with WS_DEBUG=1 and add what it prints to the report.\n');
  }
  return exitCode.bug;
};

/** The environment with what `--set` says, in the one variable that hands it on. */
const withSettings = (env: World['env'], assignments: readonly string[]): World['env'] =>
  assignments.length === 0 ? env : { ...env, [SET_VARIABLE]: [env[SET_VARIABLE] ?? '', ...assignments].join('\n') };

/** Runs one command line, without the name of the program. Gives its exit code; throws only for a bug. */
export const runCli = async (argv: readonly string[], world: World): Promise<ExitCode> => {
  let code: ExitCode = exitCode.ok;
  const program = createProgram(async (start) => {
    const options = program.opts<GlobalOptions>();
    const quiet = options.quiet ?? false;
    const env = withSettings(world.env, options.set ?? []);
    code = await start({
      screen: world.openScreen({ colour: options.color, quiet }),
      composer: await world.compose(env),
      directory: options.C === undefined ? world.cwd : resolve(world.cwd, options.C),
      json: options.json ?? false,
      quiet,
      env,
      interrupts: world.interrupts,
      openInput: () => world.openInput(),
    });
  });
  const plain = world.openScreen({ colour: !argv.includes('--no-color'), quiet: false });
  const quietly = (command: typeof program): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        plain.write(text);
      },
      writeErr: (text) => {
        plain.complain(text.trimEnd());
      },
      getOutHelpWidth: () => plain.columns,
      getErrHelpWidth: () => plain.columns,
    });
    for (const subcommand of command.commands) quietly(subcommand);
  };
  quietly(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
};

/** Where the process stands, or what a person is told of a folder that was removed or whose name cannot be said. */
const folderOf = (host: NodeJS.Process): Result<string, string> => {
  try {
    const cwd = host.cwd();
    // Bytes that are no UTF-8 have become this character, and with it the path is another one.
    if (!cwd.includes('\ufffd') || existsSync(cwd)) return ok(cwd);
    return err(`the path of the folder that you stand in is not UTF-8: ${cwd}\n  Give its folders other names`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return err('the folder that you stand in is gone\n  Go to another one: cd');
    throw error;
  }
};

/** Commands whose exit code tells of a run, which goes on whether or not somebody hears of it. */
const DRIVING: ReadonlySet<string> = new Set(['run', 'resume', 'retry', 'answer', 'cancel']);

const isDriving = (argv: readonly string[]): boolean => DRIVING.has(argv.find((word) => !word.startsWith('-')) ?? '');

/** The life of the process: runs its command line and ends it with the exit code. */
export const main = async (host: NodeJS.Process): Promise<void> => {
  const say = (text: string): void => {
    host.stderr.write(text);
  };
  host.on('exit', watchTerminals());
  const env = ownEnvironment();
  const interrupts = interruptsOf(host, isHangupIgnored(env));
  // Before there is a composer nothing is known of any secret.
  let mask = (text: string): string => text;
  const bug = (error: unknown): void => {
    // A second Ctrl-C leaves a driving in the middle of its work: that it finds the store closed is no bug.
    if (interrupts.kill.aborted) host.exit(exitCode.interrupted);
    const untold = (): string => 'its text could not be freed of secrets';
    void import('../house/redaction.ts')
      .then(({ redactAll }) => redactAll)
      .catch(() => untold)
      .then((redact) => host.exit(reportBug(error, env, say, (text, of) => mask(redact(text, of)))));
  };
  host.on('uncaughtException', bug);
  host.on('unhandledRejection', bug);
  let input: Input | null = null;
  const told: Told = { taker: null };
  const cwd = folderOf(host);
  if (!cwd.ok) {
    say(`ws: ${cwd.error}\n`);
    host.exitCode = exitCode.usage;
    return;
  }
  const screens = new Map<string, OpenedScreen>();
  const code = await runCli(host.argv.slice(2), {
    env,
    cwd: cwd.value,
    interrupts,
    // Taken when it is asked for: a process that never touches its standard input never waits for it. What was typed ahead is
    // kept with it.
    openInput: () => (input ??= inputOf(host.stdin)),
    openScreen: (wishes) => {
      const key = JSON.stringify(wishes);
      const screen =
        screens.get(key) ?? openScreen({ ...wishes, env, mask: (text) => mask(text) }, host.stdout, host.stderr, told);
      screens.set(key, screen);
      return screen;
    },
    compose: async (given) => {
      const composer = (await import('../compose.ts')).compose(given, tellerOf(told, say));
      ({ mask } = composer);
      return composer;
    },
  });
  // Ends even if something still holds the event loop; what was written goes out first.
  const end = (): void => {
    const isLost = [...screens.values()].some(({ isUnwritten }) => isUnwritten);
    host.exit(isLost && code === exitCode.ok && !isDriving(host.argv.slice(2)) ? exitCode.failed : code);
  };
  // What cannot be written is told a turn after the write has come back.
  host.stdout.write('', () => setImmediate(end));
};
