/** JSON Schemas that a step gives to a tool: what is wrong with them is told before anything starts, and before anybody is asked. */
import { isJsonObject, type Json } from '../../core/json.ts';
import { hasHole } from '../../core/planning/expressions/template.ts';
import type { WrongArgument } from '../../core/tool.ts';
import { checkSchema } from '../../schema/json-schema.ts';

/** At most one, of the schema at this pointer; of one with expressions nothing can be said before they are filled in. */
export const wrongSchema = (schema: Json | undefined, pointer: string): readonly WrongArgument[] => {
  if (!isJsonObject(schema) || hasHole(JSON.stringify(schema))) return [];
  const wrong = checkSchema(schema);
  return wrong === null
    ? []
    : [{ pointer: `${pointer}${wrong.pointer}`, message: `it is no JSON Schema: ${wrong.message}` }];
};
