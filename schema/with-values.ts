/** Sets values in a document that a person wrote, and leaves everything else of it, comments included, as it stands. */
import { Document, isNode, parseDocument } from 'yaml';
import type { Json } from '../core/json.ts';

/** The keys that lead to a value, and what is to stand there; `undefined` takes it out. */
export type Edit = readonly [path: readonly (string | number)[], value: Json | undefined];

/** `source`: JSON or YAML without faults. `comment`: stands above everything. `isJson`: what is to be written. */
export const withValues = (
  source: string,
  edits: readonly Edit[],
  { comment, isJson }: { readonly comment: string; readonly isJson: boolean },
): string => {
  const read = parseDocument(source, { merge: true });
  // What was JSON is laid out as people write YAML.
  const document = source.trimStart().startsWith('{') ? new Document(read.toJS()) : read;
  for (const [path, value] of edits)
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  if (isJson) return `${JSON.stringify(document.toJS(), null, 2)}\n`;
  const { contents } = document;
  // The way to the schema is that of where it was shipped.
  if (isNode(contents))
    contents.commentBefore = contents.commentBefore?.replace(/^ yaml-language-server:.*\n?/, '') ?? null;
  document.commentBefore = comment;
  return document.toString({ flowCollectionPadding: false, lineWidth: 0 });
};

/** What a document of JSON or YAML without faults holds, with all that it names twice written out. */
export const valuesIn = (source: string): Json =>
  // YAML gives what JSON can hold, where nobody asked for more.
  parseDocument(source, { merge: true }).toJS() as Json;
