/** Makes steps that show scenarios: a command where one is written, one question for a person where not. */
import type { JsonObject } from '../../core/json.ts';
import type { Scenario } from '../content/requirement.ts';
import { scenarioCommand } from './commands.ts';
import { idOf, uniqueIds } from './ids.ts';
import { literal } from './literal.ts';

/** A scenario and whose it is, in words. */
export type Claim = {
  readonly about: string;
  readonly scenario: Pick<Scenario, 'name' | 'steps' | 'isPlain'>;
  /** The scenario as it is written, for where it says more than its steps. */
  readonly body: string;
};

const saidBy = ({ about, scenario: { name, steps, isPlain }, body }: Claim): string =>
  isPlain
    ? `- ${about}, ${name}: ${steps.map(({ keyword, text }) => `${keyword} ${text}`).join(', ')}`
    : `- ${about}, ${name}:\n${body.replace(/^(?=.)/gm, '  ')}`;

export type Shown = {
  readonly steps: readonly JsonObject[];
  /** For each claim the step that shows it. */
  readonly by: readonly { readonly step: string; readonly shownBy: 'command' | 'review' }[];
};

/** `after` are the steps that come first; `question` introduces what a person is asked, `more` is asked as well. */
export const showScenarios = (
  claims: readonly Claim[],
  {
    after,
    question,
    more,
  }: { readonly after: readonly string[]; readonly question: string; readonly more: readonly string[] },
): Shown => {
  const unique = uniqueIds();
  const steps: JsonObject[] = [];
  const prose: string[] = [];
  const by = claims.map((claim): Shown['by'][number] => {
    const { scenario } = claim;
    const run = scenarioCommand(scenario);
    if (run === null) {
      prose.push(saidBy(claim));
      return { step: 'review', shownBy: 'review' };
    }
    const id = unique(`scenario-${idOf(scenario.name, 'x')}`);
    steps.push({ id, needs: after, run });
    return { step: id, shownBy: 'command' };
  });
  const asked = [...more, ...prose];
  if (asked.length === 0) return { steps, by };
  const prompt = literal(`${question}\n\n${asked.join('\n')}`);
  const needs = [...after, ...by.flatMap(({ step, shownBy }) => (shownBy === 'command' ? [step] : []))];
  return { steps: [...steps, { id: 'review', needs, tool: 'manual', with: { prompt } }], by };
};
