/** The index as people and programs read it in `specs_index.json`: by address, with who depends on whom. */
import { baseOf, capabilityDomain, isInRange, parseAddress } from '../../content/address.ts';
import { changesFolder, specsFolder } from '../project/project.ts';
import type { IndexedRequirement, SpecIndex } from './spec-index.ts';

/** A commit that touched a file. */
export type IndexedCommit = { readonly commit: string; readonly at: string; readonly subject: string };

export type IndexedSpec = {
  readonly uri: string;
  readonly kind: 'spec' | 'document';
  readonly file: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string;
  /** null for OpenSpec Markdown, which has neither. */
  readonly version: string | null;
  readonly status: string | null;
  readonly title: string;
  readonly dependencies: readonly string[];
  /** Addresses of specs and documents, and `change/<id>`. */
  readonly dependents: readonly string[];
  readonly requirements: readonly IndexedRequirement[];
  /** The newest first; null where the project is in no git repository. */
  readonly history: readonly IndexedCommit[] | null;
};

export type IndexedChange = {
  readonly change: string;
  readonly folder: string;
  readonly schema: string | null;
  readonly dependencies: readonly string[];
  readonly tasks: { readonly done: number; readonly total: number };
  readonly touches: readonly {
    readonly uri: string;
    readonly operation: string;
    readonly name: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly history: readonly IndexedCommit[] | null;
};

export type IndexDocument = {
  readonly version: 1;
  readonly specs: readonly IndexedSpec[];
  readonly changes: readonly IndexedChange[];
};

/** Path → commits that touched it, the newest first. */
export type FileHistory = ReadonlyMap<string, readonly IndexedCommit[]>;

const capabilityUri = (path: string): string => baseOf({ domain: capabilityDomain, path });

const plainUri = (written: string): string => {
  const parsed = parseAddress(written);
  return parsed.ok ? baseOf(parsed.value) : written;
};

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();

const specsIn = ({ files }: SpecIndex, history: FileHistory | null): readonly Omit<IndexedSpec, 'dependents'>[] =>
  Object.entries(files).flatMap(([file, { hash, entry }]): readonly Omit<IndexedSpec, 'dependents'>[] => {
    const past = history === null ? null : (history.get(file) ?? []);
    if (entry.kind === 'spec') {
      const id = file.slice(specsFolder.length + 1, -'/spec.md'.length);
      const uri = capabilityUri(id);
      const dependencies = unique(entry.links.map(plainUri)).filter((each) => each !== uri);
      const { title, requirements } = entry;
      const nothing = { version: null, status: null };
      return [
        { uri, kind: 'spec', file, hash, ...nothing, title: title ?? id, dependencies, requirements, history: past },
      ];
    }
    if (entry.kind !== 'document') return [];
    const { uri, version, status, title, requirements } = entry;
    const dependencies = unique([...(entry.extends === null ? [] : [entry.extends]), ...entry.depends]);
    return [{ uri, kind: 'document', file, hash, version, status, title, dependencies, requirements, history: past }];
  });

const newestFirst = (left: IndexedCommit, right: IndexedCommit): number =>
  left.at < right.at ? 1 : left.at > right.at ? -1 : 0;

const pastOf = (folder: string, history: FileHistory): readonly IndexedCommit[] => {
  const own = [...history].filter(([path]) => path.startsWith(`${folder}/`)).flatMap(([, commits]) => commits);
  return [...new Map(own.map((each) => [each.commit, each])).values()].sort(newestFirst);
};

const changesIn = ({ files, changes }: SpecIndex, history: FileHistory | null): readonly IndexedChange[] => {
  const groups = new Map<string, [string, SpecIndex['files'][string]['entry']][]>(
    changes.filter(({ isEmpty }) => !isEmpty).map(({ id }) => [id, []]),
  );
  for (const [file, { entry }] of Object.entries(files)) {
    if (!file.startsWith(`${changesFolder}/`)) continue;
    const id = file.slice(changesFolder.length + 1).split('/')[0] ?? '';
    groups.set(id, [...(groups.get(id) ?? []), [file, entry]]);
  }
  return [...groups].map(([change, entries]): IndexedChange => {
    const folder = `${changesFolder}/${change}`;
    let tasks = { done: 0, total: 0 };
    let metadata: { readonly schema: string | null; readonly dependsOn: readonly string[] } = {
      schema: null,
      dependsOn: [],
    };
    const touches = entries.flatMap(([file, entry]): IndexedChange['touches'] => {
      if (entry.kind === 'tasks') tasks = { done: entry.done, total: entry.total };
      if (entry.kind === 'metadata') metadata = entry;
      if (entry.kind !== 'delta') return [];
      const uri = capabilityUri(file.slice(`${folder}/specs/`.length, -'/spec.md'.length));
      return entry.touches.map((touch) => ({ uri, ...touch, file }));
    });
    const past = history === null ? null : pastOf(folder, history);
    return { change, folder, schema: metadata.schema, dependencies: metadata.dependsOn, tasks, touches, history: past };
  });
};

type Dependent = { readonly from: string; readonly range: string | null };

/** Makes the document. Says nothing of the machine or the moment, so that it can be kept in a repository. */
export const indexDocument = (index: SpecIndex, history: FileHistory | null): IndexDocument => {
  const specs = specsIn(index, history);
  const changes = changesIn(index, history);
  const dependents = new Map<string, Dependent[]>();
  const lead = (from: string, to: string): void => {
    const parsed = parseAddress(to);
    const known = dependents.get(plainUri(to)) ?? [];
    known.push({ from, range: parsed.ok ? parsed.value.version : null });
    dependents.set(plainUri(to), known);
  };
  const dependentsOf = ({ uri, version }: Pick<IndexedSpec, 'uri' | 'version'>): readonly string[] =>
    unique(
      (dependents.get(plainUri(uri)) ?? [])
        .filter(({ range }) => version === null || isInRange(version, range))
        .map(({ from }) => from),
    );
  for (const { uri, dependencies } of specs) for (const to of dependencies) lead(uri, to);
  for (const { change, touches } of changes) for (const { uri } of touches) lead(`change/${change}`, uri);
  return {
    version: 1,
    specs: specs.map((each) => ({ ...each, dependents: dependentsOf(each) })),
    changes,
  };
};
