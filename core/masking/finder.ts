/** Finds secrets in a text, in every form they are looked for. */
import { createByteLists, type ByteLists } from './byte-lists.ts';
import { colours, LAYERS, offsets } from './dialects.ts';
import { HEAD_LENGTH, SHORTEST_ENCODED, type Lists, type Origin, type Source } from './forms.ts';
import { theMachine } from './machine.ts';
import { createAcquaintance, type Met } from './met.ts';
import { needlesOf } from './needles.ts';
import { Page } from './page.ts';
import { createSearcher, type Searcher } from './search.ts';
import { collectSpans, type Span, type Spans } from './spans.ts';
import { boundaryIn, everyUndone, keepBefore, undoneOf, unitsBefore, type Undone } from './undone.ts';
import { isBroken, placeFromEnd, placesIn, widened } from './views.ts';

/** How a text ends. */
type Ends = {
  /** From here on the text may end in the middle of a secret; its length where it does not. */
  readonly heldFrom: number;
  /** From here on the text must be looked at again with what follows, or that would read differently. */
  readonly keptFrom: number;
  /** What stands before that place. */
  readonly before: Before;
};

export type Found = Ends & { readonly spans: Spans };

/** The last byte before a text, and before each of its readings; what is left out is not there. */
export type Before = readonly number[];

/** The byte before a text as it reads, -1 where there is none, and whether the text is the last of it. */
type Surroundings = { readonly before: number; readonly isLast: boolean };

/** What is known of what stands around a text. */
export type Around = {
  readonly before: Before;
  /** So many bytes at the front were looked at before: what begins in them was found then. */
  readonly given: number;
  readonly isLast: boolean;
};

export type Finder = {
  readonly find: (page: Page, around: Around) => Found;
  /** Whose secrets stand in the text for sure. */
  readonly tell: (page: Page) => readonly Origin[];
};

/** A text by itself. */
export const ALONE: Around = Object.freeze({ before: [], given: 0, isLast: true });

const LINE_END = 10;
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

const wholeOf = ({ length }: Page): Span => [0, length];

/** What must be looked at so that all is found that begins or ends with its first bytes in one of these parts. */
const partsOf = (page: Page, changed: readonly Span[]): readonly Span[] => {
  const parts: Span[] = [];
  for (const [start, end] of changed) {
    const last = parts.at(-1);
    // Parts that are close together are one.
    if (last !== undefined && start - last[1] < HEAD_LENGTH * 8) parts[parts.length - 1] = [last[0], end];
    else parts.push([start, end]);
  }
  return parts.map((part) => widened(page, part, HEAD_LENGTH + 8));
};

const textIn = ({ bytes, length }: Page): Uint8Array => bytes.subarray(0, length);

/** Makes the finder of these forms. It works on one text at a time. */
export const createFinder = (sources: readonly Source[]): Finder => {
  const machine = theMachine();
  const needles = needlesOf(sources);
  const acquaintance = createAcquaintance(sources);
  /** Whether a secret may stand in what is looked through that begins in one part of it and goes on in others. */
  let isLongMet = false;
  const searcherOf = (list: keyof Lists): Searcher => {
    const { sources: of, places } = needles[list];
    const met = (needle: number): readonly Met[] => acquaintance(of[needle] ?? 0, list, places[needle] ?? 0);
    return createSearcher(needles[list], met, () => void (isLongMet = true));
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
  const readings = everyUndone([bare, undumped, ...undone]);
  let lists: ByteLists | null = null;

  const throughPlain = (page: Page, around: Surroundings, visit: Visit, part = wholeOf(page)): number => {
    let heldWord = page.length;
    const held = plainly.search(page, 'text', part, (start, end, needle) => {
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
  const throughWoven = (page: Page, visit: Visit, part = wholeOf(page)): number => {
    if (needles.woven.groups.length === 0) return page.length;
    view.show(machine.view(machine.squeeze(...part, 0)));
    let places: Int32Array | null = null;
    const held = wovenly.search(view, 'view', wholeOf(view), (first, behind, needle) => {
      // Seldom: only now it is asked where the bytes came from.
      places ??= placesIn(page, part, view.length);
      const source = sourceOf('woven', needle);
      const [start, end] = [places[first] ?? 0, (places[behind - 1] ?? 0) + 1];
      const whole = source !== undefined && isItself('woven', needle) ? source.broken : null;
      if (source !== undefined && (whole === null || isBroken(page, [start, end], whole)))
        visit(start, end, source.origin);
    });
    return held === view.length || part[1] < page.length ? page.length : placeFromEnd(page, view.length - held);
  };

  /**
   * Looks at a reading as it is, both ways. What reads like the text was looked at with that: only what has its first
   * bytes where they read differently is new, unless a long one begins somewhere.
   */
  const throughReading = ({ reading: { page, changed }, before }: Undone, isLast: boolean, visit: Visit): number => {
    const around = { before, isLast };
    machine.open(needles.filters, textIn(page));
    let held = page.length;
    for (const part of partsOf(page, changed)) {
      held = Math.min(held, throughPlain(page, around, visit, part), throughWoven(page, visit, part));
      if (isLongMet) break;
    }
    if (!isLongMet) return held;
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
  const throughUndone = (page: Page, undone: Undone, isLast: boolean, visit: Visit): number => {
    const { dialect, reading, within } = undone;
    // The machine has the text of offsets before it.
    reading.read(textIn(page), dialect, isLast, dialect === offsets ? machine.numbered(0) : undefined);
    if (reading.count === 0 && reading.cut === page.length) return page.length;
    const own = encodedOnly((start, end, origin) => visit(reading.startOf(start), reading.endOf(end), origin));
    let held = throughReading(undone, isLast, own);
    for (const inner of within.filter(isSpoken)) held = Math.min(held, throughUndone(reading.page, inner, isLast, own));
    return reading.startOf(held);
  };

  const throughLists = (page: Page, isLast: boolean, visit: Visit): number => {
    lists ??= createByteLists();
    const { pages, read, open, isShort, startOf, endOf } = lists;
    machine.open(needles.filters, textIn(page));
    let heldFrom = read(isLast, needles.plain.shortest);
    for (const list of pages) {
      if (list.length < SHORTEST_ENCODED && isLast) continue;
      machine.open(needles.filters, textIn(list));
      const own = encodedOnly((start, end, origin) => {
        if (isShort() && start >= open()) heldFrom = Math.min(heldFrom, startOf(start));
        else visit(startOf(start), endOf(end), origin);
      });
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

  /** The last place up to `held` where no unit of any dialect is cut in two, nor an offset from the line end before it. */
  const settled = (page: Page, held: number): number => {
    let [place, before] = [held, -1];
    while (place !== before) {
      before = place;
      for (const each of [...undone, undumped]) place = boundaryIn(each, place);
      if (page.bytes[place - 1] === LINE_END && (place === page.length || isDigit(page.bytes[place] ?? 0))) place -= 1;
    }
    return place;
  };

  /** Looks at a text without colours, which the machine has before it, in all ways. */
  const throughBare = (page: Page, around: Surroundings, visit: Visit): number => {
    let held = Math.min(throughPlain(page, around, visit), throughWoven(page, visit));
    const spoken = undone.filter(isSpoken);
    held = Math.min(held, throughNumbers(page, around.isLast, visit));
    for (const each of spoken) held = Math.min(held, throughUndone(page, each, around.isLast, visit));
    return held;
  };

  /** From where on a text without colours must be known that goes on at `held`; what stands before that is kept. */
  const keptInBare = (page: Page, held: number): number => {
    const { reading } = undumped;
    const [text, place] = reading.count === 0 ? [page, held] : [reading.page, reading.placeOf(held)];
    const list = lists?.contextOf(text, place) ?? place;
    const units = [undumped, ...undone].map((each) => unitsBefore(each, held));
    const least = Math.min(...units, reading.cut, reading.count === 0 ? list : reading.startOf(list));
    const kept = settled(page, least);
    for (const each of [undumped, ...undone]) keepBefore(page, kept, each);
    return kept;
  };

  /** Undoes colours; gives whether the text reads differently without them. */
  const hasColours = (page: Page, isLast: boolean): boolean => {
    if (!isSpoken(bare)) return false;
    bare.reading.read(textIn(page), colours, isLast);
    return bare.reading.count > 0 || bare.reading.cut < page.length;
  };

  /** Looks at a text in all ways. */
  const through = (page: Page, { before, isLast }: Omit<Around, 'given'>, visit: Visit): Ends => {
    const [ahead = -1, ...others] = before;
    isLongMet = false;
    for (const [place, each] of readings.entries()) {
      each.before = others[place] ?? -1;
      each.reading.count = 0;
    }
    const ended = (heldFrom: number, keptFrom: number): Ends => {
      keepBefore(page, keptFrom, bare);
      const last = keptFrom > 0 ? (page.bytes[keptFrom - 1] ?? -1) : ahead;
      return { heldFrom, keptFrom, before: [last, ...readings.map((each) => each.before)] };
    };
    machine.open(needles.filters, textIn(page));
    if (!hasColours(page, isLast)) {
      const held = throughBare(page, { before: ahead, isLast }, visit);
      return ended(held, keptInBare(page, held));
    }
    const { reading } = bare;
    const plainHeld = throughPlain(page, { before: ahead, isLast }, visit);
    const own: Visit = (start, end, origin) => visit(reading.startOf(start), reading.endOf(end), origin);
    machine.open(needles.filters, textIn(reading.page));
    const bareHeld = throughBare(reading.page, { before: bare.before, isLast }, own);
    const held = Math.min(plainHeld, reading.startOf(bareHeld));
    const kept = keptInBare(reading.page, reading.placeOf(held));
    return ended(held, Math.min(reading.boundary(held), reading.unitBefore(held), reading.startOf(kept)));
  };

  return {
    find: (page, around) => {
      const ends = through(page, around, (start, end) => {
        if (start >= around.given) found.add(start, end);
      });
      return { spans: found.spans(), ...ends };
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
