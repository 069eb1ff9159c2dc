/** Finds secrets in a text, in every form they are looked for. */
import type { Lists, Origin, Source } from './forms.ts';
import { theMachine } from './machine.ts';
import { createAcquaintance } from './met.ts';
import { needlesOf } from './needles.ts';
import { Page } from './page.ts';
import { createSearcher, type Searcher } from './search.ts';
import { collectSpans, type Spans } from './spans.ts';
import { hasSequences, look, placeFromEnd, placesIn, VIEWS } from './views.ts';

export type Found = {
  readonly spans: Spans;
  /** From here on the text may end in the middle of a secret; its length where it does not. */
  readonly heldFrom: number;
};

/** What is known of what stands around a text: the byte before it, -1 where that is not known, and whether more comes. */
export type Surroundings = { readonly before: number; readonly isLast: boolean };

export type Finder = {
  readonly find: (page: Page, around: Surroundings) => Found;
  /** Whose secrets stand in the text for sure. */
  readonly tell: (page: Page) => readonly Origin[];
};

/** A text by itself. */
export const ALONE: Surroundings = Object.freeze({ before: -1, isLast: true });

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Whether the word from `start` to `end` is no part of a longer one; null where what follows is not there yet. */
const standsAlone = (
  { bytes, length }: Page,
  [start, end]: readonly [number, number, ...unknown[]],
  { before, isLast }: Surroundings,
): boolean | null => {
  const isAlike = isDigit(bytes[start] ?? 0) ? isDigit : isLetter;
  if (isAlike(start === 0 ? before : (bytes[start - 1] ?? 0))) return false;
  if (end === length) return isLast ? true : null;
  return !isAlike(bytes[end] ?? 0);
};

type Visit = (start: number, end: number, origin: Origin) => void;

/** Makes the finder of these forms. It works on one text at a time. */
export const createFinder = (sources: readonly Source[]): Finder => {
  const machine = theMachine();
  const needles = needlesOf(sources);
  const acquaintance = createAcquaintance(sources);
  const searcherOf = (list: keyof Lists): Searcher => {
    const { sources: of, places } = needles[list];
    return createSearcher(needles[list], (needle) => acquaintance(of[needle] ?? 0, list, places[needle] ?? 0));
  };
  const [plainly, wovenly] = [searcherOf('plain'), searcherOf('woven')];
  const visited = (kind: keyof Lists, needle: number): Origin | undefined =>
    sources[needles[kind].sources[needle] ?? 0]?.origin;
  /** A word as it is: its first form. */
  const isWord = (needle: number): boolean =>
    needles.plain.places[needle] === 0 && sources[needles.plain.sources[needle] ?? 0]?.isWord === true;
  const view = new Page();
  const found = collectSpans();

  type Hit = readonly [start: number, end: number, needle: number];
  /** Looks through a view of the page; what is found there is told by its place in the page. */
  const throughView = (
    page: Page,
    kind: keyof Lists,
    isLast: boolean,
    visit: Visit,
  ): { isColoured: boolean; held: number } => {
    const shown = VIEWS[kind];
    const { search } = kind === 'plain' ? plainly : wovenly;
    const isColoured = look(page, view, kind);
    const hits: Hit[] = [];
    let held = search(view, 'view', (start, end, needle) => hits.push([start, end, needle]));
    for (let at = kind === 'plain' ? hits.length - 1 : -1; at >= 0; at -= 1) {
      const hit = hits[at];
      if (hit === undefined || !isWord(hit[2])) continue;
      // What was shown before is not known without its control sequences: better too much is masked.
      const alone = standsAlone(view, hit, { before: -1, isLast });
      if (alone === true) continue;
      if (alone === null) held = Math.min(held, hit[0]);
      hits.splice(at, 1);
    }
    const rest = view.length - held;
    if (hits.length === 0 && rest === 0) return { isColoured, held: page.length };
    if (hits.length === 0 && !isColoured) return { isColoured, held: placeFromEnd(page, shown, rest) };
    // Seldom: only now it is asked where the bytes came from.
    const places = placesIn(page, view, shown);
    for (const [start, end, needle] of hits) {
      const origin = visited(kind, needle);
      if (origin !== undefined) visit(places[start] ?? 0, (places[end - 1] ?? 0) + 1, origin);
    }
    return { isColoured, held: rest === 0 ? page.length : (places[held] ?? 0) };
  };

  const through = (page: Page, around: Surroundings, visit: Visit): number => {
    machine.open(needles.filters, page.bytes.subarray(0, page.length));
    const { isColoured, held: heldWoven } =
      needles.woven.groups.length > 0
        ? throughView(page, 'woven', around.isLast, visit)
        : { isColoured: hasSequences(page), held: page.length };
    let heldWord = page.length;
    const heldPlain = plainly.search(page, 'text', (start, end, needle) => {
      const alone = isWord(needle) ? standsAlone(page, [start, end], around) : true;
      if (alone === null) heldWord = Math.min(heldWord, start);
      if (alone !== true) return;
      const origin = visited('plain', needle);
      if (origin !== undefined) visit(start, end, origin);
    });
    const held = Math.min(heldWoven, heldPlain, heldWord);
    return isColoured ? Math.min(held, throughView(page, 'plain', around.isLast, visit).held) : held;
  };

  return {
    find: (page, around) => {
      const heldFrom = through(page, around, found.add);
      return { spans: found.spans(), heldFrom };
    },
    tell: (page) => {
      const told = new Set<Origin>();
      through(
        page,
        ALONE,
        (start, end, origin) => void (origin.isTelling && end - start >= origin.shortestTelling && told.add(origin)),
      );
      return [...told];
    },
  };
};
