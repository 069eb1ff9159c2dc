/** Patterns of users, matched in time linear in the text: a regular expression of JavaScript on an engine that never goes back. */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { remembered } from '../core/remembered.ts';
import { messageOf } from '../core/thrown.ts';
import { toLinear } from './linear-syntax.ts';

/** Matches texts; `size` is how many instructions each character of a text may cost. */
export type LinearPattern = { readonly size: number; test(text: string): boolean };

/** Gives what the named groups of the first match hold; null where nothing matches. */
type NamedGroups = (text: string) => Readonly<Record<string, string>> | null;

/** Loaded with the first pattern: most schemas have none. */
const engineOf = remembered(1, (name: 're2js'): typeof Re2.RE2JS => {
  // The cast cannot lie: it is the module that the type is taken from.
  const { RE2JS } = createRequire(import.meta.url)(name) as typeof Re2;
  return RE2JS;
});

const compile = (pattern: string, keepsNames: boolean): Re2.RE2JS => {
  // Says what is wrong in the words of the language that the pattern is written in. Compiling is harmless.
  new RegExp(pattern, 'u');
  const written = toLinear(pattern, keepsNames);
  if ('refused' in written)
    throw new SyntaxError(`the pattern ${JSON.stringify(pattern)} uses ${written.refused}, which is not supported`);
  try {
    return engineOf('re2js').compile(written.text);
  } catch (error) {
    throw new SyntaxError(`the pattern ${JSON.stringify(pattern)} is not supported: ${messageOf(error)}`);
  }
};

/** Throws, with a sentence that names the pattern, where it is none or cannot be matched without going back. */
export const linearPattern: (pattern: string) => LinearPattern = remembered(1_000, (pattern: string) => {
  const compiled = compile(pattern, false);
  return { size: compiled.programSize(), test: (text: string) => compiled.test(text) };
});

/** Throws as {@link linearPattern} does. */
export const linearGroups: (pattern: string) => NamedGroups = remembered(1_000, (pattern: string) => {
  const compiled = compile(pattern, true);
  const names = Object.keys(compiled.namedGroups());
  return (text: string) => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return null;
    const groups = names.map((name) => [name, matcher.group(name)] as const);
    return Object.fromEntries(groups.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
  };
});
