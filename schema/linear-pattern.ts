/** Patterns of users, matched in time linear in the text: a regular expression of JavaScript on an engine that never goes back. */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { remembered } from '../core/remembered.ts';
import { messageOf } from '../core/thrown.ts';
import { toLinear } from './linear-syntax.ts';

/** Matches texts; `size` is how many instructions each character of a text may cost. */
export type LinearPattern = { readonly size: number; test(text: string): boolean };

/** Loaded with the first pattern: most schemas have none. */
const engineOf = remembered(1, (name: 're2js'): typeof Re2.RE2JS => {
  // The cast cannot lie: it is the module that the type is taken from.
  const { RE2JS } = createRequire(import.meta.url)(name) as typeof Re2;
  return RE2JS;
});

const compile = (pattern: string): LinearPattern => {
  // Says what is wrong in the words of the language that the pattern is written in. Compiling is harmless.
  new RegExp(pattern, 'u');
  const written = toLinear(pattern);
  if ('refused' in written)
    throw new SyntaxError(`the pattern ${JSON.stringify(pattern)} uses ${written.refused}, which is not supported`);
  try {
    const compiled = engineOf('re2js').compile(written.text);
    return { size: compiled.programSize(), test: (text) => compiled.test(text) };
  } catch (error) {
    throw new SyntaxError(`the pattern ${JSON.stringify(pattern)} is not supported: ${messageOf(error)}`);
  }
};

/** Throws, with a sentence that names the pattern, where it is none or cannot be matched without going back. */
export const linearPattern: (pattern: string) => LinearPattern = remembered(1_000, compile);
