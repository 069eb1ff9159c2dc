/** Makes the types that the page has of the API out of its document. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { OPEN_API } from './open-api.ts';

/** Below the root of the sources. */
export const PAGE_TYPES = 'interfaces/dashboard/src/data/generated/openapi.ts';

const HEAD = '/** Types of the API, written by `npm run generate` from schema/api/openapi.json. */\n\n';

/** The text of the file. */
export const pageTypes = async (root: string): Promise<string> => {
  const document = readFileSync(join(root, OPEN_API), 'utf8');
  return HEAD + astToString(await openapiTS(document, { immutable: true, defaultNonNullable: false }));
};
