/** Parts of a question that a provider fetches from an address: who may reach models alone would reach others by it. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';

/** Where pictures and files of a question may be somewhere else, as the formats of all providers call it. */
const ADDRESSES = ['image_url', 'file_url', 'video_url', 'fileUri', 'file_uri'];

const isRemote = (value: Json | undefined): value is string => typeof value === 'string' && /^\s*https?:/i.test(value);

const addressIn = (part: JsonObject): string | null => {
  // Anthropic's source of a picture or a document.
  if (part['type'] === 'url' && isRemote(part['url'])) return part['url'];
  for (const name of ADDRESSES) {
    const value = part[name];
    const said = isJsonObject(value) ? value['url'] : value;
    if (isRemote(said)) return said;
  }
  return null;
};

/** The first such address of a request; null where there is none. */
export const fetchedPart = (document: JsonObject): string | null => {
  const waiting: Json[] = [document];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value === null || typeof value !== 'object') continue;
    const found = isJsonObject(value) ? addressIn(value) : null;
    if (found !== null) return found;
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return null;
};
