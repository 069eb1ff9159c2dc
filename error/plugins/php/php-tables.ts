/** Reads the tables that PHP_CodeSniffer and PHPStan draw, and what Composer says of its own file. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';

const SNIFFED = /^FILE: (\S.{0,400})$/;
const SNIFF = /^ {1,8}(\d{1,7}) \| (ERROR|WARNING) {1,3}\| (?:\[.\] )?(\S.*)$/;
const STAN_HEAD = /^ {1,3}Line {1,8}(\S{1,400}\.\w{1,8})(?: \(in context of .{1,300}\))?\s{0,200}$/;
const STAN = /^ {1,3}:?(\d{1,7}) {2,10}(\S.*)$/;
const STAN_RULE = /^ {2,14}🪪 {1,3}([\w.]{1,120})/u;
const RULE_OF_TABLE = /^ -{3,8} -{3,400}/;
const INVALID =
  /^\s{0,4}"(?:\.\/)?(\S{0,300}composer\.(?:json|lock))" does not (?:contain valid JSON|match the expected JSON schema)/;
const PARSE = /Parse error on line (\d{1,7}):/;
const UNSOLVED = /^\s{0,4}Your requirements could not be resolved to an installable set of packages/;
const PROBLEM = /^ {2,6}(?:Problem \d{1,4}|- .+)$/;

/** Whether a line is of one of these tables or sentences. */
export const isTabled = (line: string): boolean =>
  SNIFF.test(line) || STAN_HEAD.test(line) || INVALID.test(line) || UNSOLVED.test(line);

/** Composer's sentence, with what it says below. */
const readComposer = (lines: readonly string[], at: number): Issue | null => {
  const line = lines[at] ?? '';
  const path = INVALID.exec(line)?.[1];
  const below = lines.slice(at + 1, at + 8);
  if (path !== undefined) {
    const row = below.map((each) => PARSE.exec(each)?.[1]).find((each) => each !== undefined);
    return issueOf({ tool: 'composer', path, line: row, message: line.trim(), category: 'syntax' });
  }
  if (!UNSOLVED.test(line)) return null;
  const why = below.filter((each) => PROBLEM.test(each)).at(1);
  const message = why === undefined ? line.trim() : `${line.trim()} ${why.trim()}`;
  return issueOf({ tool: 'composer', path: 'composer.json', message, category: 'dependency' });
};

/** What the tables list, in the order of the log. */
export const readTables = (lines: readonly string[]): readonly Issue[] => {
  const issues: Issue[] = [];
  let sniffed: string | null = null;
  let analysed: string | null = null;
  for (const [at, line] of lines.entries()) {
    sniffed = SNIFFED.exec(line)?.[1]?.trim() ?? sniffed;
    const head = STAN_HEAD.exec(line)?.[1];
    if (head !== undefined) analysed = head;
    const composer = readComposer(lines, at);
    if (composer !== null) issues.push(composer);
    const [, row, level, text] = SNIFF.exec(line) ?? [];
    if (text !== undefined && sniffed !== null) {
      const severity = level === 'WARNING' ? 'warning' : 'error';
      issues.push(issueOf({ tool: 'phpcs', path: sniffed, line: row, message: text, severity, category: 'lint' }));
    }
    const [, place, said] = analysed === null || head !== undefined ? [] : (STAN.exec(line) ?? []);
    if (said !== undefined) {
      const code = STAN_RULE.exec(lines[at + 1] ?? '')?.[1];
      issues.push(issueOf({ tool: 'phpstan', path: analysed, line: place, code, message: said, category: 'type' }));
    } else if (head === undefined && !RULE_OF_TABLE.test(line) && !line.startsWith('   ')) analysed = null;
  }
  return issues;
};
