/** What expressions are to see that can be worked out only once the step has ended that they belong to: an order takes it along. */
import type { Json } from '../../json.ts';
import type { KeptContext, KeptFacts } from '../../kept-context.ts';
import type { ExpressionContext, StepFacts } from '../../planning/expressions/expression-language.ts';
import { compileExpression } from '../../planning/expressions/expressions.ts';
import { parseTemplate } from '../../planning/expressions/template.ts';

type Named = 'steps' | 'workstreams';

const namesIn = (value: Json, of: Named): readonly string[] => {
  if (typeof value === 'string') {
    const template = parseTemplate(value);
    if (!template.ok) return [];
    return template.value.holes.flatMap(({ expression }) => {
      const compiled = compileExpression(expression);
      const references = compiled.ok ? compiled.value.references : [];
      return references.flatMap(({ context, name }) => (context === of && name !== null ? [name] : []));
    });
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((member: Json) => namesIn(member, of));
};

const factsKept = ({ status, outputs, exitCode, rounds, item, keys }: StepFacts): KeptFacts => {
  const items = Object.fromEntries(
    (keys?.() ?? []).flatMap((key) => {
      const facts = item?.(key) ?? null;
      return facts === null ? [] : [[key, factsKept(facts)] as const];
    }),
  );
  const own = { status, outputs, exitCode, ...(rounds === undefined ? {} : { rounds }) };
  return item === undefined ? own : { ...own, items };
};

const factsOf = ({ items, ...facts }: KeptFacts): StepFacts => {
  if (items === undefined) return facts;
  const item = (key: string): StepFacts | null => {
    const kept = Object.hasOwn(items, key) ? items[key] : undefined;
    return kept === undefined ? null : factsOf(kept);
  };
  return { ...facts, item, keys: () => Object.keys(items) };
};

const foundIn = (kept: Readonly<Record<string, KeptFacts>>, name: string): StepFacts | null => {
  const found = Object.hasOwn(kept, name) ? kept[name] : undefined;
  return found === undefined ? null : factsOf(found);
};

/** What the expressions of a value will see, as things stand now, for the step that is called `own`. */
export const kept = (value: Json, own: string, context: ExpressionContext): KeptContext => {
  const { inputs, env, run, workstream, matrix, loop, previous, each } = context;
  const keptOf = (of: Named, find: (name: string) => StepFacts | null): Readonly<Record<string, KeptFacts>> =>
    Object.fromEntries(
      [...new Set(namesIn(value, of))].flatMap((name) => {
        const facts = find(name);
        return facts === null ? [] : [[name, factsKept(facts)] as const];
      }),
    );
  const steps = keptOf('steps', (name) => (name === own ? null : context.step(name)));
  const workstreams = keptOf('workstreams', context.needed);
  const item = each === null ? null : { value: each.value, key: each.key, index: each.index };
  return { own, inputs, env, run, workstream, matrix, loop, previous, each: item, steps, workstreams };
};

/** The context once the step has ended as `facts` say. `item`: what is `each.value` there, beside its number; null: what it was. */
export const contextAfter = (
  { own, steps, workstreams, each, ...known }: KeptContext,
  facts: StepFacts,
  item: { readonly value: Json; readonly index: number } | null,
): ExpressionContext => {
  const around = item === null ? each : { ...item, key: `${item.index}` };
  return {
    ...known,
    failure: null,
    event: null,
    standing: 'succeeded',
    needed: (name) => foundIn(workstreams, name),
    each: around === null ? null : { ...around, need: () => null, previous: () => null },
    step: (name) => {
      return name === own ? facts : foundIn(steps, name);
    },
  };
};
