/** `ws classify`: what a log says a command died of. Needs no repository and changes nothing. */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { instant } from '../../../core/id.ts';
import { classify as classifyLog, type Classification } from '../../../error/engine/verdict/classify.ts';
import type { LogSource } from '../../../error/engine/reading/log.ts';
import { foresee } from '../../../error/engine/policy/foreseen.ts';
import { openPlugins, type PluginSettings } from '../../../error/engine/plugins/plugin-set.ts';
import { configuredAt, ignoredLine, pluginSettingsAt } from '../../house/configured.ts';
import { classificationLines } from '../classification-lines.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { filesIn, homeOf } from '../../house/plugin-places.ts';
import type { Command, Session } from '../session.ts';
import { codeOf, isSystemError } from '../../../core/thrown.ts';

export type ClassifyArgs = {
  /** null, or `-`: the standard input. */
  readonly file: string | null;
  /** How the command ended, where it is known. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The command that wrote it, which tells what its exit code means where the log does not. */
  readonly command: string | null;
  /** Whether code in `.ws/plugins` may run. */
  readonly trustsPlugins: boolean;
};

const sourceOf = (session: Session, file: string | null): LogSource => {
  if (file !== null && file !== '-') return createReadStream(resolve(session.directory, file));
  const input = session.openInput();
  if (input.isTerminal) session.screen.note('reading the log from the terminal; end it with Ctrl-D');
  return input.chunks;
};

const classified = async (session: Session, args: ClassifyArgs, plugins: PluginSettings): Promise<Classification> =>
  classifyLog({
    exitCode: args.exitCode,
    signal: args.signal,
    timedOutAfterMs: null,
    command: args.command,
    stdout: sourceOf(session, args.file),
    stderr: '',
    known: null,
    thrown: undefined,
    http: null,
    isOomKilled: false,
    root: session.directory,
    hasFile: filesIn(session.directory),
    plugins: await openPlugins({ ...plugins, isTrusted: plugins.isTrusted || args.trustsPlugins }),
    now: instant(Date.now()),
  });

/** Prints the classification; a log that cannot be read exits with 2, whatever is found in one that can with 0. */
export const classify: Command<ClassifyArgs> = async (session, args) => {
  const { screen } = session;
  const home = homeOf(session.directory);
  const configured = await configuredAt(home, session.env);
  if (!configured.ok) return complain(screen, configured.error);
  const { configuration, notes } = configured.value;
  for (const note of notes) screen.note(plainLine(note));
  let found: Classification;
  try {
    const plugins = pluginSettingsAt(home, configuration, session.env);
    found = await classified(session, args, plugins);
  } catch (error) {
    const code = isSystemError(error) ? codeOf(error) : null;
    if (code === null) throw error;
    const name = args.file === null || args.file === '-' ? 'the standard input' : args.file;
    const message = code === 'ENOENT' ? `there is no file ${name}` : `${name} cannot be read (${code})`;
    return complain(screen, invalid(message, 'Give a log: ws classify build.log, or: … 2>&1 | ws classify'));
  }
  const foreseen = foresee(found, configuration.errors, instant(Date.now()));
  const decision = foreseen?.decision ?? null;
  const severity = foreseen?.diagnosis.severity ?? found.severity;
  if (session.json) {
    const { code, severity: _, plugin, signature, message, issues, ...rest } = found;
    screen.line(JSON.stringify({ code, severity, plugin, signature, message, issues, decision, ...rest }, null, 2));
    return exitCode.ok;
  }
  for (const line of classificationLines({ ...found, severity }, screen.paint)) screen.line(line);
  if (decision !== null) screen.line(`decision   ${decision.kind}  ${screen.paint.dim(plainLine(decision.reason))}`);
  for (const { plugin, kind, message } of found.problems) {
    if (kind === 'untrusted') {
      screen.note(plainLine(`${ignoredLine(message, home, configuration)} (--trust-plugins runs it this once)`));
      continue;
    }
    const isHeard = kind === 'fix' || kind === 'name';
    screen.note(plainLine(`the plugin ${plugin}${isHeard ? ':' : ' was left out,'} ${message}`));
  }
  return exitCode.ok;
};
