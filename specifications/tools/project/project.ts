/** A project as validation, index and bridge see it: every file read and parsed at most once, when first asked for. */
import type { Result } from '../../../core/result.ts';
import { parseDelta, type Delta } from '../../content/delta.ts';
import { parseMetadata, type MetadataReading } from '../../content/metadata.ts';
import { parseProposal, type Proposal } from '../../content/proposal.ts';
import { parseSettings, type SettingsReading } from '../../content/settings.ts';
import { parseSpec, type Spec } from '../../content/spec.ts';
import { englishWording, type Wording } from '../../content/languages.ts';
import type { StepWords } from '../../content/scenario-steps.ts';
import { parseTasks, type TaskList } from '../../content/tasks.ts';
import { loadYaml, readFlatYaml, yamlReader, type ReadYaml } from '../../content/yaml.ts';
import type { EntryKind, FileProblem, Files } from '../../files.ts';
import { emptyTree, folderNames, surveySpecs, walkSpecs, type PlaceProblem, type SpecTree } from './discover.ts';
import { openWorkflows, type Workflows } from './workflows.ts';

export const specsFolder = 'openspec/specs';
export const changesFolder = 'openspec/changes';
export const archiveFolder = 'openspec/changes/archive';

/** One delta of a change. */
export type DeltaFile = {
  readonly capability: string;
  /** Relative to the root. */
  readonly file: string;
  /** Relative to the change's `specs/`. */
  readonly path: string;
  readonly delta: Delta;
};

export type TaskFile = {
  /** Relative to the change folder. */
  readonly path: string;
  readonly text: string;
  readonly list: TaskList;
};

export type Change = {
  readonly id: string;
  /** Relative to the root. */
  readonly folder: string;
  /** What stands directly in the folder. */
  readonly entries: ReadonlyMap<string, EntryKind>;
  readonly tree: Result<SpecTree, FileProblem>;
  readonly deltas: readonly DeltaFile[];
  /** The text of `.openspec.yaml` and what it says; null where there is none. */
  readonly metadata: { readonly text: Result<string, FileProblem>; readonly reading: MetadataReading | null } | null;
  readonly proposal: { readonly text: string; readonly value: Proposal } | null;
  readonly hasTasks: boolean;
};

export type Project = {
  readonly files: Files;
  /** What below `openspec/specs` cannot be used. */
  readonly specProblems: readonly PlaceProblem[];
  /** What below it is called `spec.md` and is no file, which the official tool passes over. */
  readonly irregularSpecs: readonly PlaceProblem[];
  /** Ids of all specs, in code-unit order. */
  readonly specIds: readonly string[];
  readonly changeIds: readonly string[];
  readonly archivedIds: readonly string[];
  /** Path of the project's settings; null where there are none. */
  readonly settingsFile: string | null;
  /** null where there are none, or they cannot be read. */
  readonly settings: { readonly file: string; readonly text: string; readonly reading: SettingsReading } | null;
  readonly workflows: Workflows;
  /** The words of other languages that its specifications use. */
  readonly wording: Wording;
  /** The main spec of a capability: its text as read and, if it could be read, parsed. */
  readonly spec: (id: string) => {
    readonly file: string;
    readonly text: Result<string, FileProblem>;
    readonly spec: Spec | null;
  };
  readonly change: (id: string) => Change;
  readonly archived: (id: string) => Change;
  /** A folder anywhere in the project, read as a change. */
  readonly nested: (folder: string) => Change;
  readonly read: (path: string) => Result<string, FileProblem>;
  /** Lets go of an item that will not be asked for again; asked for all the same, it is read anew. */
  readonly forget: (kind: 'change' | 'spec', id: string) => void;
};

type Remembered<T> = { readonly get: (key: string) => T; readonly forget: (key: string) => void };

const remember = <T>(make: (key: string) => T): Remembered<T> => {
  const known = new Map<string, T | undefined>();
  return {
    get: (key) => {
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = make(key);
      known.set(key, made);
      return made;
    },
    // Emptied, not deleted: a Map that shrinks leaves its old table behind, which holds on to the new one and all in it.
    forget: (key) => known.has(key) && known.set(key, undefined),
  };
};

const fewTexts = 8;

/** Several rules read the same file one after the other; a whole project in memory would cost more than it saves. */
const rememberLast = (read: Project['read']): Project['read'] => {
  const last: { path: string; text: Result<string, FileProblem> }[] = [];
  let next = 0;
  return (path) => {
    const known = last.find((each) => each.path === path);
    if (known !== undefined) return known.text;
    const text = read(path);
    last[next] = { path, text };
    next = (next + 1) % fewTexts;
    return text;
  };
};

const findSettings = (files: Files): string | null =>
  ['openspec/config.yaml', 'openspec/config.yml'].find((path) => files.kind(path) === 'file') ?? null;

/** Whether any YAML of the project needs the real parser. */
const needsParser = (read: Project['read'], paths: readonly string[]): boolean =>
  paths.some((path) => {
    const text = read(path);
    return text.ok && readFlatYaml(text.value) === null;
  });

/** The entries of a folder by name; none where it cannot be listed. */
const entriesOf = (files: Files, folder: string): ReadonlyMap<string, EntryKind> => {
  const listed = files.list(folder);
  return new Map(listed.ok ? listed.value.map(({ name, kind }) => [name, kind] as const) : []);
};

type Reading = {
  readonly files: Files;
  readonly read: Project['read'];
  readonly readYaml: ReadYaml;
  readonly words: StepWords;
};

/** `empty` lets go of what was read of a change when it was asked for. */
type ReadChange = { readonly change: Change; readonly empty: () => void };

const readChange = (
  { files, read, readYaml, words }: Reading,
  folder: string,
  id: string,
  entries: ReadonlyMap<string, EntryKind>,
): ReadChange => {
  const specs = `${folder}/specs`;
  const nothing: Result<SpecTree, FileProblem> = { ok: true, value: emptyTree };
  const tree = entries.has('specs') ? walkSpecs(files, specs) : nothing;
  const places = tree.ok ? tree.value.specs : [];
  const readDeltas = (): readonly DeltaFile[] =>
    places.flatMap(({ id: capability, path }): readonly DeltaFile[] => {
      const text = read(path);
      if (!text.ok) return [];
      return [{ capability, file: path, path: path.slice(specs.length + 1), delta: parseDelta(text.value, { words }) }];
    });
  const metadata = entries.has('.openspec.yaml') ? read(`${folder}/.openspec.yaml`) : null;
  let deltas: Change['deltas'] | null = null;
  let proposal: Change['proposal'] | undefined;
  const change: Change = {
    id,
    folder,
    entries,
    tree,
    get deltas() {
      deltas ??= readDeltas();
      return deltas;
    },
    metadata:
      metadata === null || (!metadata.ok && metadata.error.code === 'ENOENT')
        ? null
        : { text: metadata, reading: metadata.ok ? parseMetadata(metadata.value, readYaml) : null },
    get proposal() {
      if (proposal !== undefined) return proposal;
      const text = entries.has('proposal.md') ? read(`${folder}/proposal.md`) : null;
      proposal = text?.ok === true ? { text: text.value, value: parseProposal(text.value) } : null;
      return proposal;
    },
    hasTasks: entries.has('tasks.md') && files.kind(`${folder}/tasks.md`) === 'file',
  };
  const empty = (): void => {
    deltas = null;
    proposal = undefined;
  };
  return { change, empty };
};

/** Opens a project. Lists its items at once; reads and parses each when it is asked for. */
export const openProject = async (files: Files): Promise<Project> => {
  const read = rememberLast((path) => files.read(path));
  const { tree: specTree, problems: specProblems } = surveySpecs(files, specsFolder);
  const changeIds = folderNames(files, changesFolder).filter((name) => name !== 'archive');
  const archivedIds = folderNames(files, archiveFolder);
  const config = findSettings(files);
  const entries = remember((folder) => entriesOf(files, folder)).get;
  const metadataFiles = [
    ...changeIds.map((id) => `${changesFolder}/${id}`),
    ...archivedIds.map((id) => `${archiveFolder}/${id}`),
  ]
    .filter((folder) => entries(folder).has('.openspec.yaml'))
    .map((folder) => `${folder}/.openspec.yaml`);
  const isParserNeeded =
    folderNames(files, 'openspec/schemas').length > 0 ||
    needsParser(read, [...metadataFiles, ...(config === null ? [] : [config])]);
  const noParser: ReadYaml = () => ({ ok: false, message: 'no YAML', line: 1, column: 1 });
  const readYaml = yamlReader(isParserNeeded ? await loadYaml() : noParser);
  const configText = config === null ? null : read(config);
  const settings =
    config === null || configText === null || !configText.ok
      ? null
      : { file: config, text: configText.value, reading: parseSettings(configText.value, readYaml) };
  const wording = settings?.reading.settings.wording ?? englishWording;
  const reading: Reading = { files, read, readYaml, words: wording.steps };
  const readIn = (folder: string, id: string): ReadChange => readChange(reading, folder, id, entries(folder));
  const changes = remember((id) => readIn(`${changesFolder}/${id}`, id));
  const specs = remember((id) => {
    const file = `${specsFolder}/${id}/spec.md`;
    const text = read(file);
    return { file, text, spec: text.ok ? parseSpec(text.value, wording.steps) : null };
  });
  return {
    files,
    specProblems,
    irregularSpecs: specTree.irregular,
    specIds: specTree.specs.map((each) => each.id),
    changeIds,
    archivedIds,
    settingsFile: config,
    settings,
    wording,
    workflows: openWorkflows(files, readYaml),
    spec: specs.get,
    change: (id) => changes.get(id).change,
    archived: remember((id) => readIn(`${archiveFolder}/${id}`, id).change).get,
    nested: remember((folder) => readIn(folder, folder).change).get,
    read,
    // A change that was asked for early is old by now. Dead but full, it would keep what it holds from being collected
    // with the young.
    forget: (kind, id) => (kind === 'spec' ? specs.forget(id) : changes.get(id).empty()),
  };
};

/** The task files of a change. `tracked` is false where they are only found by their usual name. */
export type ChangeTasks = {
  readonly documents: readonly TaskFile[];
  readonly isTracked: boolean;
  /** Files that are there and cannot be read, relative to the change folder. */
  readonly unreadable: readonly string[];
};

/** Reads the task files named. */
export const readTasks = (
  project: Project,
  folder: string,
  paths: readonly string[],
  isTracked: boolean,
): ChangeTasks => {
  const documents: TaskFile[] = [];
  const unreadable: string[] = [];
  for (const path of paths) {
    const text = project.read(`${folder}/${path}`);
    if (text.ok) documents.push({ path, text: text.value, list: parseTasks(text.value) });
    else if (text.error.code !== 'ENOENT') unreadable.push(path);
  }
  return { documents, isTracked, unreadable };
};
