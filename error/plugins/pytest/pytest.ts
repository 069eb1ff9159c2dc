/** Reads the failure blocks and the summary that pytest prints, in its long, short and line styles. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { isForeignPath } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const MARK = /^={3,} (?:test session starts|FAILURES|ERRORS|short test summary info) ={3,}$/;
const CONFTEST = /^ImportError while loading conftest '(.+)'\.$/;
/** The head of a report may have been left out above it. */
const COLLECTED = /^_{3,} ERROR (?:collecting|at (?:setup|teardown) of) .+ _{3,}$/;
/** What cannot be imported, as far as it was copied without the head of its block. */
const UNIMPORTED = /^ImportError while importing test module '(.+)'\.\s{0,4}$/;
const SECTION = /^={3,} (.+?) ={3,}$/;
const BLOCK = /^_{2,} (.+?) _{2,}$/;
const EVIDENCE = /^E {1,8}(\S.*)$/;
const PLACE = /^(\S.*?\.pyi?):(\d+): ?(.*)$/;
const QUOTED = /^(?:E {1,8})?File "(.+?)", line (\d+)/;
const FIXTURE = /^file (.+?), line (\d+)$/;
const EXCEPTION = /^([A-Za-z_][\w.]{0,120}(?:Error|Exception|Warning|Interrupt|Exit|Failed)): ?(.*)$/;
const NO_TESTS = /^(?:={3,} )?(?:no tests ran|\d+ deselected)\b.{0,80}$/;
const USAGE = /^(?:pytest|py\.test|__main__\.py|python -m pytest): error: (.+)$/;
const NOT_FOUND = /^ERROR: ((?:file or directory not found|not found|found no collectors).*)$/;
const SUMMARY = /^(FAILED|ERROR) (\S+?\.py)(?:::(\S+))?(?: - (.*))?$/;

type Spot = { readonly path: string; readonly line: string; readonly note: string };

const spotOf = (line: string): Spot | null => {
  const [, path, row, note] = PLACE.exec(line) ?? QUOTED.exec(line) ?? FIXTURE.exec(line) ?? [];
  return path === undefined || row === undefined ? null : { path, line: row, note: note ?? '' };
};

const codeOf = (evidence: readonly string[], note: string): string | null => {
  const named = evidence.map((line) => EXCEPTION.exec(line)?.[1]).findLast((name) => name !== undefined);
  if (named !== undefined) return named;
  if (/^[A-Z][\w.]{0,120}$/.test(note)) return note;
  return evidence.some((line) => line.startsWith('assert ')) ? 'AssertionError' : null;
};

const readBlock = (name: string | null, lines: readonly string[]): Issue => {
  const evidence = lines.flatMap((line) => EVIDENCE.exec(line)?.[1] ?? []);
  const spots = lines.flatMap((line) => spotOf(line) ?? []);
  const own = spots.findLast((each) => !isForeignPath(each.path)) ?? spots.at(-1);
  const collected = /^ERROR collecting (.+)$/.exec(name ?? '')?.[1] ?? null;
  const code = codeOf(evidence, own?.note ?? '');
  const first = evidence.find((line) => !line.startsWith('File "')) ?? 'failed';
  // The exception says more than the source line that a syntax error is shown with.
  const said = code === 'SyntaxError' ? (evidence.at(-1) ?? first) : first;
  return issueOf({
    tool: 'pytest',
    path: own?.path ?? collected,
    line: own?.line,
    code,
    message: name === null ? said : `${name}: ${said}`,
    category: code === 'SyntaxError' ? 'syntax' : 'test',
  });
};

const readBlocks = (log: Log): readonly Issue[] => {
  const issues: Issue[] = [];
  // Who copies a report may leave out the head of the section.
  let isFailures = !log.lines.some((line) => SECTION.test(line));
  let name: string | null = null;
  let block: string[] = [];
  const close = (): void => {
    if (name !== null) issues.push(readBlock(name, block));
    [name, block] = [null, []];
  };
  for (const line of log.lines) {
    const section = SECTION.exec(line)?.[1];
    const head = BLOCK.exec(line)?.[1];
    if (section !== undefined) {
      close();
      isFailures = section === 'FAILURES' || section === 'ERRORS';
    } else if (isFailures && head !== undefined && !head.startsWith('_ ')) {
      close();
      name = head;
    } else if (name !== null) block.push(line);
    else if (isFailures && spotOf(line)?.note !== '' && PLACE.test(line)) issues.push(readLineStyle(line));
  }
  close();
  return issues;
};

/** `--tb=line`: one line for each failure. */
const readLineStyle = (line: string): Issue => {
  const [, path, row, note] = PLACE.exec(line) ?? [];
  const [, code, message] = EXCEPTION.exec(note ?? '') ?? [];
  return issueOf({ tool: 'pytest', path, line: row, code, message: message ?? note ?? 'failed', category: 'test' });
};

const readSummary = (line: string): Issue | null => {
  const [, , path, name, said] = SUMMARY.exec(line) ?? [];
  if (path === undefined) return null;
  const code = said === undefined ? null : codeOf([said], '');
  return issueOf({ tool: 'pytest', path, code, message: `${name ?? path}: ${said ?? 'failed'}`, category: 'test' });
};

/** What pytest says where it ran nothing. */
const readRefusal = (log: Log): readonly Issue[] => {
  const said = log.lines.flatMap((line) => USAGE.exec(line)?.[1] ?? NOT_FOUND.exec(line)?.[1] ?? []);
  const isEmpty = said.length === 0 && log.exitCode !== 0 && hasLine(log, NO_TESTS);
  const messages = isEmpty ? ['no tests ran'] : said;
  return messages.map((message) => issueOf({ tool: 'pytest', message, category: 'test' }));
};

export const pytest: ErrorPlugin = definePlugin({
  name: 'pytest',
  canHandle: (log) => [MARK, CONFTEST, USAGE, COLLECTED, UNIMPORTED].some((pattern) => hasLine(log, pattern)),
  parse: (log) => {
    const conftest = log.lines.findIndex((line) => CONFTEST.test(line));
    if (conftest !== -1) return [readBlock('conftest', log.lines.slice(conftest + 1, conftest + 200))];
    const unimported = log.lines.findIndex((line) => UNIMPORTED.test(line));
    if (unimported !== -1 && !log.lines.some((line) => BLOCK.test(line)))
      return [readBlock(null, log.lines.slice(unimported + 1, unimported + 60))];
    const blocks = readBlocks(log);
    if (blocks.length > 0) return blocks;
    const listed = log.lines.flatMap((line) => readSummary(line) ?? []);
    return listed.length > 0 ? listed : readRefusal(log);
  },
});
