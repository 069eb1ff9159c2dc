/** `ws explain`: what a key of a workstream means, with an example. */
import { isJsonObject, type Json } from '../../../core/json.ts';
import { findHelp, type KeyHelp } from '../../../schema/key-help.ts';
import { invalid } from '../../house/refusals.ts';
import type { SchemaName } from '../../house/schema-names.ts';
import { schemaText } from '../../house/schema-text.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Paint } from '../screen.ts';
import type { Command } from '../session.ts';

export type ExplainArgs = { readonly key: string; readonly of: SchemaName };

const shown = (path: readonly string[]): string => path.join('.').replaceAll('.[]', '[]');

const linesOf = ({ path, title, description, examples, values }: KeyHelp, paint: Paint): readonly string[] => [
  `${paint.bold(shown(path))}  ${paint.dim(title)}`,
  `  ${description}`,
  ...(values.length === 0 ? [] : [`  one of  ${values.map((value) => JSON.stringify(value)).join(', ')}`]),
  ...examples.map((example) => `  e.g.  ${path.at(-1) ?? ''}: ${JSON.stringify(example)}`),
];

export const explain: Command<ExplainArgs> = async ({ screen, json }, { key, of }) => {
  // JSON.parse gives JSON and nothing else.
  const schema = JSON.parse(await schemaText(of)) as Json;
  const { keys, meant } = findHelp(isJsonObject(schema) ? schema : {}, key);
  if (keys.length === 0) {
    const hint = meant === null ? `See: ws schema ${of}` : `Did you mean ${meant}? ws explain ${meant}`;
    return complain(screen, invalid(`a ${of} has no key "${key}"`, hint));
  }
  if (json) screen.line(JSON.stringify(keys));
  else screen.line(keys.map((each) => linesOf(each, screen.paint).join('\n')).join('\n\n'));
  return exitCode.ok;
};
