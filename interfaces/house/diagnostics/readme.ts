/** The page on top of a bundle: what failed and why, and what lies where. */
import type { RunRow } from '../../../core/run-tables.ts';
import { version } from '../version.ts';
import { counted } from '../../../core/counted.ts';
import type { Entry } from './entry.ts';
import type { FailureTold, Story } from './story.ts';

const SHOWN = 10;

/** By the beginning of the name. */
const MEANINGS: readonly (readonly [string, string])[] = [
  ['system.json', 'the machine: versions, processors, memory, room on the disk'],
  ['doctor.json', 'what `ws doctor` finds'],
  ['config.json', 'the configuration that counts, and where each value comes from'],
  ['breakers.json', 'the circuit breakers of the machine'],
  ['definition.json', 'the workstream, every default filled in'],
  ['options.json', 'what was settled when the run was made'],
  ['status.json', 'as `ws status --json`'],
  ['events.ndjson', 'as `ws events --json`: everything that happened, in order'],
  ['attempts.json', 'every attempt, when it began and how it ended'],
  ['failures.json', 'every failure: code, signature, issues with path and line, what was decided and why'],
  ['logs/', 'the last 100 lines of each attempt of the steps that failed'],
  [
    'diffs/',
    'what the run changed, what failed steps changed, what no checkpoint holds, what was kept of lost attempts',
  ],
];

const text = (value: unknown): string => (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : '');

const issueLines = (issues: unknown): readonly string[] => {
  if (!Array.isArray(issues)) return [];
  const lines = issues.slice(0, SHOWN).map((issue: unknown) => {
    // The cast cannot lie: every object can be asked for its keys.
    const { path, line, column, message, code } = issue as Readonly<Record<string, unknown>>;
    const place = [path, line, column].filter((part) => typeof part === 'string' || typeof part === 'number').join(':');
    return `    - ${place === '' ? '' : `\`${place}\` `}${text(message)}${code === null ? '' : ` (${text(code)})`}`;
  });
  const more = issues.length - lines.length;
  return more > 0 ? [...lines, `    - and ${counted(more, 'more issue')}, in failures.json`] : lines;
};

const failureLines = ({ step, attempt, failure, decision, fix }: FailureTold): readonly string[] => [
  `- **${step}**${attempt === null ? '' : `, attempt ${attempt}`}: \`${text(failure['code'])}\`${
    failure['plugin'] === null ? '' : ` (found by ${text(failure['plugin'])})`
  }: ${text(failure['message'])}`,
  ...issueLines(failure['issues']),
  `    - decided: ${decision.kind}, because ${text(decision.reason)}`,
  ...(fix === null || decision.kind === 'fix' ? [] : [`    - might mend it: \`${fix.argv.join(' ')}\``]),
  `    - signature \`${text(failure['signature'])}\``,
];

const whatFailed = ({ failures }: Story): readonly string[] => {
  const ends = failures.filter(({ decision }) => ['escalate', 'log', 'ask'].includes(decision.kind));
  const shown = (ends.length > 0 ? ends : failures).slice(-SHOWN);
  if (shown.length === 0) return ['Nothing has failed.'];
  const before = failures.length - shown.length;
  const lines = shown.flatMap(failureLines);
  return before > 0
    ? [...lines, '', `Before that ${counted(before, 'failure')} that something was tried against: failures.json.`]
    : lines;
};

/** The whole page, not yet redacted. */
export const readmeOf = (run: RunRow, story: Story, entries: readonly Entry[], left: readonly string[]): string => {
  const names = entries.map(({ name }) => name);
  const rows = MEANINGS.filter(([start]) => names.some((name) => name.startsWith(start)));
  const cuts = [
    ...entries.flatMap(({ name, cut }) => (cut === null ? [] : [`- ${name}: ${cut}`])),
    ...left.map((name) => `- ${name}: left out, the bundle is large enough without it`),
  ];
  return [
    `# Diagnostics of run ${run.id}`,
    '',
    `Workstream \`${run.workstream}\`, ${run.status}. Written by ws ${version}.`,
    '',
    '## What failed, and why',
    '',
    ...whatFailed(story),
    '',
    '## What lies where',
    '',
    '| file | holds |',
    '|---|---|',
    ...rows.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
    'Secrets stand as `***`: the values of the secrets that the workstream names and of variables and inputs whose names speak of secrets, in every',
    'encoding, and whatever has the shape of a token. Nobody can promise that nothing else is in here: look before you pass it on.',
    ...(cuts.length === 0 ? [] : ['', '## What was left out', '', ...cuts]),
    '',
    `Go on: \`ws show ${run.id}\`, \`ws logs ${run.id}\`, \`ws retry ${run.id}\`.`,
    '',
  ].join('\n');
};
