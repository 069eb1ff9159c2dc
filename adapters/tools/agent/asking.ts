/** What an agent asks of a person before it goes on, and how it goes on with what that person says. */
import type { Wait, Wanted } from '../../../core/attempt.ts';
import type { GoingOn } from '../../../core/tool.ts';
import type { AgentTask, Dialect } from './dialect.ts';
import type { AgentOutcome, Facts } from './outcome.ts';

/** Allows all there is, where a CLI cannot be allowed one thing. */
const EVERYTHING = '*';
/** So much of an argument is shown; what is allowed is the whole. */
const SHOWN = 300;
const MOST = 20;

const wantedIn = ({ denials }: Facts, { ruleOf }: Pick<Dialect, 'ruleOf'>): readonly Wanted[] => {
  const byRule = new Map<string, Wanted>();
  for (const { name, subject } of denials) {
    const rule = ruleOf?.({ name, subject }) ?? EVERYTHING;
    if (!byRule.has(`${rule} ${subject}`)) byRule.set(`${rule} ${subject}`, { name, subject, rule });
  }
  return [...byRule.values()].slice(0, MOST);
};

const wantedLine = ({ name, subject, rule }: Wanted): string => {
  const what = subject === '' ? name : `${name}: ${subject.length > SHOWN ? `${subject.slice(0, SHOWN)}…` : subject}`;
  if (rule === EVERYTHING) return `- ${what} (it can only be allowed everything)`;
  return `- ${what} (allows ${rule.length > SHOWN ? `${rule.slice(0, SHOWN)}…` : rule})`;
};

/** What it waits for; null where the outcome asks nobody. `tool`: its profile. */
export const waitOfOutcome = (
  outcome: AgentOutcome,
  facts: Facts,
  of: { readonly dialect: Pick<Dialect, 'title' | 'ruleOf'>; readonly tool: string },
): Wait | null => {
  const { title } = of.dialect;
  if (outcome === 'asks')
    return { kind: 'reply', prompt: `${title} asks: ${facts.last?.text ?? ''}`, choices: ['reply', 'skip', 'reject'] };
  if (outcome !== 'denied' || !facts.isAsking) return null;
  const all = wantedIn(facts, of.dialect);
  const prompt = [`${title} wants to do what it may not:`, ...all.map(wantedLine)].join('\n');
  return { kind: 'permission', prompt, choices: ['once', 'always', 'no'], wants: { tool: of.tool, all } };
};

/** A task with what people have allowed since, and by the model that is to do it now. */
export const withGranted = (task: AgentTask, goesOn: GoingOn | null): AgentTask => {
  const change = goesOn?.change ?? null;
  const allows = [...new Set([...task.allowedTools, ...(goesOn?.allows ?? [])])];
  return {
    ...task,
    permission: allows.includes(EVERYTHING) ? 'full' : task.permission,
    allowedTools: allows.filter((rule) => rule !== EVERYTHING),
    model: change?.kind === 'model' ? change.model : task.model,
  };
};

/** What it is told where it goes on in its conversation, and no try has failed; null where there is nothing to tell. */
export const goOnWords = ({ says, allows, change }: GoingOn): string | null => {
  if (change?.kind !== 'session') return says;
  if (says !== null) return says;
  return allows.length > 0
    ? 'You may now do what you were not allowed to. Go on.'
    : 'You were interrupted. Look at what is there, and go on.';
};
