/** The JSON Schemas that ws ships of files that people write. */
export const SCHEMAS = ['workstream', 'config', 'tool', 'plugin'] as const;
export type SchemaName = (typeof SCHEMAS)[number];
