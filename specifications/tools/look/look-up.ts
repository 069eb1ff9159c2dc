/** Looks things up in the index: lists, searches, and graphs. */
import { baseOf, capabilityDomain, parseAddress } from '../../content/address.ts';
import { changesFolder, specsFolder } from '../project/project.ts';
import type { SpecIndex } from './spec-index.ts';

export type Listed = {
  readonly kind: 'spec' | 'document' | 'change';
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** Requirements of a spec; null for a change. */
  readonly requirements: number | null;
  /** Done and all tasks of a change; null for a spec. */
  readonly tasks: { readonly done: number; readonly total: number } | null;
};

const changeOf = (path: string): string => path.slice(changesFolder.length + 1).split('/')[0] ?? '';
const capabilityOf = (path: string): string => path.slice(specsFolder.length + 1, -'/spec.md'.length);

/** Everything the index knows, specs before documents before changes, each by id. */
export const listIndex = ({ files, changes: folders }: SpecIndex): readonly Listed[] => {
  const found: Listed[] = [];
  const changes = new Map(folders.map(({ id }) => [id, { done: 0, total: 0 }]));
  for (const [file, { entry }] of Object.entries(files)) {
    if (entry.kind === 'spec') {
      const id = capabilityOf(file);
      found.push({
        kind: 'spec',
        id,
        title: entry.title ?? id,
        file,
        requirements: entry.requirements.length,
        tasks: null,
      });
    } else if (entry.kind === 'document') {
      const id = `${entry.uri}:${entry.version}`;
      found.push({
        kind: 'document',
        id,
        title: entry.title,
        file,
        requirements: entry.requirements.length,
        tasks: null,
      });
    } else if (file.startsWith(`${changesFolder}/`)) {
      const tasks = changes.get(changeOf(file)) ?? { done: 0, total: 0 };
      if (entry.kind === 'tasks') Object.assign(tasks, { done: entry.done, total: entry.total });
      changes.set(changeOf(file), tasks);
    }
  }
  for (const [id, tasks] of changes) {
    found.push({ kind: 'change', id, title: id, file: `${changesFolder}/${id}`, requirements: null, tasks });
  }
  const rank = { spec: 0, document: 1, change: 2 };
  return found.sort((left, right) => rank[left.kind] - rank[right.kind] || (left.id < right.id ? -1 : 1));
};

export type Hit = { readonly file: string; readonly line: number; readonly text: string; readonly score: number };

/** The words of a query, in lower case. */
export const wordsOf = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

const byScore = (left: Hit, right: Hit): number =>
  right.score - left.score || (left.file < right.file ? -1 : left.file > right.file ? 1 : left.line - right.line);

/** Hits of several searches, the best first; of those on one line the best. */
export const mergeHits = (...all: readonly (readonly Hit[])[]): readonly Hit[] => {
  const best = new Map<string, Hit>();
  for (const hit of all.flat().sort(byScore)) {
    const place = `${hit.file}:${hit.line}`;
    if (!best.has(place)) best.set(place, hit);
  }
  return [...best.values()];
};

/** Finds specs, documents and requirements whose words hold every word asked for; the best first. */
export const searchIndex = ({ files }: SpecIndex, query: string): readonly Hit[] => {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const hits: Hit[] = [];
  const weigh = (place: Omit<Hit, 'score'>, also: string, bonus: number): void => {
    const { text } = place;
    const [main, rest] = [text.toLowerCase(), also.toLowerCase()];
    if (!words.every((word) => main.includes(word) || rest.includes(word))) return;
    hits.push({ ...place, score: bonus + words.filter((word) => main.includes(word)).length });
  };
  for (const [file, { entry }] of Object.entries(files)) {
    if (entry.kind !== 'spec' && entry.kind !== 'document') continue;
    const purpose = entry.kind === 'spec' ? entry.purpose : entry.uri;
    weigh({ file, line: 1, text: entry.title ?? file }, `${file} ${purpose}`, 2);
    for (const { id, name, line } of entry.requirements) weigh({ file, line, text: name }, `${id} ${file}`, 1);
  }
  return hits.sort(byScore);
};

export type GraphEdge = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'extends' | 'depends' | 'links' | 'changes';
};

/** What leads where: documents to what they extend and need, specs to what they link, changes to what they touch. */
export const graphOf = ({ files }: SpecIndex): readonly GraphEdge[] => {
  const edges: GraphEdge[] = [];
  for (const [file, { entry }] of Object.entries(files)) {
    if (entry.kind === 'document') {
      if (entry.extends !== null) edges.push({ from: entry.uri, to: entry.extends, kind: 'extends' });
      for (const to of entry.depends) edges.push({ from: entry.uri, to, kind: 'depends' });
    } else if (entry.kind === 'spec') {
      const from = baseOf({ domain: capabilityDomain, path: capabilityOf(file) });
      for (const to of entry.links) if (parseAddress(to).ok) edges.push({ from, to, kind: 'links' });
    } else if (entry.kind === 'delta') {
      const capability = file.slice(file.indexOf('/specs/') + '/specs/'.length, -'/spec.md'.length);
      edges.push({
        from: `change/${changeOf(file)}`,
        to: baseOf({ domain: capabilityDomain, path: capability }),
        kind: 'changes',
      });
    } else if (entry.kind === 'metadata') {
      for (const to of entry.dependsOn)
        edges.push({ from: `change/${changeOf(file)}`, to: `change/${to}`, kind: 'depends' });
    }
  }
  return edges;
};

const quoted = (text: string): string => `"${text.replaceAll('"', "'")}"`;

/** A graph in the language of Mermaid or Graphviz. */
export const drawGraph = (edges: readonly GraphEdge[], format: 'mermaid' | 'dot'): string => {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const place = new Map(nodes.map((node, at) => [node, `n${at}`]));
  if (format === 'dot') {
    const rows = edges.map(({ from, to, kind }) => `  ${quoted(from)} -> ${quoted(to)} [label=${kind}];`);
    return `digraph specs {\n${rows.join('\n')}\n}\n`;
  }
  const rows = [
    ...nodes.map((node) => `  ${place.get(node) ?? ''}[${quoted(node)}]`),
    ...edges.map(({ from, to, kind }) => `  ${place.get(from) ?? ''} -->|${kind}| ${place.get(to) ?? ''}`),
  ];
  return `graph LR\n${rows.join('\n')}\n`;
};
