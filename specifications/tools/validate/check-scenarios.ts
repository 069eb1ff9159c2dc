/** Checks whether scenarios can be turned into tests: that they have steps, and names of their own. */
import { hasStepsOfOneLanguage } from '../../content/languages.ts';
import { cutLines } from '../../content/lines.ts';
import { foldName } from '../../content/names.ts';
import type { Requirement, Scenario } from '../../content/requirement.ts';
import type { StepKeyword } from '../../content/scenario-steps.ts';
import type { Remarks } from './finding.ts';

/** What a scenario lacks. It may begin with how things stand, and say what holds then. */
const missingIn = ({ steps }: Scenario): readonly string[] => {
  const has = (...words: readonly StepKeyword[]): boolean => steps.some(({ keyword }) => words.includes(keyword));
  return [...(has('WHEN', 'GIVEN') ? [] : ['WHEN']), ...(has('THEN') ? [] : ['THEN'])];
};

const textOf = ({ raw, line: top }: Requirement, { line, lastLine }: Scenario): string =>
  raw
    .split('\n')
    .slice(line - top + 1, lastLine - top + 1)
    .join('\n');

/** Whether a heading was written as no scenario: neither called one nor holding a step, though it counts as one. */
const isSubtitle = ({ isLabelled, steps, hasBody }: Scenario): boolean => hasBody && !isLabelled && steps.length === 0;

const isWithoutSteps = (block: Requirement, scenario: Scenario): boolean =>
  scenario.hasBody && missingIn(scenario).length > 0 && !hasStepsOfOneLanguage(cutLines(textOf(block, scenario)));

const checkSteps = (remarks: Remarks, file: string, block: Requirement): void => {
  const broken = block.scenarios.filter((scenario) => isWithoutSteps(block, scenario));
  for (const scenario of broken.filter((each) => !isSubtitle(each))) {
    const { name, line, column } = scenario;
    const message = `Scenario "${name}" of "${block.name}" has no ${missingIn(scenario).join(' and no ')}.`;
    remarks.add('scenario/no-steps', { file, line, column }, message);
  }
  // Beside a scenario, other headings may divide the text; alone they are all that the requirement has.
  const [first, ...others] = broken.filter(isSubtitle);
  if (first === undefined || broken.length < block.scenarios.filter(({ hasBody }) => hasBody).length) return;
  if (broken.some(({ isLabelled }) => isLabelled)) return;
  const names = [first, ...others].map(({ name }) => `"${name}"`).join(', ');
  const message = `"${block.name}" has no scenario, though ${names} ${others.length === 0 ? 'counts as one' : 'count as such'}: no WHEN and no THEN.`;
  remarks.add('scenario/no-steps', { file, line: first.line, column: first.column }, message);
};

const checkNames = (remarks: Remarks, file: string, block: Requirement): void => {
  const lineOf = new Map<string, number>();
  for (const { name, line, column } of block.scenarios) {
    const folded = foldName(name);
    const first = lineOf.get(folded);
    if (first === undefined) lineOf.set(folded, line);
    else {
      const message = `"${block.name}" already has a scenario "${name}" on line ${first}.`;
      remarks.add('scenario/duplicate-name', { file, line, column }, message);
    }
  }
};

/** Scenarios without WHEN or THEN, and two of one name. The official tool counts every level-4 heading as one. */
export const checkScenarios = (remarks: Remarks, file: string, block: Requirement): void => {
  checkSteps(remarks, file, block);
  checkNames(remarks, file, block);
};
