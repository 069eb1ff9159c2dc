/** Decides about failures: asks the rules in their order, and the first that applies decides. */
import type { Chance } from '../../../core/clock.ts';
import type { Decision, ErrorPolicy } from '../../../core/policy.ts';
import { knownFailure, type AgentOf, type KnownFailure } from './known-failure.ts';
import type { PolicySettings } from './policy-settings.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

/** The first rule that applies, and what it decides. */
export const firstRule = (known: KnownFailure): { readonly rule: Rule; readonly decision: Decision } => {
  for (const rule of RULES) {
    const reason = rule.when(known);
    if (reason !== null) return { rule, decision: rule.decide(known, reason) };
  }
  throw new Error('invariant: the last rule applies to every failure');
};

/** The policy of steps, by what they and the settings say. Pure but for the jitter of waits. */
export const createPolicy = (parts: {
  readonly chance: Pick<Chance, 'fraction'>;
  readonly settings: PolicySettings;
  /** Left out where no tool remembers what it did. */
  readonly agentOf?: AgentOf;
}): ErrorPolicy => ({
  decide: (failed, context) => firstRule(knownFailure(failed, context, parts)).decision,
});
