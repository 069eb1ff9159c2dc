/** The workstreams that a file holds: one, a list, `{ "workstreams": [...] }`, or several YAML documents. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Document, Reading } from './document.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';
import { yamlSlices } from './yaml-slices.ts';

/** `frames`: what is said beside `workstreams`, of all together. `isBundle`: it holds several, or says that it could. */
export type FileParts = {
  readonly members: readonly Reading[];
  readonly frames: readonly Reading[];
  readonly isBundle: boolean;
};

type Read = Reading & { readonly document: Document };

const isInside = (root: string, { pointer }: Problem): boolean => pointer === root || pointer.startsWith(`${root}/`);

/** A part of a document as a document of its own. */
const inside = ({ document, problems }: Read, value: Json, root: string): Reading => {
  const { written } = document;
  return {
    document: {
      value,
      root: `${document.root}${root}`,
      locate: (spots) => document.locate(spots.map((spot) => ({ ...spot, pointer: `${root}${spot.pointer}` }))),
      written: written === null ? null : (pointer): string | null => written(`${root}${pointer}`),
    },
    problems: problems
      .filter((problem) => isInside(root, problem))
      .map((problem) => ({ ...problem, pointer: problem.pointer.slice(root.length) })),
  };
};

const membersOf = (reading: Read, list: readonly Json[], root: string): readonly Reading[] =>
  list.map((value, at) => inside(reading, value, pointerTo(root, at)));

/** The same, with what is wrong of none of the members. */
const withRest = (reading: Reading, { problems }: Read, root: string): Reading => ({
  ...reading,
  problems: [...reading.problems, ...problems.filter(({ pointer }) => !pointer.startsWith(`${root}/`))],
});

const ofList = (reading: Read, list: readonly Json[]): FileParts => {
  const [first, ...others] = membersOf(reading, list, '');
  const members = first === undefined ? [] : [withRest(first, reading, ''), ...others];
  return { members, frames: [], isBundle: true };
};

const ofFrame = (reading: Read, value: JsonObject): FileParts => {
  const { workstreams = null } = value;
  const root = pointerTo('', 'workstreams');
  const frame = withRest({ document: reading.document, problems: [] }, reading, root);
  return {
    members: isJsonList(workstreams) ? membersOf(reading, workstreams, root) : [],
    frames: [frame],
    isBundle: true,
  };
};

const partsOf = (reading: Reading): FileParts => {
  const { document, problems } = reading;
  const one = { members: [reading], frames: [], isBundle: false };
  if (document === null) return one;
  const { value } = document;
  if (isJsonList(value) && value.length > 0) return ofList({ document, problems }, value);
  return isJsonObject(value) && Object.hasOwn(value, 'workstreams') ? ofFrame({ document, problems }, value) : one;
};

const movedBy = (offset: number, { document, problems }: Reading): Reading => ({
  document: document && {
    ...document,
    locate: (spots) => document.locate(spots).map((found) => found + offset),
  },
  problems: problems.map((problem) => {
    const { place } = problem;
    const isOffset = typeof place === 'object' && 'offset' in place;
    return isOffset ? { ...problem, place: { offset: place.offset + offset } } : problem;
  }),
});

/** Reads all that a file holds; each part has its places in the whole text. */
export const readParts = async (text: string, file: string): Promise<FileParts> => {
  const slices = /\.ya?ml$/i.test(file) ? yamlSlices(text) : [];
  if (slices.length < 2) return partsOf(await readDocument(text, file));
  const members: Reading[] = [];
  const frames: Reading[] = [];
  for (const { start, end } of slices) {
    const parts = partsOf(movedBy(start, await readDocument(text.slice(start, end), file)));
    members.push(...parts.members);
    frames.push(...parts.frames);
  }
  return { members, frames, isBundle: true };
};
