/** `ws spec explain`: what a rule finds, why it matters and what to do. */
import { explainRule, ruleTable } from '../../../../specifications/tools/look/explain.ts';
import { findRule, rules } from '../../../../specifications/tools/validate/rules/profiles.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import type { Command } from '../../session.ts';

export type SpecExplainArgs = { readonly rule: string | null };

/** Prints the page of a rule; without one the table of all rules. */
export const specExplain: Command<SpecExplainArgs> = async (session, { rule }) => {
  const { screen } = session;
  if (rule === null) {
    screen.write(session.json ? `${JSON.stringify(rules, null, 2)}\n` : ruleTable());
    return await Promise.resolve(exitCode.ok);
  }
  const found = findRule(rule);
  if (found === null) {
    const near = rules.filter(({ id }) => id.includes(rule) || rule.endsWith(id.split('/')[1] ?? id));
    const hint = near.length === 0 ? 'See: ws spec explain' : `Is it ${near.map(({ id }) => id).join(' or ')}?`;
    return complain(screen, invalid(`there is no rule "${rule}"`, hint));
  }
  screen.write(session.json ? `${JSON.stringify(found, null, 2)}\n` : explainRule(found));
  return exitCode.ok;
};
