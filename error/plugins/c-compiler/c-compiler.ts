/** Reads what GCC, Clang, their linkers and their sanitizers print. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugin.ts';

const FINDING =
  /^(?!::)(\S.*?\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|m|mm|S|s|cu|cuh|ino)):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$/;
const FLAG = / \[(-W[\w+=-]+|-fpermissive)(?:,[^\]]{1,80})?\]$/;
const UNDEFINED =
  /^(?:\S*\bld(?:\.\w+)?: )?(?:\S+\.o: )?(?:([^:\s][^:]{0,400}):)?\([\w.+]+\): (undefined reference to .*)$/;
const LINKER =
  /^(?:\S*\bld(?:\.\w+)?|ld\.lld|clang|collect2): (?:error: )?((?:cannot find|undefined symbol|duplicate symbol|multiple definition).*)$/;
const SANITIZER = /^SUMMARY: (\w+Sanitizer): ([\w-]+) (\S+?):(\d+)(?::(\d+))?(?: in .*)?$/;
const SYNTAX = /^expected |before .{1,80} token|^unterminated |^stray /;
const CLANG = /^\d+ (?:errors?|warnings?)(?: and \d+ errors?)? generated\.$/;

const categoryOf = (message: string, level: string | undefined): IssueCategory => {
  if (level === 'warning') return 'lint';
  return SYNTAX.test(message) ? 'syntax' : 'build';
};

const readFinding = (line: string, tool: string): Issue | null => {
  const [, path, row, column, level, text] = FINDING.exec(line) ?? [];
  if (path === undefined || text === undefined) return null;
  const flag = FLAG.exec(text);
  const message = flag === null ? text : text.slice(0, flag.index);
  const severity = level === 'warning' ? 'warning' : 'error';
  const category = categoryOf(message, level);
  return issueOf({ tool, path, line: row, column, code: flag?.[1] ?? null, message, severity, category });
};

const readLinker = (line: string): Issue | null => {
  const [, path, missing] = UNDEFINED.exec(line) ?? [];
  const message = missing ?? LINKER.exec(line)?.[1];
  if (message === undefined) return null;
  const code = message.startsWith('undefined') ? 'undefined-reference' : 'link';
  return issueOf({ tool: 'ld', path: path?.endsWith('.o') === true ? null : path, code, message, category: 'build' });
};

const readSanitizer = (line: string): Issue | null => {
  const [, tool, code, path, row, column] = SANITIZER.exec(line) ?? [];
  if (tool === undefined || code === undefined) return null;
  return issueOf({ tool, path, line: row, column, code, message: code, category: 'runtime' });
};

export const cCompiler: ErrorPlugin = definePlugin({
  name: 'c-compiler',
  canHandle: (log) =>
    hasLine(log, FINDING) || hasLine(log, UNDEFINED) || hasLine(log, LINKER) || hasLine(log, SANITIZER),
  parse: (log) => {
    const tool = hasLine(log, CLANG) ? 'clang' : 'gcc';
    return log.lines.flatMap((line) => readFinding(line, tool) ?? readLinker(line) ?? readSanitizer(line) ?? []);
  },
});
