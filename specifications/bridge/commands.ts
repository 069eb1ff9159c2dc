/** Tells commands from prose in tasks and scenarios. Nothing is a command that is not written as one. */
import type { Scenario } from '../content/requirement.ts';

const oneCommand = /^(?:run|execute)[:\s]+`([^`]+)`[.!]?$/i;
const whenRuns = /^(?:(?:i|you|we|someone|the (?:user|developer))\s+)?(?:runs?|executes?)\s+`([^`]+)`[.]?$/i;
const isRun = /^`([^`]+)`\s+(?:is|gets)\s+(?:run|executed)[.]?$/i;
const succeeds = /^(?:(?:it|the command|`[^`]+`)\s+)?(?:succeeds|passes|exits? (?:with )?(?:code |status )?0)[.]?$/i;
const checkLine = /^\s*(?:[-*+]\s+)?(?:\*\*)?(?:acceptance|verify|check)(?:\*\*)?:(?:\*\*)?\s*`([^`]+)`[.]?\s*$/i;
const bullet = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;

// A command with an expression in it would be filled in; it is left to a person instead.
const plain = (command: string | undefined): string | null =>
  command === undefined || command.includes('${{') ? null : command.trim();

/** The command a task consists of, as in "Run `npm test`"; null where it is more or less than that. */
export const taskCommand = (text: string): string | null => plain(oneCommand.exec(text.trim())?.[1]);

/** The command of an `Acceptance: ` or `Verify: ` line below a task; null for any other line. */
export const acceptanceCommand = (line: string): string | null => plain(checkLine.exec(line)?.[1]);

/**
 * Tells the `Verify:` lines below a task from the rest. A line that goes on in the next one is no command: what it says
 * there may be a condition.
 */
export const splitChecks = (details: string): { readonly commands: readonly string[]; readonly rest: string } => {
  const lines = details.split('\n');
  const commands: string[] = [];
  const rest = lines.filter((line, at) => {
    const next = lines[at + 1] ?? '';
    const goesOn = next.trim() !== '' && !bullet.test(next) && acceptanceCommand(next) === null;
    const command = goesOn ? null : acceptanceCommand(line);
    if (command !== null) commands.push(command);
    return command === null;
  });
  return { commands, rest: rest.join('\n').trim() };
};

/** The command that shows a scenario: its WHEN runs one, its THEN says no more than that it succeeds, and it says nothing else; else null. */
export const scenarioCommand = ({ steps, isPlain }: Pick<Scenario, 'steps' | 'isPlain'>): string | null => {
  if (!isPlain) return null;
  const [when, then] = [
    steps.filter((step) => step.keyword === 'WHEN'),
    steps.filter((step) => step.keyword !== 'WHEN'),
  ];
  const [only, outcome] = [when[0], then[0]];
  if (when.length !== 1 || then.length !== 1 || only === undefined || outcome?.keyword !== 'THEN') return null;
  if (!succeeds.test(outcome.text.trim())) return null;
  const text = only.text.trim();
  return plain((whenRuns.exec(text) ?? isRun.exec(text))?.[1]);
};

/** Whether a back-quoted text is a path inside the project: it has a slash or an ending, and no space. */
export const isPath = (quoted: string): boolean =>
  !/\s/.test(quoted) &&
  !quoted.split('/').includes('..') &&
  !/^[a-z]+:\/\//i.test(quoted) &&
  (/^[\w.@*-]+(?:\/[\w.@*[\]-]+)+\/?$/.test(quoted) || /^[\w.-]+\.[A-Za-z]\w{0,5}$/.test(quoted));
