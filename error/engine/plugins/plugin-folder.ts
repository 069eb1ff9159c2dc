/** Finds the plugins of a user in a folder: one folder each, with a manifest and a module. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { err, ok, type Result } from '../../../core/result.ts';
import { readManifest, type PluginManifest } from './plugin-manifest.ts';
import type { PluginProblem } from './plugin-examine.ts';
import { messageOf } from '../../../core/thrown.ts';

export type FoundPlugin = {
  readonly manifest: PluginManifest;
  /** Absolute path of its module. */
  readonly module: string;
};

const readJson = async (file: string): Promise<Result<unknown, string>> => {
  try {
    return ok(JSON.parse(await readFile(file, 'utf8')));
  } catch (thrown) {
    return err(messageOf(thrown));
  }
};

/** The plugin of this name in `folder`. */
export const findPlugin = async (folder: string, name: string): Promise<Result<FoundPlugin, PluginProblem>> => {
  const problem = (message: string): Result<FoundPlugin, PluginProblem> =>
    err({ plugin: name, kind: 'manifest', message });
  const text = await readJson(join(folder, name, 'manifest.json'));
  if (!text.ok) return problem(`manifest.json cannot be read: ${text.error}`);
  const manifest = readManifest(text.value);
  if (!manifest.ok) return problem(`manifest.json ${manifest.error}`);
  if (manifest.value.name !== name) return problem(`manifest.json /name must be "${name}", as its folder`);
  try {
    const home = await realpath(join(folder, name));
    const module = await realpath(join(home, manifest.value.module));
    // A link could lead out of the folder that was trusted.
    if (!module.startsWith(home + sep)) return problem(`${manifest.value.module} lies outside its folder`);
    return ok({ manifest: manifest.value, module });
  } catch {
    return problem(`${manifest.value.module} is not there`);
  }
};

/** The plugins in `folder`, by name; none where there is no such folder. Names that begin with `_` or `.` are none. */
export const findPlugins = async (folder: string): Promise<readonly Result<FoundPlugin, PluginProblem>[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((each) => each.isDirectory() && !/^[_.]/.test(each.name)).map((each) => each.name);
  return Promise.all(names.sort().map((name) => findPlugin(folder, name)));
};
