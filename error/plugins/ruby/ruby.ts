/** Reads what RSpec, minitest, RuboCop and Ruby itself print. */
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import type { Log } from '../../engine/reading/log.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

/** What is pending fails as well, and is meant to. */
const RSPEC_SECTION = /^(Failures|Pending|Failed examples):/;
const RSPEC_HEAD = /^ {0,2}\d{1,5}\) (.+)$/;
const RSPEC_FRAME = /^ {0,5}# (\S{1,400}\.rb):(\d{1,7})(?::in .*)?$/;
const RSPEC_LOAD = /^An error occurred while loading (\S{1,400}\.rb)\.?(?: .*)?$/;
const MINITEST_END = /^\d+ (?:runs|tests), \d+ assertions, /;
const MINITEST_HEAD = /^ {2}\d{1,5}\) (Failure|Error):$/;
const MINITEST_FAILURE = /^(\S{1,300}) \[(\S{1,400}):(\d{1,7})\]:$/;
const MINITEST_ERROR = /^(\S{1,300}):$/;
const MINITEST_FRAME = /^ {4}(\S{1,400}\.rb):(\d{1,7})(?::in .*)?$/;
const RUBOCOP = /^(\S{1,400}?):(\d{1,7}):(\d{1,7}): ([CWEFRI]): (?:\[\w{1,20}\] )?([A-Z]\w{1,60}\/[\w/]{1,80}): (.+)$/;
const UNCAUGHT = /^(?:\S{0,200}: )?(\S{1,400}\.rb):(\d{1,7}):in [`'].{1,200}?': (.+) \(([A-Z][\w:]{1,120})\)$/;
const SYNTAX = /^(?:\S{0,200}: )?(\S{1,400}\.rb):(\d{1,7}): (syntax error.*|.*\(SyntaxError\).*)$/;
/** How far down a failure is read. */
const REACH = 40;

/** RuboCop fails for a convention as it does for an error; only what is for information it lets pass. */
const severityOf = (letter: string | undefined): IssueSeverity => (letter === 'I' ? 'info' : 'error');

const blockEnd = (lines: readonly string[], from: number, head: RegExp, end: RegExp): number => {
  let at = from;
  while (at < Math.min(lines.length, from + REACH) && !head.test(lines[at] ?? '') && !end.test(lines[at] ?? ''))
    at += 1;
  return at;
};

/** An exception's name, and what it says, which stands below. */
const joined = (said: readonly string[]): string => said.join('; ').replace(':; ', ': ');

const ownFrame = (lines: readonly string[], frame: RegExp): RegExpExecArray | null =>
  lines.map((line) => frame.exec(line)).find((each) => each !== null && !isForeignPath(each[1] ?? '')) ?? null;

/** `rspec ./spec/a_spec.rb:60 # the name of it`: how to run it again, which names where it stands. */
const RERUN = /^rspec (\S{1,400}\.rb):(\d{1,7}) # (.+)$/;

const rerunOf = (lines: readonly string[], name: string): RegExpExecArray | null =>
  lines.map((line) => RERUN.exec(line)).find((each) => each?.[3] === name) ?? null;

const readExample = (lines: readonly string[], at: number): Issue | null => {
  const name = RSPEC_HEAD.exec(lines[at] ?? '')?.[1];
  if (name === undefined) return null;
  const block = lines.slice(at + 1, blockEnd(lines, at + 1, RSPEC_HEAD, /^Finished in /));
  const said = block.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const frame = ownFrame(block, RSPEC_FRAME) ?? rerunOf(lines, name);
  // "Failure/Error: <source>", then what was wrong with it.
  const message = (said[0] ?? '').startsWith('Failure/Error:') ? joined(said.slice(1, 3)) : (said[0] ?? 'failed');
  const text = `${name}: ${message === '' ? (said[0] ?? 'failed') : message}`;
  return issueOf({ tool: 'rspec', path: frame?.[1], line: frame?.[2], message: text, category: 'test' });
};

const readLoad = (lines: readonly string[], at: number): Issue | null => {
  const path = RSPEC_LOAD.exec(lines[at] ?? '')?.[1];
  if (path === undefined) return null;
  const block = lines.slice(at + 1, at + REACH);
  const frame = ownFrame(block, /^# (\S{1,400}\.rb):(\d{1,7})(?::in .*)?$/);
  const named = block.findIndex((line) => /^[A-Z][\w:]{0,120}(?:Error|Exception)\b/.test(line));
  const message = named === -1 ? 'cannot be loaded' : joined(block.slice(named, named + 2).map((line) => line.trim()));
  return issueOf({ tool: 'rspec', path: frame?.[1] ?? path, line: frame?.[2], message, category: 'build' });
};

const readMinitest = (lines: readonly string[], at: number): Issue | null => {
  if (!MINITEST_HEAD.test(lines[at] ?? '')) return null;
  const next = lines[at + 1] ?? '';
  const [, name, path, row] = MINITEST_FAILURE.exec(next) ?? [];
  const block = lines.slice(at + 2, blockEnd(lines, at + 2, MINITEST_HEAD, MINITEST_END));
  const said = block.filter((line) => line.trim() !== '' && !MINITEST_FRAME.test(line)).slice(0, 2);
  if (name !== undefined) {
    const message = `${name}: ${said.map((line) => line.trim()).join('; ')}`;
    return issueOf({ tool: 'minitest', path, line: row, message, category: 'test' });
  }
  const test = MINITEST_ERROR.exec(next)?.[1];
  if (test === undefined) return null;
  const frame = ownFrame(block, MINITEST_FRAME);
  const message = `${test}: ${said[0] ?? 'failed'}`;
  return issueOf({ tool: 'minitest', path: frame?.[1], line: frame?.[2], message, category: 'test' });
};

const readRubocop = (line: string): Issue | null => {
  const [, path, row, column, letter, code, message] = RUBOCOP.exec(line) ?? [];
  if (message === undefined) return null;
  const severity = severityOf(letter);
  const category = code === 'Lint/Syntax' ? 'syntax' : 'lint';
  return issueOf({ tool: 'rubocop', path, line: row, column, code: code ?? null, message, severity, category });
};

const readUncaught = (line: string): Issue | null => {
  const [, path, row, message, name] = UNCAUGHT.exec(line) ?? [];
  if (message !== undefined && path !== undefined && !isForeignPath(path))
    return issueOf({ tool: 'ruby', path, line: row, code: name ?? null, message, category: 'runtime' });
  const [, broken, brokenRow, text] = SYNTAX.exec(line) ?? [];
  return text === undefined
    ? null
    : issueOf({ tool: 'ruby', path: broken, line: brokenRow, message: text, category: 'syntax' });
};

/** What RSpec ends with may be cut off, or stand within, where somebody copied it. */
const isRspecLog = (log: Log): boolean =>
  hasLine(log, /^\s{0,4}\d+ examples?, \d+ failures?/) ||
  log.lines.some((line, at) => RSPEC_HEAD.test(line) && /^\s{0,8}Failure\/Error:/.test(log.lines[at + 1] ?? ''));

export const ruby: ErrorPlugin = definePlugin({
  name: 'ruby',
  canHandle: (log) =>
    isRspecLog(log) ||
    (hasLine(log, MINITEST_END) && hasLine(log, MINITEST_HEAD)) ||
    hasLine(log, RUBOCOP) ||
    hasLine(log, UNCAUGHT) ||
    hasLine(log, SYNTAX),
  parse: (log) => {
    const { lines } = log;
    const isRspec = isRspecLog(log);
    const isMinitest = !isRspec && lineWithin(lines, 0, lines.length, MINITEST_END) !== null;
    let isPending = false;
    return lines.flatMap((line, at) => {
      const section = RSPEC_SECTION.exec(line)?.[1];
      if (section !== undefined) isPending = section === 'Pending';
      if (isRspec && isPending) return [];
      if (isRspec) return readExample(lines, at) ?? readLoad(lines, at) ?? [];
      if (isMinitest) return readMinitest(lines, at) ?? [];
      return readRubocop(line) ?? readUncaught(line) ?? [];
    });
  },
});
