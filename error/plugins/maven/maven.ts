/** Reads what Maven, its test runner Surefire and javac print. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const COMPILER = /^\[(ERROR|WARNING)\] (\S.*?\.(?:java|kt|scala|groovy)):\[(\d+),(\d+)\] (.+)$/;
/** Gradle may have left the name of its task in front. */
const JAVAC = /^(?::[\w:-]{1,100}(?=\/))?(\S.*?\.java):(\d+): (error|warning): (.+)$/;
const TEST =
  /^(?:\[ERROR\] +)?([\w$.]+)(?:\(([\w$.]+)\))? {1,2}(?:-- )?Time elapsed: [\d.]+ s(?:ec)? {1,2}<<< (?:FAILURE|ERROR)!$/;
const FRAME = /^\s+at ([\w$.]+)\.[\w$<>]+\((\w+\.(?:java|kt|scala|groovy)):(\d+)\)$/;
const POM = /Non-parseable POM (.+?): (.+?) {1,3}@ line (\d+), column (\d+)/;
const UNREADABLE = /^\[FATAL\] Non-readable POM (\S.{0,400}?): (.{1,400}?)(?: from line (\d{1,7}))?(?:,.*| {1,3}@.*)?$/;
const POM_FIELD = /^\[(?:ERROR|FATAL)\] '(.+)' (.+) @ .*?line (\d+), column (\d+)$/;
const GOAL = /^\[ERROR\] (?:Failed to execute goal |Plugin )(.*?)(?: -> \[Help \d+\])?$/;

const readCompiler = (line: string): Issue | null => {
  const [, mavenLevel, mavenPath, mavenRow, column, mavenText] = COMPILER.exec(line) ?? [];
  const [, javacPath, javacRow, javacLevel, javacText] = JAVAC.exec(line) ?? [];
  const message = mavenText ?? javacText;
  if (message === undefined) return null;
  const severity = mavenLevel === 'WARNING' || javacLevel === 'warning' ? 'warning' : 'error';
  const tool = mavenText === undefined ? 'javac' : 'maven';
  return issueOf({
    tool,
    path: mavenPath ?? javacPath,
    line: mavenRow ?? javacRow,
    column,
    message,
    severity,
    category: 'build',
  });
};

const readTest = (log: Log, at: number): Issue | null => {
  const [, first, second] = TEST.exec(log.lines[at] ?? '') ?? [];
  if (first === undefined) return null;
  // Old: `adds(org.example.AppTest)`, new: `org.example.AppTest.adds`.
  const name = second === undefined ? first : `${second}.${first}`;
  const className = name.slice(0, name.lastIndexOf('.'));
  const folder = className.slice(0, Math.max(0, className.lastIndexOf('.'))).replaceAll('.', '/');
  let place: RegExpExecArray | null = null;
  for (let next = at + 1; next < at + 60 && place === null && log.lines[next] !== ''; next += 1) {
    const frame = FRAME.exec(log.lines[next] ?? '');
    if (frame?.[1] === className) place = frame;
  }
  const code = name.split('.').slice(-2).join('.');
  const path = place === null ? null : ['src/test/java', folder, place[2]].filter((part) => part !== '').join('/');
  const message = `${code}: ${log.lines[at + 1] ?? 'failed'}`;
  return issueOf({ tool: 'surefire', path, line: place?.[3], code, message, category: 'test' });
};

const readPom = (line: string): Issue | null => {
  const [, path, message, row, column] = POM.exec(line) ?? [];
  if (message !== undefined) return issueOf({ tool: 'maven', path, line: row, column, message, category: 'build' });
  const [, unread, reason, startRow] = UNREADABLE.exec(line) ?? [];
  if (reason !== undefined)
    return issueOf({ tool: 'maven', path: unread, line: startRow, message: reason, category: 'syntax' });
  const [, field, problem, fieldRow, fieldColumn] = POM_FIELD.exec(line) ?? [];
  if (field === undefined) return null;
  return issueOf({
    tool: 'maven',
    path: 'pom.xml',
    line: fieldRow,
    column: fieldColumn,
    message: `${field} ${problem}`,
    category: 'build',
  });
};

const readGoal = (line: string): Issue | null => {
  const message = GOAL.exec(line)?.[1];
  if (message === undefined) return null;
  const isMissing = /resolve|resolution|not be found|transfer/i.test(message);
  return issueOf({ tool: 'maven', path: 'pom.xml', message, category: isMissing ? 'dependency' : 'build' });
};

/** Maven says everything twice, and POM errors three times; what it says first is whole. */
const once = (issues: readonly Issue[]): readonly Issue[] => {
  const keyOf = ({ path, line, column, code }: Issue): string => JSON.stringify([path, line, column, code]);
  const firsts = new Map<string, Issue>();
  for (const each of issues) if (!firsts.has(keyOf(each))) firsts.set(keyOf(each), each);
  return [...firsts.values()];
};

export const maven: ErrorPlugin = definePlugin({
  name: 'maven',
  canHandle: (log) => hasLine(log, /^\[(?:ERROR|FATAL)\] /) || hasLine(log, JAVAC),
  parse: (log) => {
    const issues = log.lines.flatMap((line, at) => readCompiler(line) ?? readTest(log, at) ?? readPom(line) ?? []);
    return once(issues.length > 0 ? issues : log.lines.flatMap((line) => readGoal(line) ?? []));
  },
});
