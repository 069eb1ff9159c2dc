/** Reads lists in which a path stands on a line of its own and the faults below it, as many linters print them. */
import { issueOf, type Issue, type IssueSeverity } from '../../engine/reading/issue.ts';

/** `  2:3   ✖  message   rule-name`; the mark may be a word. */
const FINDING =
  /^\s{0,12}(?:line )?(\d{1,7})(?:[:,](?:col )?(\d{1,7}))?:?\s{1,12}(?:([✖×✘✗⚠ℹ]|(?:error|warning|warn|info|note)\b):?\s{1,12})?(\S.*)$/i;
/** What Semgrep shows of a source: `3┆ exec(x)`. */
const SHOWN = /^\s{1,24}(\d{1,7})┆/;
/** A path may stand a little within. */
const HEAD = /^ {0,4}(\S{1,400}?):?$/;
const RULE = /^[\w@][\w@/-]{1,80}$/;
const RULE_IN_BRACKETS = /\s{1,8}[([]([\w@][\w@/.-]{1,80})[)\]]$/;

const severityOf = (mark: string | undefined): IssueSeverity => {
  const word = mark?.toLowerCase() ?? '';
  if (word.startsWith('warn') || word === '⚠') return 'warning';
  return word === 'info' || word === 'note' || word === 'ℹ' ? 'info' : 'error';
};

/** The rule stands last: in brackets, or two spaces or more after the message. */
const splitRule = (text: string): { readonly message: string; readonly code: string | null } => {
  const bracketed = RULE_IN_BRACKETS.exec(text);
  if (bracketed !== null) return { message: text.slice(0, bracketed.index), code: bracketed[1] ?? null };
  const at = text.lastIndexOf('  ');
  const rule = text.slice(at + 2);
  return at > 0 && RULE.test(rule) ? { message: text.slice(0, at), code: rule } : { message: text, code: null };
};

/** A line of a source, and below it a mark under what is wrong, with the sentence behind: `L2 |<p>`, `   ^ Tag must be paired (tag-pair)`. */
const SOURCE = /^\s{0,24}[>L]? ?(\d{1,7}) ?[|│┃]/;
const UNDERLINED = /^\s{0,200}[|│┃]?\s{0,200}\^[\^~-]{0,200} {1,4}(\S.{3,})$/;

/** The row of the source above a mark at `at`, and what stands behind the mark; null where it is none. */
const underlined = (lines: readonly string[], at: number): { readonly row: string; readonly text: string } | null => {
  const text = UNDERLINED.exec(lines[at] ?? '')?.[1];
  const row = text === undefined ? undefined : SOURCE.exec(lines[at - 1] ?? '')?.[1];
  return text === undefined || row === undefined ? null : { row, text };
};

/** The last words above what is shown of a source. */
const toldAbove = (lines: readonly string[], at: number): string =>
  lines
    .slice(Math.max(0, at - 6), at)
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? 'found';

/** What is listed below paths; `isPath` tells what is one. */
export const readListed = (lines: readonly string[], isPath: (text: string) => boolean): readonly Issue[] => {
  const issues: Issue[] = [];
  let path: string | null = null;
  for (const [at, line] of lines.entries()) {
    const [, row, column, mark, text] = path === null ? [] : (FINDING.exec(line) ?? []);
    if (row !== undefined && text !== undefined) {
      // A row of numbers is a table; a fault has a column, or a mark that says what it is.
      if (column === undefined && mark === undefined && !/^\s{0,12}line /i.test(line)) continue;
      // Without room before it, it must say what it is.
      if (mark === undefined && !line.startsWith(' ')) continue;
      const severity = severityOf(mark);
      issues.push(
        issueOf({ tool: 'file-line-column', path, line: row, column, ...splitRule(text), severity, category: 'lint' }),
      );
      continue;
    }
    const shown = path === null ? undefined : SHOWN.exec(line)?.[1];
    if (shown !== undefined) {
      if (!SHOWN.test(lines[at - 1] ?? ''))
        issues.push(issueOf({ tool: 'file-line-column', path, line: shown, message: toldAbove(lines, at) }));
      continue;
    }
    const marked = path === null ? null : underlined(lines, at);
    if (marked !== null) {
      issues.push(
        issueOf({ tool: 'file-line-column', path, line: marked.row, ...splitRule(marked.text), category: 'lint' }),
      );
      continue;
    }
    const head = HEAD.exec(line)?.[1];
    if (head !== undefined && isPath(head)) path = head;
    else if (line !== '' && !line.startsWith(' ')) path = null;
  }
  return issues;
};
