/** Turns a YAML text into one composed document, and refuses to nest deeper than recursion can bear. */
import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';

export type Composed =
  | { readonly kind: 'document'; readonly document: Document.Parsed }
  | { readonly kind: 'too-deep'; readonly offset: number }
  | { readonly kind: 'second-document'; readonly offset: number };

/** Composes the only document of a text; `deepest` bounds how deep collections may nest. */
export const composeYaml = (text: string, deepest: number): Composed => {
  const tokens = tokensOf(text, deepest);
  if (typeof tokens === 'number') return { kind: 'too-deep', offset: tokens };
  const composer = new Composer({
    schema: 'core',
    merge: false,
    prettyErrors: false,
    // Its own check compares every key with every other one.
    uniqueKeys: false,
    logLevel: 'error',
  });
  let first: Document.Parsed | null = null;
  for (const document of composer.compose(tokens, true, text.length)) {
    if (first !== null) return { kind: 'second-document', offset: document.range[0] };
    first = document;
  }
  // The composer was told to make a document of an empty text, too.
  if (first === null) throw new Error('invariant: the composer made no document');
  return { kind: 'document', document: first };
};

/**
 * The syntax tree, or the offset where it gets too deep. The composer walks the tree by recursion, and a stack that
 * overflows in the middle of a regular expression ends the process: it can be caught by nobody.
 */
const tokensOf = (text: string, deepest: number): readonly CST.Token[] | number => {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // Below and above the collections there are a document and a scalar.
    if (parser.stack.length > deepest + 2) return parser.offset;
  }
  tokens.push(...parser.end());
  return tokens;
};
