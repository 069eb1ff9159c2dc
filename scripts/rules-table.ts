/** The table in docs/errors/recovery.md that shows what is done about a failure. A test holds it to the rules. */
import { RULES } from '../error/engine/policy/rules.ts';

/** Where the table stands, relative to the root of the repository. */
export const RULES_PAGE = 'docs/errors/recovery.md';

const begin = '<!-- Written by `npm run generate` from error/engine/policy/rules.ts. -->';
const end = '<!-- End of what is written. -->';

const table = (): string => {
  const rows = RULES.map(({ name, says: { when, what } }, at) => `| ${at + 1} | ${name} | ${when} | ${what} |`);
  return ['| | rule | applies when | what is done |', '|---|---|---|---|', ...rows].join('\n');
};

/** The page with the table of today; throws where the page does not say where it belongs. */
export const withRules = (page: string): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${RULES_PAGE} has no place for the table`);
  return `${before}${begin}\n\n${table()}\n\n${end}${after}`;
};
