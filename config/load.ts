/** Reads every configuration that counts in a place, and makes one of them. */
import { readFile } from 'node:fs/promises';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { configurationOf, DEFAULT_CONFIG, type Configuration } from './configuration.ts';
import { environmentLayers } from './environment.ts';
import { configFiles, userFileOf, type ConfigFile, type ConfigPlaces } from './files.ts';
import { givenLayers } from './given.ts';
import { layOver, type Effective, type Layer } from './layers.ts';
import { codeOf } from '../core/thrown.ts';

export type LoadedConfiguration = {
  readonly configuration: Configuration;
  /** What was read; later ones win. */
  readonly files: readonly ConfigFile[];
  /** Every value that counts, as it is written, and where it comes from. */
  readonly effective: readonly Effective[];
  /** What of a project's file does not count, a sentence each. */
  readonly notes: readonly string[];
};

/** Why there is no configuration: one sentence, and what is wrong in files. */
export type ConfigTrouble = { readonly message: string; readonly diagnostics: readonly Diagnostic[] };

const trouble = (message: string, diagnostics: readonly Diagnostic[] = []): ConfigTrouble => ({ message, diagnostics });

const read = async ({ path, scope }: ConfigFile, userFile: string): Promise<Result<Layer, ConfigTrouble>> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string') {
    const code = codeOf(text.error) ?? 'unknown error';
    return err(trouble(code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`));
  }
  const { parseConfig } = await import('../schema/parse-config.ts');
  const parsed = await parseConfig(text, { file: path, scope, userFile });
  if (parsed.ok) return ok({ origin: path, layer: scope, value: parsed.value });
  return err(trouble('the configuration is not valid', parsed.error));
};

// The cast cannot lie: it is JSON through and through, though its type has optional keys.
const DEFAULTS = DEFAULT_CONFIG as JsonObject;

/** Nothing is loaded that reads files where there are none. */
export const loadConfiguration = async (places: ConfigPlaces): Promise<Result<LoadedConfiguration, ConfigTrouble>> => {
  const files = configFiles(places);
  if (!files.ok) return err(trouble(files.error));
  const environment = environmentLayers(places.env);
  if (!environment.ok) return err(trouble(environment.error));
  const userFile = userFileOf(places.env);
  const given = await givenLayers(places.env, userFile);
  if (!given.ok) return err(trouble(given.error));
  const layers: Layer[] = [{ origin: 'default', layer: 'default', value: DEFAULTS }];
  const wrong: ConfigTrouble[] = [];
  const notes: string[] = [];
  for (const file of files.value) {
    const layer = await read(file, userFile);
    if (!layer.ok) wrong.push(layer.error);
    else if (file.scope === 'user') layers.push(layer.value);
    else {
      const { lowered } = await import('./lowered.ts');
      const low = lowered(layer.value, layOver(layers).value);
      layers.push(low.layer);
      notes.push(...low.notes);
    }
  }
  const [first] = wrong;
  if (first !== undefined)
    return err(
      trouble(
        first.message,
        wrong.flatMap(({ diagnostics }) => diagnostics),
      ),
    );
  const { value, effective } = layOver([
    ...layers,
    ...given.value.filter(({ layer }) => layer === 'environment'),
    ...environment.value,
    ...given.value.filter(({ layer }) => layer === 'command line'),
  ]);
  // It fits: every layer was checked, and laying one over the other keeps the shape.
  const configuration = configurationOf(value);
  return ok({ configuration, files: files.value, effective, notes });
};
