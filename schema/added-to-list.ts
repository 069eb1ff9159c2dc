/** Adds to a list in a document that a person wrote, and leaves everything else of it, comments included, as it stands. */
import { parseDocument } from 'yaml';
import { isJsonObject, type Json } from '../core/json.ts';

/** `path`: the keys that lead to the list, which is made where there is none. Throws where the text is no document. JSON stays JSON. */
export const addedToList = (
  text: string,
  {
    path,
    items,
    isJson,
  }: { readonly path: readonly string[]; readonly items: readonly string[]; readonly isJson: boolean },
): string => {
  const document = parseDocument(text.trim() === '' ? '{}' : text);
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  // YAML gives what JSON can hold, where nobody asked for more.
  const before = document.toJS() as Json;
  const at = path.reduce<Json>((value, key) => (isJsonObject(value) ? (value[key] ?? null) : null), before);
  const known: readonly Json[] = Array.isArray(at) ? at : [];
  document.setIn(path, [...known, ...items.filter((item) => !known.includes(item))]);
  return isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString({ flowCollectionPadding: true });
};
