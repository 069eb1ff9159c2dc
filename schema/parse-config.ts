/** Reads one configuration file. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findConfigFaults } from './generated/config-faults.js';
import { PROJECT_SETTINGS } from './project-settings.ts';
import { keysOf } from './pointer.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';

/** Whose a configuration is: that of the user of this machine, or one that comes with a repository. */
export type ConfigScope = 'user' | 'project';

const isThere = (value: Json, [first, ...rest]: readonly string[]): boolean =>
  first === undefined || (isJsonObject(value) && Object.hasOwn(value, first) && isThere(value[first] ?? null, rest));

/** Keys by which a repository could make the machine of whoever opens it do what it must not. */
const misplaced = (value: JsonObject, userFile: string): readonly Problem[] =>
  Object.entries(PROJECT_SETTINGS).flatMap(([pointer, rule]): readonly Problem[] => {
    const keys = keysOf(pointer);
    if (rule.kind !== 'own' || !isThere(value, keys)) return [];
    const message = `"${keys.join('.')}" belongs in your own configuration, ${userFile}: a repository must not ${rule.must}`;
    return [{ code: 'not-in-project', message, pointer, place: 'key' }];
  });

const check = async (value: Json, scope: ConfigScope, userFile: string): Promise<readonly Problem[]> => {
  if (!isJsonObject(value)) {
    const message = 'the configuration must be an object, such as {"errors": {"repeats": 5}}';
    return [{ code: 'wrong-type', message, pointer: '', place: 'value' }];
  }
  const foreign = scope === 'project' ? misplaced(value, userFile) : [];
  if (findConfigFaults(value)) return foreign;
  const { explain } = await import('./explain.ts');
  return [...foreign, ...explain(findConfigFaults.errors ?? [], '')];
};

/**
 * Gives the JSON of a file, proved to be a configuration; an empty one says nothing. Fails with all that is wrong.
 * `userFile` is where keys belong that a project may not set.
 */
export const parseConfig = async (
  text: string,
  place: { readonly file: string; readonly scope: ConfigScope; readonly userFile: string },
): Promise<Result<JsonObject, readonly Diagnostic[]>> => {
  if (text.trim() === '') return ok({});
  const { document, problems: unread } = await readDocument(text, place.file);
  // A file of comments alone is null in YAML.
  if (document !== null && document.value === null && unread.length === 0) return ok({});
  const problems =
    document === null ? unread : [...unread, ...(await check(document.value, place.scope, place.userFile))];
  if (document !== null && problems.length === 0 && isJsonObject(document.value)) return ok(document.value);
  const { diagnose } = await import('./diagnose.ts');
  return err(diagnose(problems, { text, file: place.file, document }));
};
