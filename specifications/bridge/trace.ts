/** Traces requirements to what came of them: scenario, step, commit, result. */
import type { TraceLink } from './compile.ts';

/** How a step of a run stands. `commit` is the checkpoint; null where there is none. */
export type StepResult = { readonly status: string; readonly commit: string | null };

export type TraceRow = Omit<TraceLink, 'steps'> & {
  readonly step: string;
  /** `not run` where the run has no such step yet. */
  readonly status: string;
  readonly commit: string | null;
};

/** One row for every scenario and step that stands for it. */
export const traceRows = (links: readonly TraceLink[], results: ReadonlyMap<string, StepResult>): readonly TraceRow[] =>
  links.flatMap(({ steps, ...link }) =>
    steps.map((step) => {
      const result = results.get(step);
      return { ...link, step, status: result?.status ?? 'not run', commit: result?.commit ?? null };
    }),
  );

const heads = ['Capability', 'Requirement', 'Scenario', 'Step', 'Shown by', 'Result', 'Commit'] as const;

const cells = ({ capability, requirement, scenario, step, shownBy, status, commit }: TraceRow): readonly string[] => [
  capability,
  requirement,
  scenario,
  step,
  shownBy,
  status,
  commit?.slice(0, 10) ?? '',
];

const inTable = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');

const names: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const inHtml = (text: string): string => text.replace(/[<>&"]/g, (char) => names[char] ?? char);

/** The rows as a Markdown table, as JSON, or as a page of HTML. */
export const printTrace = (rows: readonly TraceRow[], format: 'md' | 'json' | 'html'): string => {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (format === 'md') {
    const row = (parts: readonly string[]): string => `| ${parts.map(inTable).join(' | ')} |`;
    return `${[row(heads), row(heads.map(() => '---')), ...rows.map((each) => row(cells(each)))].join('\n')}\n`;
  }
  const row = (tag: string, parts: readonly string[]): string =>
    `<tr>${parts.map((part) => `<${tag}>${inHtml(part)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((each) => row('td', cells(each))).join('\n');
  return `<!doctype html>\n<meta charset="utf-8">\n<title>Trace</title>\n<table>\n${row('th', heads)}\n${body}\n</table>\n`;
};
