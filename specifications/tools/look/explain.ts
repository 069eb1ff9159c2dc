/** Explains a rule: the page that `ws spec explain` shows and that the documentation is generated from. */
import { rules } from '../validate/rules/profiles.ts';
import type { Level, Rule } from '../validate/rules/rule.ts';

const levelText = (level: Level | null): string => level ?? 'silent';

/** A rule's page as Markdown. */
export const explainRule = ({ id, title, why, fix, ws, openspec }: Rule): string =>
  [
    `# ${id}`,
    '',
    `${title}.`,
    '',
    `- Profile \`ws\`: ${levelText(ws)}`,
    `- Profile \`openspec@1.13\`: ${levelText(openspec)}`,
    '',
    '## Why it matters',
    '',
    why,
    '',
    '## What to do',
    '',
    fix,
    '',
  ].join('\n');

/** All rules in one table, as Markdown. */
export const ruleTable = (): string =>
  [
    '| Rule | ws | openspec@1.13 | What it finds |',
    '| --- | --- | --- | --- |',
    ...rules.map(
      ({ id, ws, openspec, title }) => `| \`${id}\` | ${levelText(ws)} | ${levelText(openspec)} | ${title} |`,
    ),
    '',
  ].join('\n');
