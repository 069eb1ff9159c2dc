/** Tools that a provider runs itself: they are paid beside the tokens, or reach where an attempt may not. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { ModelWire } from '../../../core/model-proxy.ts';

const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((item: Json): item is JsonObject => isJsonObject(item)) : [];

/** Of a tool, whatever the case of the key: there are providers that read it so. */
const typesOf = (tool: JsonObject): readonly string[] =>
  Object.entries(tool).flatMap(([key, value]) =>
    key.toLowerCase() === 'type' && typeof value === 'string' ? [value] : [],
  );

const OF_ANTHROPIC = /^(?:web_search|web_fetch|code_execution|mcp)_/;
const OF_OPENAI = /^(?:web_search|code_interpreter|file_search|image_generation|computer_use|mcp$)/;
const OF_GOOGLE = /^(?:google_?search|code_?execution|url_?context|google_?maps|file_?search|enterprise_?web_?search)/i;

/** A shell of OpenAI is the client's, but where it says in which container it is to be. */
const isContained = (tool: JsonObject): boolean => {
  const { environment } = tool;
  return isJsonObject(environment) && environment['type'] !== 'local';
};

/** What a request wants of them, by its name; null where it wants none. `function`, `custom` and the like are run by the CLI. */
export const hostedTool = (wire: ModelWire, document: JsonObject): string | null => {
  const tools = objectsIn(document['tools']);
  const typed = (pattern: RegExp): string | null => tools.flatMap(typesOf).find((type) => pattern.test(type)) ?? null;
  switch (wire) {
    case 'anthropic':
      return typed(OF_ANTHROPIC) ?? (document['mcp_servers'] === undefined ? null : 'mcp_servers');
    case 'openai':
      return (
        typed(OF_OPENAI) ??
        (tools.some(isContained) ? 'shell' : null) ??
        (document['web_search_options'] === undefined ? null : 'web_search')
      );
    case 'google':
      return tools.flatMap((tool) => Object.keys(tool)).find((key) => OF_GOOGLE.test(key)) ?? null;
  }
};
