/** The table in docs/coding-clis.md that shows how an end is judged, CLI by CLI. A test holds it to what the real CLIs are tried against. */
import { OUTCOMES } from '../tests/clis/outcomes.ts';

/** Where the table stands, relative to the root of the repository. */
export const CONFORMANCE_PAGE = 'docs/coding-clis.md';

const begin = '<!-- Written by `npm run generate` from tests/clis/outcomes.json. -->';
const end = '<!-- End of what is written. -->';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (): string => {
  const all = Object.values(OUTCOMES);
  const columns = [...new Set(all.flatMap(({ outcomes }) => Object.keys(outcomes)))];
  const rows = all.map(({ says, outcomes }) =>
    row([says, ...columns.map((name) => (outcomes[name] ?? []).map((word) => `\`${word}\``).join(', '))]),
  );
  return [row(['what happens', ...columns]), row(['---', ...columns.map(() => '---')]), ...rows].join('\n');
};

/** The page with the table of today; throws where the page does not say where it belongs. */
export const withConformance = (page: string): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${CONFORMANCE_PAGE} has no place for the table`);
  return `${before}${begin}\n\n${table()}\n\n${end}${after}`;
};
