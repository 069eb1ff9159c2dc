/** Reads what CMake, CTest and Meson print of build files and tests. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, lineWithin, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const CMAKE =
  /^CMake (Error|Warning|Deprecation Warning)(?: \(dev\))?(?: at (\S.{0,400}?):(\d{1,7})(?: \(([^)]{1,120})\))?|: (.*)| in (\S.{0,400}?)):?$/;
const CTEST = /^\s{0,8}\d{1,6} - (.{1,300}?) \(([A-Z][\w ]{1,60})\)(?: {1,20}.*)?$/;
const CTEST_HEAD = /^The following tests FAILED:$/;
const MESON = /^((?:\S.{0,400}?\/)?meson(?:\.build|_options\.txt|\.options)):(\d{1,7}):(\d{1,7}): ERROR: (.+)$/;
const MESON_TEST = /^ {0,4}\d{1,5}\/\d{1,5} (.{1,300}?) {1,40}(FAIL|ERROR|TIMEOUT) {1,20}[\d.]{1,12}s\b.*$/;

/** `  CMakeLists.txt:174 (find_package)`, below `Call Stack (most recent call first):`. */
const CALL = /^ {2}(\S.{0,400}?):(\d{1,7}) \(/;
const CALLS = /^Call Stack/;

/** Of what a module of CMake reports the file of one's own that asked for it is at fault. */
const callerOf = (lines: readonly string[], at: number): { readonly path: string; readonly line: string } | null => {
  const from = lines.slice(at + 1, at + 30).findIndex((line) => CALLS.test(line));
  if (from === -1) return null;
  for (const line of lines.slice(at + 2 + from, at + 22 + from)) {
    const [, path, row] = CALL.exec(line) ?? [];
    if (path === undefined || row === undefined) return null;
    if (!isForeignPath(path)) return { path, line: row };
  }
  return null;
};

const readCmake = (lines: readonly string[], at: number): Issue | null => {
  const [, level, path, row, command, inline, folder] = CMAKE.exec(lines[at] ?? '') ?? [];
  if (level === undefined) return null;
  const message = inline ?? lineWithin(lines, at + 1, 4, /^ {2}(\S.*)$/)?.[1] ?? 'failed';
  const caller = path !== undefined && isForeignPath(path) ? callerOf(lines, at) : null;
  const place = caller ?? { path: path ?? folder, line: row };
  const severity = level === 'Error' ? 'error' : 'warning';
  return issueOf({ tool: 'cmake', ...place, code: command ?? null, message, severity, category: 'build' });
};

const readMeson = (line: string): Issue | null => {
  const [, path, row, column, message] = MESON.exec(line) ?? [];
  if (message !== undefined)
    // Meson counts columns from 0.
    return issueOf({ tool: 'meson', path, line: row, column: Number(column) + 1, message, category: 'build' });
  const [, name, how] = MESON_TEST.exec(line) ?? [];
  if (name === undefined) return null;
  return issueOf({ tool: 'meson', code: name, message: `${name}: ${how ?? 'FAIL'}`, category: 'test' });
};

const readTests = (lines: readonly string[]): readonly Issue[] => {
  const start = lines.findIndex((line) => CTEST_HEAD.test(line));
  if (start === -1) return [];
  return lines.slice(start + 1).flatMap((line) => {
    const [, name, how] = CTEST.exec(line) ?? [];
    if (name === undefined) return [];
    return [issueOf({ tool: 'ctest', code: name, message: `${name}: ${how ?? 'Failed'}`, category: 'test' })];
  });
};

export const cmake: ErrorPlugin = definePlugin({
  name: 'cmake',
  canHandle: (log) => [CMAKE, CTEST_HEAD, MESON, MESON_TEST].some((pattern) => hasLine(log, pattern)),
  parse: ({ lines }) => [
    ...lines.flatMap((line, at) => readCmake(lines, at) ?? readMeson(line) ?? []),
    ...readTests(lines),
  ],
});
