/**
 * The expression language of `${{ }}`: GitHub's own lexer, parser and evaluator, behind Results, over lazy values.
 * What the package gets wrong and we set right: a quoted string with two escaped quotes, `constructor()` as a function,
 * keys named `__proto__`, arrays too long to be spread.
 */
import {
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Binary,
  Unary,
  type Expr,
} from '@actions/expressions/ast';
import {
  BooleanData,
  Null,
  NumberData,
  StringData,
  type Dictionary,
  type ExpressionData,
} from '@actions/expressions/data/index';
import { ExpressionError } from '@actions/expressions/errors';
import { Evaluator } from '@actions/expressions/evaluator';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { Lexer, TokenType, type Token } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import { isTooDeep, TOO_DEEP, type Json, type JsonObject } from '../../json.ts';
import { unheldIn } from '../../numeral.ts';
import { remembered } from '../../remembered.ts';
import { err, ok, type Result } from '../../result.ts';
import { messageOf } from '../../thrown.ts';
import { CONTEXTS, CONTEXT_HINTS, FIXED_MEMBERS, FUNCTIONS, STATUS_FUNCTIONS } from './expression-language.ts';
import { offsetOf, sentenceOf } from './expression-language.ts';
import type {
  EachFacts,
  ExpressionContext,
  ExpressionProblem,
  FixedContext,
  Guess,
  Reference,
  StepFacts,
} from './expression-language.ts';
import { adviceOn, unexpectedIn, WORDS_FOR_OPERATORS } from './expression-hints.ts';
import { isTrue, jsonOf, LookupValue, textOf, valueOf } from './expression-values.ts';
import { bareCondition } from './template.ts';

export type Expression = {
  readonly source: string;
  readonly tree: Expr;
  readonly references: readonly Reference[];
  /** The first of `success failure always cancelled` that is called; null where none is. */
  readonly statusFunction: string | null;
};

const LONGEST_EXPRESSION = 21_000;
const MOST_EXPRESSIONS = 10_000;

/** Parses one expression (without its `${{ }}`) and finds what it refers to. The same text is parsed once. */
export const compileExpression: (source: string) => Result<Expression, ExpressionProblem> = remembered(
  MOST_EXPRESSIONS,
  (source) => compile(source),
);

const problem = (code: ExpressionProblem['code'], message: string, offset = 0, guess: Guess | null = null) =>
  err({ code, message, offset, guess });

const compile = (source: string): Result<Expression, ExpressionProblem> => {
  if (source.trim() === '') return problem('expression-syntax', 'the expression is empty');
  if (source.length > LONGEST_EXPRESSION) {
    return problem('expression-syntax', `the expression is longer than ${LONGEST_EXPRESSION} characters`);
  }
  try {
    const tokens = new Lexer(source).lex().tokens.map(withWholeString);
    const unknown = unknownName(tokens, source);
    if (unknown !== null) return err(unknown);
    const status = STATUS_FUNCTIONS.map((name) => ({ name, minArgs: 0, maxArgs: 0 }));
    const tree = new Parser(tokens, [...CONTEXTS], [...status, { name: 'length', minArgs: 1, maxArgs: 1 }]).parse();
    return ok({ source, tree, ...factsOf(tree, source) });
  } catch (thrown) {
    // The package has no other way to say that an expression is wrong.
    const unexpected = unexpectedIn(messageOf(thrown));
    if (unexpected !== null)
      return problem('expression-syntax', sentenceOf(thrown) + adviceOn(unexpected.symbol, source), unexpected.offset);
    const position = thrown instanceof ExpressionError ? offsetOf(source, thrown.pos) : 0;
    return problem('expression-syntax', sentenceOf(thrown), position);
  }
};

// The package undoubles only the first quote of a string.
const withWholeString = (token: Token): Token =>
  token.type === TokenType.STRING ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token;

const unknownName = (tokens: readonly Token[], source: string): ExpressionProblem | null => {
  for (const [place, token] of tokens.entries()) {
    if (token.type !== TokenType.IDENTIFIER || tokens[place - 1]?.type === TokenType.DOT) continue;
    const word = token.lexeme;
    const isCall = tokens[place + 1]?.type === TokenType.LEFT_PAREN;
    const known = isCall ? FUNCTIONS : CONTEXTS;
    if (known.some((name) => name.toLowerCase() === word.toLowerCase())) continue;
    const operator = WORDS_FOR_OPERATORS.get(word.toLowerCase());
    const hint = operator ?? (isCall ? undefined : CONTEXT_HINTS.get(word.toLowerCase()));
    return {
      code: isCall ? 'unknown-function' : 'unknown-context',
      message: `"${word}" is not a ${isCall ? 'function' : 'context'}${hint === undefined ? '' : `: ${hint}`}`,
      offset: offsetOf(source, token.range.start),
      guess: operator === undefined ? { word, known } : null,
    };
  }
  return null;
};

// An explicit stack, because 21,000 characters of `1==1==1…` nest deeper than calls may.
const factsOf = (tree: Expr, source: string): Pick<Expression, 'references' | 'statusFunction'> => {
  const references: Reference[] = [];
  let statusFunction: string | null = null;
  const stack: Expr[] = [tree];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const reference = referenceOf(node, source);
    if (reference !== null) {
      references.push(reference.found);
      stack.push(...reference.rest);
    } else if (node instanceof FunctionCall) {
      const name = node.functionName.lexeme.toLowerCase();
      if (STATUS_FUNCTIONS.includes(name)) statusFunction ??= name;
      stack.push(...node.args);
    } else if (node instanceof IndexAccess) stack.push(node.expr, node.index);
    else if (node instanceof Binary) stack.push(node.left, node.right);
    else if (node instanceof Logical) stack.push(...node.args);
    else if (node instanceof Unary) stack.push(node.expr);
    else if (node instanceof Grouping) stack.push(node.group);
  }
  return { references, statusFunction };
};

type Context = Pick<Reference, 'context' | 'offset'>;

const checkedContext = (node: Expr, source: string): Context | null => {
  if (!(node instanceof ContextAccess)) return null;
  const context = contextNamed(node.name.lexeme.toLowerCase());
  return context === null ? null : { context, offset: offsetOf(source, node.name.range.start) };
};

const isFixed = (name: string): name is FixedContext => Object.hasOwn(FIXED_MEMBERS, name);

const contextNamed = (name: string): Reference['context'] | null =>
  name === 'steps' || name === 'inputs' || name === 'workstreams' || isFixed(name) ? name : null;

const wordOf = (node: Expr): string | null =>
  node instanceof Literal && node.literal instanceof StringData ? node.literal.value : null;

/** Finds `steps`, `steps.a` or `steps.a.b` at the top of a node; `rest` is what stands computed in its brackets. */
const referenceOf = (
  node: Expr,
  source: string,
): { readonly found: Reference; readonly rest: readonly Expr[] } | null => {
  const whole = checkedContext(node, source);
  if (whole !== null) return { found: { ...whole, name: null, property: null }, rest: [] };
  if (!(node instanceof IndexAccess)) return null;
  const context = checkedContext(node.expr, source);
  if (context !== null) return { found: { ...context, name: wordOf(node.index), property: null }, rest: [node.index] };
  if (!(node.expr instanceof IndexAccess)) return null;
  const outer = checkedContext(node.expr.expr, source);
  if (outer === null) return null;
  const found = { ...outer, name: wordOf(node.expr.index), property: wordOf(node.index) };
  return { found, rest: [node.expr.index, node.index] };
};

const contextsOf = (context: ExpressionContext): Dictionary => {
  const { inputs, env, run, workstream, failure, step, needed, each, matrix, loop, event, previous } = context;
  const contexts = new Map<string, () => ExpressionData>([
    ['inputs', () => valueOf(inputs)],
    ['env', () => valueOf(env)],
    ['run', () => valueOf(run)],
    ['workstream', () => valueOf(workstream)],
    ['failure', () => valueOf(failure)],
    ['each', () => (each === null ? new Null() : eachValue(each))],
    ['matrix', () => valueOf(matrix)],
    ['loop', () => valueOf(loop)],
    ['event', () => valueOf(event)],
    ['previous', () => valueOf(previous)],
    ['steps', () => new LookupValue((id) => stepValue(step(id)))],
    ['workstreams', () => new LookupValue((id) => workstreamValue(needed(id)))],
  ]);
  return new LookupValue((name) => contexts.get(name.toLowerCase())?.());
};

const stepValue = (facts: StepFacts | null): ExpressionData | undefined => {
  if (facts === null) return undefined;
  const { status, outputs, exitCode, rounds, log = null, artifacts, item, keys = () => [] } = facts;
  const plain = { status, outputs, exitCode, log, ...(rounds === undefined ? {} : { rounds }) };
  if (item === undefined) return valueOf({ ...plain, artifacts: artifacts?.() ?? {} });
  const items = new LookupValue((key) => stepValue(item(key)), keys);
  return new LookupValue((name) => (name.toLowerCase() === 'items' ? items : memberOf(plain, name)));
};

const workstreamValue = (facts: StepFacts | null): ExpressionData | undefined =>
  facts === null ? undefined : valueOf({ status: facts.status, outputs: facts.outputs });

const memberOf = (object: JsonObject, name: string): ExpressionData | undefined => {
  const key = Object.keys(object).find((known) => known.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : valueOf(object[key] ?? null);
};

const eachValue = ({ value, key, index, need, previous }: EachFacts): ExpressionData => {
  const plain = { value, key, index };
  return new LookupValue((name) => {
    if (name.toLowerCase() === 'needs') return new LookupValue((other) => valueOf(need(other)));
    return name.toLowerCase() === 'previous' ? valueOf(previous()) : memberOf(plain, name);
  });
};

const named = (name: string, call: FunctionDefinition['call'], args = 0): [string, FunctionDefinition] => [
  name.toLowerCase(),
  { name, minArgs: args, maxArgs: args, call },
];

const JSON_FUNCTIONS: readonly [string, FunctionDefinition][] = [
  named('toJSON', (value = new Null()) => new StringData(JSON.stringify(jsonOf(value), null, 2)), 1),
  named('fromJSON', (value = new Null()) => valueOf(jsonFrom(value.coerceString())), 1),
  named('length', (value = new Null()) => new NumberData(lengthOf(value)), 1),
];

/** How many items, members or characters a value has; nothing has none. */
const lengthOf = (value: ExpressionData): number => {
  const json = jsonOf(value);
  if (json === null) return 0;
  if (Array.isArray(json)) return json.length;
  return typeof json === 'object' ? Object.keys(json).length : [...value.coerceString()].length;
};

const jsonFrom = (text: string): Json => {
  // The cast cannot lie: JSON.parse gives JSON.
  const json = JSON.parse(text) as Json;
  if (isTooDeep(json)) throw new SyntaxError(TOO_DEEP);
  const lost = unheldIn(text);
  // As JSON.parse does with what is no JSON: valueFrom makes a problem of it.
  if (lost !== null) throw new SyntaxError(lost.message);
  return json;
};

// The evaluator asks here, by lower-case name, before it takes one of its own.
const functionsOver = ({ standing }: ExpressionContext): Map<string, FunctionDefinition> =>
  new Map([
    ...JSON_FUNCTIONS,
    named('success', () => new BooleanData(standing === 'succeeded')),
    named('failure', () => new BooleanData(standing === 'failed' || standing === 'stopped')),
    named('cancelled', () => new BooleanData(standing === 'cancelled' || standing === 'stopped')),
    named('always', () => new BooleanData(true)),
  ]);

const valueFrom = (source: string, context: ExpressionContext): Result<ExpressionData, ExpressionProblem> => {
  const compiled = compileExpression(source);
  if (!compiled.ok) return compiled;
  try {
    return ok(new Evaluator(compiled.value.tree, contextsOf(context), functionsOver(context)).evaluate());
  } catch (thrown) {
    // fromJSON of what is no JSON, format of what it has no argument for: the author's to mend, not a bug.
    return problem('evaluation', `\${{ ${source} }} cannot be evaluated: ${sentenceOf(thrown)}`);
  }
};

/** Evaluates one expression to JSON. A number that JSON has no word for comes out as text. */
export const evaluate = (source: string, context: ExpressionContext): Result<Json, ExpressionProblem> =>
  mapped(valueFrom(source, context), jsonOf);

/** Evaluates one expression to text: objects and arrays as JSON, null as nothing. */
export const evaluateText = (source: string, context: ExpressionContext): Result<string, ExpressionProblem> =>
  mapped(valueFrom(source, context), textOf);

const mapped = <T, U, E>(result: Result<T, E>, turn: (value: T) => U): Result<U, E> =>
  result.ok ? ok(turn(result.value)) : result;

/**
 * Tells whether a step is to run. `null` is `success()`; a condition that calls no status function holds only
 * beside `success()`, and is not evaluated without it, as in GitHub Actions.
 */
export const evaluateCondition = (
  condition: string | null,
  context: ExpressionContext,
): Result<boolean, ExpressionProblem> => {
  if (condition === null) return ok(context.standing === 'succeeded');
  const source = bareCondition(condition);
  const compiled = compileExpression(source);
  if (!compiled.ok) return compiled;
  if (compiled.value.statusFunction === null && context.standing !== 'succeeded') return ok(false);
  return mapped(valueFrom(source, context), isTrue);
};

/** Whether a condition says itself when it holds, by `always()`, `failure()`, `cancelled()` or `success()`. */
export const asksForStatus = (condition: string): boolean => {
  const compiled = compileExpression(bareCondition(condition));
  return compiled.ok && compiled.value.statusFunction !== null;
};
