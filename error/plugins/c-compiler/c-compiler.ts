/** Reads what GCC, Clang, their linkers and their sanitizers print. */
import { issueOf, type Issue, type IssueCategory } from '../../engine/reading/issue.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';

const FINDING =
  /^(?!::)(\S.*?\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|m|mm|S|s|cu|cuh|ino)):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$/;
const FLAG = / \[(-W[\w+=-]+|-fpermissive)(?:,[^\]]{1,80})?\]$/;
const UNDEFINED =
  /^(?:\S*\bld(?:\.\w+)?: )?(?:\S+\.o: )?(?:([^:\s][^:]{0,400}):)?\([\w.+]+\): (undefined reference to .*)$/;
const LINKER =
  /^(?:\S*\bld(?:\.\w+)?|ld\.lld|clang|collect2): (?:error: )?((?:cannot find|undefined symbol|duplicate symbol|multiple definition).*)$/;
/** `b.o:(.data+0x0): multiple definition of `value'; a.o:(.data+0x0): first defined here`. */
const TWICE =
  /^(?:\S*\bld(?:\.\w+)?: )?(?:\S{1,400}?\.o: in function .{1,200}:)?(\S{1,400}?):\([\w.+]{1,60}\): (multiple definition of .{1,300}?)(?:; .*)?$/;
/** What the driver itself cannot do: `clang: error: no such file or directory: 'a'`. */
const DRIVER =
  /^(?:clang(?:\+\+)?|gcc|g\+\+|cc|c\+\+|cc1(?:plus)?)(?:-\d{1,3})?(?:\.exe)?: (?:fatal )?error: (?!ld returned|linker command failed|all warnings)(\S.*)$/;
const SANITIZER = /^SUMMARY: (\w+Sanitizer): ([\w-]+) (\S+?):(\d+)(?::(\d+))?(?: in .*)?$/;
/** Where nothing can turn addresses into places. */
const UNPLACED = /^==\d+==ERROR: (\w+Sanitizer): ([\w-]+).*$/;
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

/** An object file is nobody's to mend; its source most likely has the same name, but what ending is not said. */
const sourceOf = (path: string | undefined): string | null => (path === undefined || path.endsWith('.o') ? null : path);

const readLinker = (line: string): Issue | null => {
  const [, path, missing] = UNDEFINED.exec(line) ?? [];
  const [, twicePath, twice] = TWICE.exec(line) ?? [];
  const message = missing ?? twice ?? LINKER.exec(line)?.[1] ?? DRIVER.exec(line)?.[1];
  if (message === undefined) return null;
  const code = message.startsWith('undefined') ? 'undefined-reference' : 'link';
  return issueOf({ tool: 'ld', path: sourceOf(path ?? twicePath), code, message, category: 'build' });
};

const readSanitizer = (line: string): Issue | null => {
  const [, tool, code, path, row, column] = SANITIZER.exec(line) ?? UNPLACED.exec(line) ?? [];
  if (tool === undefined || code === undefined) return null;
  return issueOf({ tool, path, line: row, column, code, message: code, category: 'runtime' });
};

export const cCompiler: ErrorPlugin = definePlugin({
  name: 'c-compiler',
  canHandle: (log) =>
    hasLine(log, FINDING) ||
    hasLine(log, UNDEFINED) ||
    hasLine(log, LINKER) ||
    hasLine(log, DRIVER) ||
    hasLine(log, TWICE) ||
    hasLine(log, SANITIZER) ||
    hasLine(log, UNPLACED),
  parse: (log) => {
    const tool = hasLine(log, CLANG) ? 'clang' : 'gcc';
    return log.lines.flatMap((line) => readFinding(line, tool) ?? readLinker(line) ?? readSanitizer(line) ?? []);
  },
});
