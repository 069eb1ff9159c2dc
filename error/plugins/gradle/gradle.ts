/** Reads what Gradle prints: failed tests, errors of Kotlin, build scripts, tasks and dependencies. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FAILURE = /^FAILURE: Build (?:failed with an exception|completed with \d+ failures)\.$/;
const WHERE = /^(?:Build file|Settings file|Initialization script|Script) '(.{1,400})' line: (\d{1,7})$/;
const WRONG = /^\* What went wrong:$/;
const TASK = /^Execution failed for task '(:[^']{1,300})'\.$/;
const REASON = /^> (.+)$/;
const KOTLIN = /^([ew]): (?:file:\/\/)?(\S.{0,400}?\.kts?):(?: \(|)(\d{1,7})(?::|, )(\d{1,7})(?:\):|) (.+)$/;
/** What the tools of Android say of resources and manifests, within the reason that Gradle gives. */
const ANDROID =
  /^\s{0,12}(?:Output: {1,4}|> )?(\/?[^\s:]{1,400}\.\w{1,8}):(\d{1,7})(?::(\d{1,7}))?(?:-\d{1,7})?: (?:AAPT: )?(?:error: |Error:\s?)(.*)$/;
const TEST = /^(?:Gradle .{1,80} > )?([\w.$]{1,300}) > (.{1,300}?)(?:\(\))? FAILED$/;
const FRAME = /^ {4,8}\S.{0,300} at (\w{1,120}\.(?:java|kt|groovy|scala)):(\d{1,7})$/;
const DEPENDENCY = /^> Could not (?:resolve|find|download) .+$/;

const readTest = (lines: readonly string[], at: number): Issue | null => {
  const [, name, test] = TEST.exec(lines[at] ?? '') ?? [];
  if (name === undefined || test === undefined) return null;
  const said = lines[at + 1]?.trim() ?? '';
  const [, file, row] = lineWithin(lines, at + 1, 3, FRAME) ?? [];
  const folder = name.split('.').slice(0, -1).join('/');
  const language = file?.endsWith('.kt') === true ? 'kotlin' : (file?.slice(file.lastIndexOf('.') + 1) ?? '');
  const path = file === undefined ? null : ['src/test', language, folder, file].filter((part) => part !== '').join('/');
  const code = `${name.split('.').at(-1) ?? name}.${test}`;
  return issueOf({ tool: 'gradle', path, line: row, code, message: `${code}: ${said}`, category: 'test' });
};

const readKotlin = (line: string): Issue | null => {
  const [, level, path, row, column, message] = KOTLIN.exec(line) ?? [];
  if (message === undefined) return null;
  const severity = level === 'e' ? 'error' : 'warning';
  return issueOf({ tool: 'kotlin', path, line: row, column, message, severity, category: 'build' });
};

const readAndroid = (line: string): Issue | null => {
  const [, path, row, column, message] = ANDROID.exec(line) ?? [];
  return message === undefined
    ? null
    : issueOf({ tool: 'gradle', path, line: row, column, message, category: 'build' });
};

/** What the build itself says was wrong, where it was a script. */
const readScript = (lines: readonly string[], at: number): Issue | null => {
  const [, path, row] = WHERE.exec(lines[at] ?? '') ?? [];
  if (path === undefined) return null;
  const said =
    lineWithin(lines, at + 1, 8, /^(?:> .+|A problem occurred .+)$/)?.[0] ??
    lineWithin(lines, at + 1, 12, /^ {1,200}\^ (\S.*)$/)?.[1] ??
    'cannot be read';
  const reason = lineWithin(lines, at + 1, 8, REASON)?.[1];
  return issueOf({ tool: 'gradle', path, line: row, message: reason ?? said, category: 'build' });
};

/** Gradle says only that others have said what is wrong. */
const ELSEWHERE = /^> (?:Compilation failed; see the compiler|A failure occurred while executing .*Kotlin)/;

/** What remains where nothing else says more: the task, and why. */
const readWrong = (lines: readonly string[], at: number): Issue | null => {
  if (!WRONG.test(lines[at] ?? '') || lineWithin(lines, at + 2, 2, ELSEWHERE) !== null) return null;
  const task = lineWithin(lines, at + 1, 2, TASK)?.[1] ?? null;
  const dependency = lineWithin(lines, at + 1, 6, DEPENDENCY)?.[0].slice(2);
  const reason = dependency ?? lineWithin(lines, at + 2, 2, REASON)?.[1] ?? lines[at + 1] ?? 'failed';
  const category = dependency === undefined ? 'build' : 'dependency';
  return issueOf({ tool: 'gradle', path: 'build.gradle', code: task, message: reason, category });
};

export const gradle: ErrorPlugin = definePlugin({
  name: 'gradle',
  canHandle: (log) => hasLine(log, FAILURE) || hasLine(log, KOTLIN),
  parse: ({ lines }) => {
    const placed = lines.flatMap((line, at) => readTest(lines, at) ?? readKotlin(line) ?? readScript(lines, at) ?? []);
    if (placed.length > 0) return placed;
    const start = lines.findIndex((line) => WRONG.test(line));
    const android = lines.flatMap((line, at) => (start !== -1 && at > start ? (readAndroid(line) ?? []) : []));
    return android.length > 0 ? android : lines.flatMap((_, at) => readWrong(lines, at) ?? []);
  },
});
