/** All spec YAML documents of a project, by address and version. */
import { baseOf, capabilityDomain, compareVersions, isInRange, parseAddress } from '../../content/address.ts';
import { loadDocumentCheck, parseDocument, type SpecDocument } from '../../content/document.ts';
import type { FieldProblem } from '../../content/metadata.ts';
import { slugOf } from '../../content/names.ts';
import { requirementsOf } from '../../content/spec.ts';
import { loadYaml } from '../../content/yaml.ts';
import type { Files } from '../../files.ts';
import { allFiles } from './discover.ts';
import type { Project } from './project.ts';

export const documentsFolder = 'specifications/content';

/** What an address can lead to: a document, or a capability of OpenSpec and maybe one of its requirements. */
export type Target =
  | { readonly kind: 'document'; readonly document: SpecDocument }
  | { readonly kind: 'capability'; readonly id: string; readonly file: string; readonly line: number };

export type Library = {
  /** Newest version first. */
  readonly versions: (uri: string) => readonly SpecDocument[];
  readonly documents: readonly SpecDocument[];
  readonly problems: readonly (FieldProblem & { readonly file: string })[];
  /** The newest target that an address allows; null where there is none. */
  readonly find: (address: string) => Target | null;
};

const findCapability = (project: Project | null, path: string, fragment: string | null): Target | null => {
  if (project === null || !project.specIds.includes(path)) return null;
  const { file, spec } = project.spec(path);
  if (fragment === null) return { kind: 'capability', id: path, file, line: 1 };
  const block = spec === null ? undefined : requirementsOf(spec).find((each) => slugOf(each.name) === fragment);
  return block === undefined ? null : { kind: 'capability', id: path, file, line: block.line };
};

/** Makes a library of documents; `project` gives the capabilities that `spec://cap/…` leads to. */
export const makeLibrary = (
  documents: readonly SpecDocument[],
  problems: Library['problems'],
  project: Project | null,
): Library => {
  const byUri = new Map<string, SpecDocument[]>();
  for (const document of documents) {
    const own = byUri.get(document.uri);
    if (own === undefined) byUri.set(document.uri, [document]);
    else own.push(document);
  }
  for (const own of byUri.values()) own.sort((left, right) => compareVersions(right.version, left.version));
  const versions = (uri: string): readonly SpecDocument[] => byUri.get(uri) ?? [];
  return {
    versions,
    documents,
    problems,
    find: (text) => {
      const address = parseAddress(text);
      if (!address.ok) return null;
      const { domain, path, version, fragment } = address.value;
      if (domain === capabilityDomain) return findCapability(project, path, fragment);
      const document = versions(baseOf(address.value)).find((each) => isInRange(each.version, version));
      return document === undefined ? null : { kind: 'document', document };
    },
  };
};

/** Reads every document below the documents folder; those that are not valid are problems. */
export const openLibrary = async (files: Files, project: Project | null): Promise<Library> => {
  const paths = allFiles(files, documentsFolder).filter((path) => /\.ya?ml$/.test(path));
  const documents: SpecDocument[] = [];
  const problems: (FieldProblem & { readonly file: string })[] = [];
  if (paths.length > 0) {
    const [readYaml, check] = [await loadYaml(), await loadDocumentCheck()];
    for (const path of paths) {
      const file = `${documentsFolder}/${path}`;
      const text = files.read(file);
      if (!text.ok) continue;
      const reading = parseDocument(text.value, file, readYaml, check);
      if (reading.document !== null) documents.push(reading.document);
      problems.push(...reading.problems.map((problem) => ({ ...problem, file })));
    }
  }
  return makeLibrary(documents, problems, project);
};
