/** `ws schema`: the JSON Schema of files that people write, for editors. */
import type { SchemaName } from '../../house/schema-names.ts';
import { schemaText } from '../../house/schema-text.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';

export const schema: Command<{ readonly name: SchemaName }> = async ({ screen }, { name }) => {
  screen.line((await schemaText(name)).trimEnd());
  return exitCode.ok;
};
