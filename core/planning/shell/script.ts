/** Turns a shell script with expressions into one with variables, so that no value ever becomes shell text. */
import { unfitForEnvironment } from '../../unfit-value.ts';
import { err, invariant, ok, type Result } from '../../result.ts';
import type { ExpressionContext } from '../expressions/expression-language.ts';
import { evaluateText } from '../expressions/expressions.ts';
import { surroundings } from './shell.ts';
import type { ShellProblem, Surrounding } from './shell-words.ts';
import { hasHole, parseTemplate } from '../expressions/template.ts';

/** `isGuarded`: a value that begins with "-" would be an option there, and could make its program run code. */
export type ScriptVariable = { readonly name: string; readonly expression: string; readonly isGuarded: boolean };

/** `text` is what the shell is given; `variables` are what its environment must hold beside. */
export type CompiledScript = { readonly text: string; readonly variables: readonly ScriptVariable[] };

/** `offset` counts characters from 0, `line` from 1, in the script. */
export type ScriptProblem = { readonly message: string; readonly offset: number; readonly line: number };

const WRITTEN: Readonly<Record<Surrounding, (name: string) => string>> = {
  bare: (name) => `"\${${name}}"`,
  double: (name) => `\${${name}}`,
  single: (name) => `'"\${${name}}"'`,
  heredoc: (name) => `\${${name}}`,
  comment: (name) => `\${${name}}`,
};

/**
 * Replaces every `${{ }}` of a POSIX shell script by a reference to a variable `WS_EXPR_n` that fits what surrounds
 * it. Fails where no reference would keep the value from being evaluated, or where two shells would differ.
 */
export const compileScript = (script: string): Result<CompiledScript, ScriptProblem> => {
  const compiled = compileAll(script);
  if (compiled.ok) return compiled;
  const [first] = compiled.error;
  invariant(first !== undefined, 'a script does not compile, and nothing is wrong with it');
  return err(first);
};

/** A script with the line ends of a shell, which takes those of Windows for a part of the last word. */
export const withLineFeeds = (script: string): string => script.replaceAll('\r\n', '\n');

/** Where a place of a script stood before its line ends were changed. */
const inWritten = (written: string, offset: number): number => {
  let at = offset;
  for (let end = written.indexOf('\r\n'); end !== -1 && end < at; end = written.indexOf('\r\n', end + 2)) at += 1;
  return at;
};

const compileAll = (written: string): Result<CompiledScript, readonly ScriptProblem[]> => {
  const script = withLineFeeds(written);
  if (!hasHole(script)) return ok({ text: script, variables: [] });
  const located = ({ message, offset }: ShellProblem): ScriptProblem => ({
    ...{ message, offset: inWritten(written, offset) },
    line: script.slice(0, offset).split('\n').length,
  });
  const template = parseTemplate(script);
  if (!template.ok) return err([located(template.error)]);
  const { literals, holes } = template.value;
  const found = surroundings(script, holes);
  if (!found.ok) return err(found.error.map(located));
  const { around, guarded } = found.value;
  const variables = holes.map(({ expression }, place) => ({
    ...{ name: `WS_EXPR_${place + 1}`, expression },
    isGuarded: guarded.has(place),
  }));
  const text = literals.map((literal, place) => {
    const variable = variables[place];
    const surrounding = around[place];
    return variable === undefined || surrounding === undefined
      ? literal
      : literal + WRITTEN[surrounding](variable.name);
  });
  return ok({ text: text.join(''), variables });
};

/** Everything that keeps values from standing where they do in a script; none where it compiles. */
export const misplaced = (script: string): readonly ScriptProblem[] => {
  const compiled = compileAll(script);
  return compiled.ok ? [] : compiled.error;
};

/** A value that no environment variable can hold, or an expression that has none. */
export type UnfitValue = { readonly message: string; readonly expression: string };

const AN_OPTION =
  'begins with "-", and would be read as an option there; write -- before it in the script, or ./ before the name of a file';

/** The environment that a compiled script needs, `WS_EXPR_n` → value, byte for byte. */
export const scriptEnvironment = (
  script: CompiledScript,
  context: ExpressionContext,
): Result<Readonly<Record<string, string>>, UnfitValue> => {
  const entries: [string, string][] = [];
  for (const { name, expression, isGuarded } of script.variables) {
    const value = evaluateText(expression, context);
    if (!value.ok) return err({ message: value.error.message, expression });
    const unfit = unfitForEnvironment(value.value);
    if (unfit !== null) return err({ message: `the value of \${{ ${expression} }} ${unfit}`, expression });
    if (isGuarded && /^[-+]/.test(value.value))
      return err({ message: `the value of \${{ ${expression} }} ${AN_OPTION}`, expression });
    entries.push([name, value.value]);
  }
  return ok(Object.fromEntries(entries));
};
