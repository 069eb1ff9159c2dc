/** Finds secrets in a text, in every form they are looked for. */
import type { Lists, Origin, Source } from './forms.ts';
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

export type Finder = {
  readonly find: (page: Page) => Found;
  /** Whose secrets stand in the text for sure. */
  readonly tell: (page: Page) => readonly Origin[];
};

/** What is shorter others write by chance. */
const SHORTEST_TELLING = 8;

type Visit = (start: number, end: number, origin: Origin) => void;

/** Makes the finder of these forms. It works on one text at a time. */
export const createFinder = (sources: readonly Source[]): Finder => {
  const needles = needlesOf(sources);
  const acquaintance = createAcquaintance(sources);
  const searcherOf = (list: keyof Lists): Searcher => {
    const { sources: of, places } = needles[list];
    return createSearcher(needles[list], (needle) => acquaintance(of[needle] ?? 0, list, places[needle] ?? 0));
  };
  const [plainly, wovenly] = [searcherOf('plain'), searcherOf('woven')];
  const visited = (kind: keyof Lists, needle: number): Origin | undefined =>
    sources[needles[kind].sources[needle] ?? 0]?.origin;
  const view = new Page();
  const found = collectSpans();

  type Hit = readonly [start: number, end: number, needle: number];
  /** Looks through a view of the page; what is found there is told by its place in the page. */
  const throughView = (page: Page, kind: keyof Lists, visit: Visit): { isColoured: boolean; held: number } => {
    const shown = VIEWS[kind];
    const { search } = kind === 'plain' ? plainly : wovenly;
    const isColoured = look(page, view, shown);
    const hits: Hit[] = [];
    const held = search(view, (start, end, needle) => hits.push([start, end, needle]));
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

  const through = (page: Page, visit: Visit): number => {
    const { isColoured, held: heldWoven } =
      needles.woven.groups.length > 0
        ? throughView(page, 'woven', visit)
        : { isColoured: hasSequences(page), held: page.length };
    const heldPlain = plainly.search(page, (start, end, needle) => {
      const origin = visited('plain', needle);
      if (origin !== undefined) visit(start, end, origin);
    });
    const held = Math.min(heldWoven, heldPlain);
    return isColoured ? Math.min(held, throughView(page, 'plain', visit).held) : held;
  };

  return {
    find: (page) => {
      const heldFrom = through(page, found.add);
      return { spans: found.spans(), heldFrom };
    },
    tell: (page) => {
      const told = new Set<Origin>();
      through(
        page,
        (start, end, origin) => void (origin.isTelling && end - start >= SHORTEST_TELLING && told.add(origin)),
      );
      return [...told];
    },
  };
};
