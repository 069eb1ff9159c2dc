/** Which outputs a condition asks no more of than whether they are true. */
import { ContextAccess, Grouping, IndexAccess, Literal, Logical, Unary, type Expr } from '@actions/expressions/ast';
import { StringData } from '@actions/expressions/data/index';
import { compileExpression } from './expressions.ts';
import { bareCondition } from './template.ts';

export type TestedOutput = { readonly step: string; readonly output: string };

/** Gives `steps.<id>.outputs.<name>` where it is the whole condition, or a part of it beside `!`, `&&`, `||`. */
export const testedForTruth = (condition: string): readonly TestedOutput[] => {
  const compiled = compileExpression(bareCondition(condition));
  if (!compiled.ok) return [];
  const found: TestedOutput[] = [];
  const stack: Expr[] = [compiled.value.tree];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node instanceof Logical) stack.push(...node.args);
    else if (node instanceof Unary) stack.push(node.expr);
    else if (node instanceof Grouping) stack.push(node.group);
    else {
      const [context, step, kind, output, ...rest] = pathOf(node);
      const isOutput = context?.toLowerCase() === 'steps' && kind?.toLowerCase() === 'outputs' && rest.length === 0;
      if (isOutput && step !== undefined && output !== undefined) found.push({ step, output });
    }
  }
  return found;
};

/** The names along a chain such as `steps.a.outputs.b`; none where one of them is computed. */
const pathOf = (expression: Expr): readonly string[] => {
  const names: string[] = [];
  let node = expression;
  for (; node instanceof IndexAccess; node = node.expr) {
    const { index } = node;
    if (!(index instanceof Literal) || !(index.literal instanceof StringData)) return [];
    names.unshift(index.literal.value);
  }
  return node instanceof ContextAccess ? [node.name.lexeme, ...names] : [];
};
