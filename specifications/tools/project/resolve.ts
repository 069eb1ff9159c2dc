/** Resolves a spec: what it inherits, what it depends on, and what stands in the way. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { baseOf, isInRange, parseAddress } from '../../content/address.ts';
import type { SpecDocument } from '../../content/document.ts';
import type { Place } from '../../content/yaml.ts';
import type { Library } from './library.ts';

export type ResolveProblem = {
  readonly code: 'missing' | 'cycle' | 'version-conflict' | 'deprecated' | 'bad-address';
  readonly message: string;
  readonly file: string;
  /** The documents of a ring, the first repeated at the end; empty for other problems. */
  readonly ring: readonly string[];
} & Place;

export type Resolved = {
  readonly document: SpecDocument;
  /** The document with all that it inherits, without `extends`. */
  readonly body: JsonObject;
  /** Addresses it inherits from, the nearest first, each as `uri:version`. */
  readonly inherits: readonly string[];
  /** Every document it depends on, directly or not, as `uri:version`, each after what it needs itself. */
  readonly depends: readonly string[];
};

export type Resolution = {
  /** null where the document or what it inherits from is missing or a ring. */
  readonly resolved: Resolved | null;
  readonly problems: readonly ResolveProblem[];
};

const idOf = (value: Json): string | null => {
  if (!isJsonObject(value)) return null;
  const { id, name } = { id: value['id'], name: value['name'] };
  if (typeof id === 'string') return id;
  return typeof name === 'string' ? name : null;
};

const mergeLists = (base: readonly Json[], own: readonly Json[]): readonly Json[] => {
  const byId = new Map(own.flatMap((each) => (idOf(each) === null ? [] : [[idOf(each), each] as const])));
  const taken = base.map((each) => {
    const over = byId.get(idOf(each) ?? '');
    return over === undefined ? each : mergeValues(each, over);
  });
  const known = new Set(base.map(idOf).filter((id) => id !== null));
  const texts = new Set(base.filter((each) => typeof each === 'string'));
  const added = own.filter((each) => (typeof each === 'string' ? !texts.has(each) : !known.has(idOf(each) ?? '')));
  return [...taken, ...added];
};

/** Merges two values: objects by key, lists by `id` or `name`, anything else the second one. */
export const mergeValues = (base: Json, own: Json): Json => {
  if (Array.isArray(base) && Array.isArray(own)) return mergeLists(base, own);
  if (!isJsonObject(base) || !isJsonObject(own)) return own;
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const under = merged[key];
    merged[key] = under === undefined ? value : mergeValues(under, value);
  }
  return merged;
};

const nameOf = ({ uri, version }: SpecDocument): string => `${uri}:${version}`;

/** A wish for some version of a spec, and the chain of documents that led to it. */
type Demand = { readonly range: string | null; readonly chain: readonly string[] };

type Walk = {
  readonly library: Library;
  readonly problems: ResolveProblem[];
  readonly demands: Map<string, Demand[]>;
  readonly done: Set<string>;
  readonly order: string[];
};

/** Where a document refers to another. */
type Referrer = { readonly by: SpecDocument; readonly path: readonly (string | number)[] };

const complain = (
  walk: Walk,
  { by, path }: Referrer,
  { code, message, ring = [] }: Pick<ResolveProblem, 'code' | 'message'> & Partial<Pick<ResolveProblem, 'ring'>>,
): void => {
  walk.problems.push({ code, message, file: by.file, ring, ...by.place(path) });
};

const arrows = (chain: readonly string[]): string => chain.join(' → ');

/** Follows one reference; null where it leads to no document. */
const follow = (walk: Walk, from: Referrer, text: string, chain: readonly string[]): SpecDocument | null => {
  const address = parseAddress(text);
  if (!address.ok) {
    complain(walk, from, { code: 'bad-address', message: address.error });
    return null;
  }
  const target = walk.library.find(text);
  if (target === null) {
    const known = walk.library.versions(baseOf(address.value)).map((each) => each.version);
    const versions = known.length > 0 ? `; there are versions ${known.join(', ')}` : '';
    complain(walk, from, { code: 'missing', message: `There is no ${text}${versions} (needed by ${arrows(chain)}).` });
    return null;
  }
  if (target.kind === 'capability') return null;
  const { document } = target;
  const demand: Demand = { range: address.value.version, chain: [...chain, text] };
  const demands = walk.demands.get(document.uri);
  if (demands === undefined) walk.demands.set(document.uri, [demand]);
  else demands.push(demand);
  if (document.status === 'deprecated') {
    complain(walk, from, {
      code: 'deprecated',
      message: `${nameOf(document)} is deprecated (used by ${arrows(chain)}).`,
    });
  }
  return document;
};

const visit = (walk: Walk, document: SpecDocument, chain: readonly string[]): void => {
  const name = nameOf(document);
  if (walk.done.has(name)) return;
  const here = [...chain, name];
  const references: readonly (readonly [string, readonly (string | number)[]])[] = [
    ...(document.extends === null ? [] : [[document.extends, ['extends']] as const]),
    ...document.depends.map((text, at) => [text, ['depends', at]] as const),
  ];
  for (const [text, path] of references) {
    const next = follow(walk, { by: document, path }, text, here);
    if (next === null) continue;
    const start = here.indexOf(nameOf(next));
    if (start === -1) {
      visit(walk, next, here);
      continue;
    }
    const ring = [...here.slice(start), nameOf(next)];
    complain(walk, { by: document, path }, { code: 'cycle', message: `Specs form a ring: ${arrows(ring)}.`, ring });
  }
  walk.done.add(name);
  walk.order.push(name);
};

const checkVersions = (walk: Walk, root: SpecDocument): void => {
  for (const [uri, demands] of walk.demands) {
    const versions = walk.library.versions(uri);
    const fits = versions.some((each) => demands.every((demand) => isInRange(each.version, demand.range)));
    const first = demands[0];
    if (fits || first === undefined) continue;
    const clash = demands.find(
      (demand) =>
        !versions.some((each) => isInRange(each.version, demand.range) && isInRange(each.version, first.range)),
    );
    const second = clash ?? demands.at(-1) ?? first;
    const message = `No version of ${uri} suits both: ${arrows(first.chain)} and ${arrows(second.chain)}.`;
    complain(walk, { by: root, path: ['depends'] }, { code: 'version-conflict', message });
  }
};

const inheritance = (library: Library, document: SpecDocument): readonly SpecDocument[] | null => {
  const line: SpecDocument[] = [];
  for (let base = document.extends; base !== null; ) {
    const target = library.find(base);
    if (target?.kind !== 'document' || target.document === document || line.includes(target.document)) return null;
    line.push(target.document);
    base = target.document.extends;
  }
  return line;
};

/** Resolves a document. Problems that leave it usable, such as a deprecated dependency, come with a resolution. */
export const resolveDocument = (library: Library, document: SpecDocument): Resolution => {
  const walk: Walk = { library, problems: [], demands: new Map(), done: new Set(), order: [] };
  visit(walk, document, []);
  checkVersions(walk, document);
  const line = inheritance(library, document);
  if (line === null) return { resolved: null, problems: walk.problems };
  const bodies = [document, ...line].reverse().map((each) => each.body);
  const merged = bodies.reduce((base, own) => {
    const both = mergeValues(base, own);
    return isJsonObject(both) ? both : own;
  });
  const { extends: _, ...body } = merged;
  const depends = walk.order.filter((name) => name !== nameOf(document));
  return { resolved: { document, body, inherits: line.map(nameOf), depends }, problems: walk.problems };
};

/** The chain that leads to a problem may be long or short; what is wrong at its place is one and the same. */
const isOfPlace: ReadonlySet<ResolveProblem['code']> = new Set(['missing', 'deprecated', 'bad-address']);

const keyOf = ({ code, file, line, column, ring, message }: ResolveProblem): string => {
  if (isOfPlace.has(code)) return `${code} ${file}:${line}:${column}`;
  return ring.length === 0 ? `${file}:${line} ${message}` : [...new Set(ring)].sort().join(' ');
};

/** Problems of all documents together, each once, with the shortest chain that leads to it. */
export const checkLibrary = (library: Library): readonly ResolveProblem[] => {
  const seen = new Map<string, ResolveProblem>();
  for (const document of library.documents) {
    for (const problem of resolveDocument(library, document).problems) {
      const known = seen.get(keyOf(problem));
      const isShorter = isOfPlace.has(problem.code) && problem.message.length < (known?.message.length ?? 0);
      if (known === undefined || isShorter) seen.set(keyOf(problem), problem);
    }
  }
  return [...seen.values()];
};
