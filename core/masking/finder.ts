/** Finds secrets in a text, in every form they are looked for. */
import { createByteLists, type ByteLists } from './byte-lists.ts';
import { colours, LAYERS, offsets, type Layer } from './dialects.ts';
import { SHORTEST_ENCODED, type Lists, type Origin, type Source } from './forms.ts';
import { theMachine } from './machine.ts';
import { createAcquaintance } from './met.ts';
import { needlesOf } from './needles.ts';
import { Page } from './page.ts';
import { Reading } from './reading.ts';
import { createSearcher, type Searcher } from './search.ts';
import { collectSpans, type Spans } from './spans.ts';
import { isBroken, placeFromEnd, placesIn } from './views.ts';

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
  [start, end]: readonly [number, number],
  { before, isLast }: Surroundings,
): boolean | null => {
  const isAlike = isDigit(bytes[start] ?? 0) ? isDigit : isLetter;
  if (isAlike(start === 0 ? before : (bytes[start - 1] ?? 0))) return false;
  if (end === length) return isLast ? true : null;
  return !isAlike(bytes[end] ?? 0);
};

type Visit = (start: number, end: number, origin: Origin) => void;

/** A dialect, what a text reads like without it, and what is undone in that. */
type Undone = { readonly dialect: Layer['dialect']; readonly reading: Reading; readonly within: readonly Undone[] };

const undoneOf = ({ dialect, within }: Layer): Undone => ({
  ...{ dialect, reading: new Reading() },
  within: within.map(undoneOf),
});

const textIn = ({ bytes, length }: Page): Uint8Array => bytes.subarray(0, length);

/** Where a text may be cut in two at `place` or before it, so that the rest reads as it does now. */
const boundaryIn = ({ reading, within }: Undone, place: number): number => {
  if (reading.count === 0) return place;
  const own = reading.boundary(place);
  const inside = reading.placeOf(own);
  const least = Math.min(...within.map((undone) => boundaryIn(undone, inside)), inside);
  return least < inside ? reading.boundary(reading.startOf(least)) : own;
};

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
  const sourceOf = (kind: keyof Lists, needle: number): Source | undefined =>
    sources[needles[kind].sources[needle] ?? 0];
  /** Whether a needle is a secret as it is: its first form. */
  const isItself = (kind: keyof Lists, needle: number): boolean => needles[kind].places[needle] === 0;
  const view = new Page();
  const found = collectSpans();
  const bare = undoneOf({ dialect: colours, within: [] });
  const undumped = undoneOf({ dialect: offsets, within: [] });
  const undone = LAYERS.map(undoneOf);
  let lists: ByteLists | null = null;

  const throughPlain = (page: Page, around: Surroundings, visit: Visit): number => {
    let heldWord = page.length;
    const held = plainly.search(page, 'text', (start, end, needle) => {
      const source = sourceOf('plain', needle);
      if (source === undefined) return;
      const isWord = source.isWord && isItself('plain', needle);
      const alone = isWord ? standsAlone(page, [start, end], around) : true;
      if (alone === null) heldWord = Math.min(heldWord, start);
      if (alone === true) visit(start, end, source.origin);
    });
    return Math.min(held, heldWord);
  };

  /** Looks at a text without its white space; hits are told by their places in the text. */
  const throughWoven = (page: Page, visit: Visit): number => {
    if (needles.woven.groups.length === 0) return page.length;
    view.show(machine.view(machine.squeeze(0, page.length, 0)));
    let places: Int32Array | null = null;
    const held = wovenly.search(view, 'view', (first, behind, needle) => {
      // Seldom: only now it is asked where the bytes came from.
      places ??= placesIn(page, view.length);
      const source = sourceOf('woven', needle);
      const [start, end] = [places[first] ?? 0, (places[behind - 1] ?? 0) + 1];
      const whole = source !== undefined && isItself('woven', needle) ? source.broken : null;
      if (source !== undefined && (whole === null || isBroken(page, [start, end], whole)))
        visit(start, end, source.origin);
    });
    return held === view.length ? page.length : placeFromEnd(page, view.length - held);
  };

  /** Looks at a text as it is; both ways. */
  const throughBoth = (page: Page, around: Surroundings, visit: Visit): number => {
    machine.open(needles.filters, textIn(page));
    return Math.min(throughPlain(page, around, visit), throughWoven(page, visit));
  };

  /** What is found where bytes stand for others: what is too short to be told from ordinary text is left out. */
  const encodedOnly =
    (visit: (start: number, end: number, origin: Origin) => void): Visit =>
    (start, end, origin) => {
      if (end - start >= SHORTEST_ENCODED) visit(start, end, origin);
    };

  /** Whether the text that the machine has before it has a sign of a dialect. */
  const isSpoken = ({ dialect }: Undone): boolean => machine.has(dialect.sign);

  /** Looks at what a text reads like without a dialect, and what is in that. */
  const throughUndone = (page: Page, { dialect, reading, within }: Undone, isLast: boolean, visit: Visit): number => {
    // The machine has the text of offsets before it.
    reading.read(textIn(page), dialect, isLast, dialect === offsets ? machine.numbered(0) : undefined);
    if (reading.count === 0 && (dialect.isDropped || reading.cut === page.length)) return page.length;
    const own = encodedOnly((start, end, origin) => visit(reading.startOf(start), reading.endOf(end), origin));
    let held = throughBoth(reading.page, { before: -1, isLast }, own);
    for (const inner of within) inner.reading.count = 0;
    for (const inner of within.filter(isSpoken)) held = Math.min(held, throughUndone(reading.page, inner, isLast, own));
    if (held < reading.page.length) return reading.startOf(held);
    return dialect.isDropped ? page.length : reading.cut;
  };

  const throughLists = (page: Page, isLast: boolean, visit: Visit): number => {
    lists ??= createByteLists();
    const { pages, read, open, startOf, endOf } = lists;
    machine.open(needles.filters, textIn(page));
    let heldFrom = read(isLast, needles.plain.shortest);
    for (const list of pages) {
      if (list.length < SHORTEST_ENCODED && isLast) continue;
      machine.open(needles.filters, textIn(list));
      const own = encodedOnly((start, end, origin) => visit(startOf(start), endOf(end), origin));
      const held = Math.max(open(), throughPlain(list, { before: -1, isLast }, own));
      if (held < list.length) heldFrom = Math.min(heldFrom, startOf(held));
    }
    return heldFrom;
  };

  /** Looks for dumps and lists of numbers in a text that the machine has before it. */
  const throughNumbers = (page: Page, isLast: boolean, visit: Visit): number => {
    const held = throughUndone(page, undumped, isLast, visit);
    const { reading } = undumped;
    if (reading.count === 0) return Math.min(held, throughLists(page, isLast, visit));
    const heldList = throughLists(reading.page, isLast, (start, end, origin) =>
      visit(reading.startOf(start), reading.endOf(end), origin),
    );
    return Math.min(held, heldList < reading.page.length ? reading.startOf(heldList) : page.length);
  };

  /** The last place up to `held` where no unit of any dialect is cut in two. */
  const settled = (held: number): number => {
    let [place, before] = [held, -1];
    while (place !== before) {
      before = place;
      for (const each of [...undone, undumped]) place = boundaryIn(each, place);
    }
    return place;
  };

  /** Looks at a text without colours, which the machine has before it, in all ways. */
  const throughBare = (page: Page, around: Surroundings, visit: Visit): number => {
    let held = Math.min(throughPlain(page, around, visit), throughWoven(page, visit));
    for (const each of undone) each.reading.count = 0;
    const spoken = undone.filter(isSpoken);
    held = Math.min(held, throughNumbers(page, around.isLast, visit));
    for (const each of spoken) held = Math.min(held, throughUndone(page, each, around.isLast, visit));
    return settled(held);
  };

  const through = (page: Page, around: Surroundings, visit: Visit): number => {
    const { reading } = bare;
    machine.open(needles.filters, textIn(page));
    if (!isSpoken(bare)) return throughBare(page, around, visit);
    reading.read(textIn(page), colours, around.isLast);
    if (reading.count === 0 && reading.cut === page.length) return throughBare(page, around, visit);
    const held = throughPlain(page, around, visit);
    const own: Visit = (start, end, origin) => visit(reading.startOf(start), reading.endOf(end), origin);
    machine.open(needles.filters, textIn(reading.page));
    // What was shown before is not known without its control sequences: better too much is masked.
    const heldBare = throughBare(reading.page, { before: -1, isLast: around.isLast }, own);
    return Math.min(held, heldBare < reading.page.length ? reading.startOf(heldBare) : page.length);
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
