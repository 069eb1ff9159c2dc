/** Reads every profile that counts in a place. Nothing is read, and no parser loaded, where nobody has written one. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { toolId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { Profiles } from '../../core/tool-profile.ts';
import type { ReadTool } from '../../schema/parse-tool.ts';
import { userFolder } from '../files.ts';
import { SHIPPED_TOOLS } from '../generated/shipped-tools.js';
import type { LayerProblem, ProfileLayer } from './layer.ts';
import { narrowed } from './narrowed.ts';
import { resolveProfiles } from './resolve.ts';

/** A file of `.ws/tools`, as it was read. `file` is how people are told of it. */
export type ProjectFile = { readonly file: string; readonly text: string; readonly isTrusted: boolean };

/** What of a project's file does not count. */
export type Withheld = {
  readonly name: string;
  readonly file: string;
  readonly untrusted: readonly string[];
  readonly raised: readonly string[];
};

export type LoadedProfiles = { readonly profiles: Profiles; readonly withheld: readonly Withheld[] };

export type ProfilePlaces = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly projectFiles: readonly ProjectFile[];
  /** The names of all adapters that there are. */
  readonly adapters: readonly string[];
};

const SHIPPED: readonly ProfileLayer[] = Object.entries(SHIPPED_TOOLS).map(([name, tool]) => ({
  ...{ name, tool, origin: 'shipped', file: null },
}));

/** What ws ships, of which there are adapters. */
export const shippedProfiles = (adapters: readonly string[]): Profiles => resolveProfiles(SHIPPED, adapters).profiles;

const ENDING = /\.(?:ya?ml|json)$/;

/** The folder of the user's own profiles; null where the environment names no home. */
export const userToolsFolder = (env: ProfilePlaces['env']): string | null => {
  const folder = userFolder(env);
  return folder === null ? null : join(folder, 'tools');
};

type Text = { readonly file: string; readonly text: string };

const userTexts = async (env: ProfilePlaces['env']): Promise<Result<readonly Text[], Diagnostic>> => {
  const folder = userToolsFolder(env);
  const names = folder === null ? [] : await readdir(folder).catch(() => []);
  const texts: Text[] = [];
  for (const name of names.filter((each) => ENDING.test(each)).toSorted()) {
    const file = join(folder ?? '', name);
    try {
      texts.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      const message = `the file cannot be read (${codeOf(error) ?? 'unknown error'})`;
      return err(atTop('unreadable', message, file));
    }
  }
  return ok(texts);
};

const atTop = (code: string, message: string, file: string): Diagnostic => ({
  ...{ code, severity: 'error', message, file, line: 1, column: 1, pointer: '' },
});

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(ENDING, '');

/** Reads files as layers of one origin; what is wrong with any of them goes to `wrong`. */
const readLayers = async (
  texts: readonly Text[],
  origin: 'user' | 'project',
  wrong: Diagnostic[],
): Promise<readonly { readonly layer: ProfileLayer; readonly read: ReadTool }[]> => {
  const { parseTool } = await import('../../schema/parse-tool.ts');
  const layers: { readonly layer: ProfileLayer; readonly read: ReadTool }[] = [];
  for (const { file, text } of texts) {
    const name = nameOf(file);
    const twin = layers.find(({ layer }) => layer.name === name)?.layer.file ?? null;
    if (twin !== null) wrong.push(atTop('duplicate-tool', `${twin} is the same tool; keep one of them`, file));
    if (!NAME.test(name))
      wrong.push(atTop('bad-name', `"${name}" is no name of a tool: letters, digits, ".", "_" and "-"`, file));
    const read = await parseTool(text, file);
    if (read.ok) layers.push({ layer: { name, origin, file, tool: read.value.tool }, read: read.value });
    else wrong.push(...read.error);
  }
  return layers;
};

const placed = async (
  problems: readonly LayerProblem[],
  reads: ReadonlyMap<ProfileLayer, ReadTool>,
): Promise<readonly Diagnostic[]> => {
  const told = await Promise.all(
    problems.map(async ({ layer, problem }) => (await reads.get(layer)?.diagnose([problem])) ?? []),
  );
  return told.flat();
};

/** The profiles, or everything that is wrong with their files. */
export const loadProfiles = async (places: ProfilePlaces): Promise<Result<LoadedProfiles, readonly Diagnostic[]>> => {
  const { env, projectFiles, adapters } = places;
  const texts = await userTexts(env);
  if (!texts.ok) return err([texts.error]);
  const project = projectFiles.filter(({ file }) => ENDING.test(file));
  if (texts.value.length + project.length === 0) return ok({ profiles: shippedProfiles(adapters), withheld: [] });
  const wrong: Diagnostic[] = [];
  const own = await readLayers(texts.value, 'user', wrong);
  const brought = await readLayers(project, 'project', wrong);
  if (wrong.length > 0) return err(wrong);
  const layers = [...SHIPPED, ...own.map(({ layer }) => layer)];
  const before = resolveProfiles(layers, adapters);
  const reads = new Map<ProfileLayer, ReadTool>(own.map(({ layer, read }) => [layer, read]));
  const withheld: Withheld[] = [];
  for (const { layer, read } of brought) {
    const { name, tool } = layer;
    const isTrusted = project.some(({ file, isTrusted: is }) => file === layer.file && is);
    const base = before.profiles.get(toolId(name)) ?? before.profiles.get(toolId(tool.extends ?? name)) ?? null;
    const narrow = narrowed(tool, { base, isTrusted });
    const { untrusted, raised } = narrow;
    if (untrusted.length + raised.length > 0) withheld.push({ name, file: layer.file ?? '', untrusted, raised });
    // Before it is trusted there is nothing by which it could do any work.
    if (base === null && untrusted.length > 0) continue;
    const counted = { ...layer, tool: narrow.tool };
    layers.push(counted);
    reads.set(counted, read);
  }
  const { profiles, problems } = resolveProfiles(layers, adapters);
  return problems.length > 0 ? err(await placed(problems, reads)) : ok({ profiles, withheld });
};
