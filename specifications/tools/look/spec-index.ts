/** The index of a project: every spec, document and change in short, made anew only where files changed. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../core/json.ts';
import { findAddresses } from '../../content/address.ts';
import { parseDelta, type Operation } from '../../content/delta.ts';
import { loadDocumentCheck, parseDocument, type CheckDocument } from '../../content/document.ts';
import { slugOf } from '../../content/names.ts';
import { parseMetadata } from '../../content/metadata.ts';
import { parseSpec, requirementsOf } from '../../content/spec.ts';
import { parseTasks } from '../../content/tasks.ts';
import { loadYaml, readFlatYaml, yamlReader, type ReadYaml } from '../../content/yaml.ts';
import type { Files, Stamp } from '../../files.ts';
import { allFiles, folderNames, walkSpecs } from '../project/discover.ts';
import { documentsFolder } from '../project/library.ts';
import { changesFolder, specsFolder } from '../project/project.ts';

export type IndexedRequirement = { readonly id: string; readonly name: string; readonly line: number };

/** What one file says, in short. */
export type FileEntry =
  | {
      readonly kind: 'spec';
      readonly title: string | null;
      readonly purpose: string;
      readonly requirements: readonly IndexedRequirement[];
      readonly links: readonly string[];
    }
  | {
      readonly kind: 'delta';
      readonly touches: readonly { readonly operation: Operation; readonly name: string; readonly line: number }[];
    }
  | { readonly kind: 'tasks'; readonly done: number; readonly total: number }
  | { readonly kind: 'metadata'; readonly schema: string | null; readonly dependsOn: readonly string[] }
  | {
      readonly kind: 'document';
      readonly uri: string;
      readonly version: string;
      readonly status: string;
      readonly title: string;
      readonly extends: string | null;
      readonly depends: readonly string[];
      readonly requirements: readonly IndexedRequirement[];
    }
  | { readonly kind: 'unreadable' };

export type IndexedFile = Stamp & {
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string;
  readonly entry: FileEntry;
};

/** The index as it is kept to be taken over by the next. Files are keyed by path relative to the root, in order. */
export type SpecIndex = {
  readonly version: 3;
  readonly files: Readonly<Record<string, IndexedFile>>;
  /** Every folder of an open change; one that holds no file is in no repository of git. */
  readonly changes: readonly { readonly id: string; readonly isEmpty: boolean }[];
};

export type IndexRun = {
  readonly index: SpecIndex;
  /** Files whose stamp was as before, read but the same, and read and parsed. */
  readonly untouched: number;
  readonly same: number;
  readonly parsed: number;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const specEntry = (text: string): FileEntry => {
  const spec = parseSpec(text);
  const requirements = requirementsOf(spec).map(({ name, line, metadata }) => {
    const id = metadata.find((each) => each.key === 'ID')?.value ?? slugOf(name);
    return { id, name, line };
  });
  const links = [...new Set(findAddresses(text))];
  return { kind: 'spec', title: spec.title, purpose: (spec.purpose?.text ?? '').slice(0, 200), requirements, links };
};

const deltaEntry = (text: string): FileEntry => {
  const delta = parseDelta(text);
  const touch =
    (operation: Operation) =>
    ({ name, line }: { readonly name: string; readonly line: number }) => ({ operation, name, line });
  return {
    kind: 'delta',
    touches: [
      ...delta.added.map(touch('ADDED')),
      ...delta.modified.map(touch('MODIFIED')),
      ...delta.removed.map(touch('REMOVED')),
      ...delta.renamed.map(({ from }) => touch('RENAMED')(from)),
    ],
  };
};

const requirementsIn = (
  body: JsonObject,
  place: (path: readonly (string | number)[]) => { readonly line: number },
): readonly IndexedRequirement[] => {
  const list = body['requirements'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown, at): readonly IndexedRequirement[] => {
    if (typeof each !== 'object' || each === null || !('id' in each)) return [];
    const id = String(each.id);
    const name = 'title' in each ? String(each.title) : id;
    return [{ id, name, line: place(['requirements', at]).line }];
  });
};

const documentEntry = (text: string, file: string, readYaml: ReadYaml, check: CheckDocument): FileEntry => {
  const { document } = parseDocument(text, file, readYaml, check);
  if (document === null) return { kind: 'unreadable' };
  const { uri, version, status, title, extends: base, depends, body, place } = document;
  return {
    kind: 'document',
    uri,
    version,
    status,
    title,
    extends: base,
    depends,
    requirements: requirementsIn(body, place),
  };
};

const metadataEntry = (text: string, readYaml: ReadYaml): FileEntry => {
  const { metadata } = parseMetadata(text, readYaml);
  return { kind: 'metadata', schema: metadata?.schema ?? null, dependsOn: metadata?.dependsOn ?? [] };
};

type Source = { readonly path: string; readonly kind: Exclude<FileEntry['kind'], 'unreadable'> };

const sources = (files: Files, changes: readonly string[]): readonly Source[] => {
  const specs = walkSpecs(files, specsFolder);
  const found: Source[] = specs.ok ? specs.value.specs.map(({ path }) => ({ path, kind: 'spec' })) : [];
  for (const id of changes) {
    const folder = `${changesFolder}/${id}`;
    const deltas = walkSpecs(files, `${folder}/specs`);
    if (deltas.ok) found.push(...deltas.value.specs.map(({ path }) => ({ path, kind: 'delta' as const })));
    if (files.kind(`${folder}/tasks.md`) === 'file') found.push({ path: `${folder}/tasks.md`, kind: 'tasks' });
    if (files.kind(`${folder}/.openspec.yaml`) === 'file')
      found.push({ path: `${folder}/.openspec.yaml`, kind: 'metadata' });
  }
  const documents = allFiles(files, documentsFolder).filter((path) => /\.ya?ml$/.test(path));
  found.push(...documents.map((path) => ({ path: `${documentsFolder}/${path}`, kind: 'document' as const })));
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
};

const changesIn = (files: Files, ids: readonly string[], all: readonly Source[]): SpecIndex['changes'] => {
  const known = new Set(
    all.filter(({ path }) => path.startsWith(`${changesFolder}/`)).map(({ path }) => path.split('/')[2] ?? ''),
  );
  // Most have a file that was found already, and need not be listed again.
  return ids.map((id) => ({ id, isEmpty: !known.has(id) && allFiles(files, `${changesFolder}/${id}`).length === 0 }));
};

const isSameStamp = (one: Stamp, other: Stamp): boolean =>
  one.sizeBytes === other.sizeBytes && one.modifiedMs === other.modifiedMs && one.changedMs === other.changedMs;

/**
 * Makes the index, taking over from a previous one what did not change. `trustedBefore` is when that one was
 * made, in milliseconds since the epoch: a file changed in the two seconds before it, or later, is read again.
 */
export const buildIndex = async (
  files: Files,
  previous: SpecIndex | null,
  trustedBefore: number,
): Promise<IndexRun> => {
  const ids = folderNames(files, changesFolder).filter((name) => name !== 'archive');
  const all = sources(files, ids);
  const indexed: Record<string, IndexedFile> = {};
  const counts = { untouched: 0, same: 0, parsed: 0 };
  const stale: { readonly source: Source; readonly text: string; readonly hash: string; readonly stamp: Stamp }[] = [];
  for (const source of all) {
    const stamp = files.stamp(source.path);
    const before = previous?.files[source.path];
    if (stamp === null) continue;
    if (before !== undefined && isSameStamp(stamp, before) && stamp.changedMs < trustedBefore - 2000) {
      indexed[source.path] = before;
      counts.untouched++;
      continue;
    }
    const text = files.read(source.path);
    const hash = text.ok ? sha256(text.value) : '';
    if (before !== undefined && before.hash === hash) {
      indexed[source.path] = { ...before, ...stamp };
      counts.same++;
    } else if (text.ok) stale.push({ source, text: text.value, hash, stamp });
    else indexed[source.path] = { ...stamp, hash, entry: { kind: 'unreadable' } };
  }
  const isYamlNeeded = stale.some(
    ({ source, text }) => source.kind === 'document' || (source.kind === 'metadata' && readFlatYaml(text) === null),
  );
  const readYaml = yamlReader(isYamlNeeded ? await loadYaml() : () => ({ ok: false, message: '', line: 1, column: 1 }));
  const check = stale.some(({ source }) => source.kind === 'document') ? await loadDocumentCheck() : () => [];
  for (const { source, text, hash, stamp } of stale) {
    const make: Readonly<Record<Source['kind'], () => FileEntry>> = {
      spec: () => specEntry(text),
      delta: () => deltaEntry(text),
      tasks: () => {
        const { tasks } = parseTasks(text);
        return { kind: 'tasks', done: tasks.filter((task) => task.isDone).length, total: tasks.length };
      },
      metadata: () => metadataEntry(text, readYaml),
      document: () => documentEntry(text, source.path, readYaml, check),
    };
    indexed[source.path] = { ...stamp, hash, entry: make[source.kind]() };
    counts.parsed++;
  }
  const ordered = Object.fromEntries(Object.entries(indexed).sort(([left], [right]) => (left < right ? -1 : 1)));
  return { index: { version: 3, files: ordered, changes: changesIn(files, ids, all) }, ...counts };
};
