/** The newest lines of a log of ours that holds a JSON object a line. */
import { openServed } from '../../adapters/machine/served-file.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';

/** So much of its end is looked at. */
const MOST_BYTES = 1024 * 1024;

const objectIn = (line: string): readonly JsonObject[] => {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? [value] : [];
  } catch {
    // The first line is cut.
    return [];
  }
};

/** Those that are wanted, newest first. */
export const newestLines = (
  root: string,
  name: string,
  isWanted: (line: JsonObject) => boolean,
): readonly JsonObject[] => {
  const file = openServed(root, name);
  if (file === null) return [];
  const text = file.end(MOST_BYTES);
  return text.split('\n').flatMap(objectIn).filter(isWanted).toReversed();
};
