/** A text as it reads when something that was done to its characters is undone, and where each byte of it came from. */
import type { Dialect } from './dialects.ts';
import { Page } from './page.ts';
import type { Span } from './spans.ts';
import { SECTION, UNIT, undo } from './undoing.ts';

/** For each section: where it begins in the text and in the reading. */
const PLACES = 2;

const NONE: Dialect = Object.freeze({ sign: 0, isDropped: false });

/**
 * Where bytes came from is seldom asked, and mostly near the end: so only where sections begin is kept, and the units of
 * one section, read again when they are asked for.
 */
export class Reading {
  readonly page: Page = new Page();
  /** How far the text was read: what follows is not known yet. */
  cut = 0;
  /** How many places of the text read differently. */
  count = 0;
  #text: Uint8Array = new Uint8Array(0);
  #dialect: Dialect = NONE;
  #isLast = true;
  #sections: Int32Array = new Int32Array(0);
  #sectionCount = 0;
  /** The units of this section. */
  #units: Int32Array = new Int32Array(0);
  #loaded = -1;
  #changed: Span[] = [];

  /** The parts of the page that hold all that reads differently, and where it is cut off. */
  get changed(): readonly Span[] {
    return this.#changed;
  }

  /** Reads a text anew, of which nothing before `from` reads differently. Where nothing does, and nothing is cut off, there is no page. */
  read(text: Uint8Array, dialect: Dialect, isLast: boolean, from: number = text.indexOf(dialect.sign)): void {
    this.#text = text;
    this.#dialect = dialect;
    this.#isLast = isLast;
    this.#sectionCount = 0;
    this.#loaded = -1;
    this.#changed = [];
    this.page.resize(0);
    this.count = 0;
    this.cut = text.length;
    for (let at = from < 0 ? text.length : from; at < text.length; ) {
      const next = text.indexOf(dialect.sign, at);
      const plainEnd = next < 0 ? text.length : next;
      if (plainEnd - at >= SECTION) {
        if (this.#sectionCount > 0) this.#add(at, text.subarray(at, plainEnd));
        at = plainEnd;
        continue;
      }
      const { until, bytes, count, ...section } = undo(text, at, dialect, isLast);
      const isCut = section.isCut && until < text.length;
      if (this.#sectionCount > 0 || count > 0 || isCut) this.#add(at, bytes);
      if (count > 0 || isCut) this.#changed.push([this.page.length - bytes.length, this.page.length]);
      this.count += count;
      at = until;
      if (!isCut) continue;
      this.cut = until;
      break;
    }
    this.page.resize(this.page.length);
  }

  /** Where in the text the byte at this place begins. */
  startOf(place: number): number {
    if (place >= this.page.length) return this.cut;
    const section = this.#load(1, place);
    const unit = this.#last(section, 0, place);
    const beyond = place - this.#at(section, unit, 0) - this.#at(section, unit, 1);
    return beyond < 0 ? this.#at(section, unit, 2) : this.#at(section, unit, 3) + beyond;
  }

  /** Where in the text what ends at this place ends. */
  endOf(place: number): number {
    const section = this.#load(1, place - 1);
    const unit = this.#last(section, 0, place - 1);
    const beyond = place - this.#at(section, unit, 0) - this.#at(section, unit, 1);
    return this.#at(section, unit, 3) + Math.max(0, beyond);
  }

  /** The place of what stands there in the text, or of the unit that it is a part of. */
  placeOf(at: number): number {
    if (at >= this.cut) return this.page.length;
    const section = this.#load(0, at);
    const unit = this.#last(section, 2, at);
    const beyond = at - this.#at(section, unit, 3);
    return this.#at(section, unit, 0) + (beyond < 0 ? 0 : this.#at(section, unit, 1) + beyond);
  }

  /** The same place in the text, or the start of the unit that it lies in. */
  boundary(at: number): number {
    const section = this.#load(0, at);
    const unit = this.#last(section, 2, at);
    return at < this.#at(section, unit, 3) ? this.#at(section, unit, 2) : at;
  }

  /** Where the unit begins that ends at this place of the text; the place where none does. */
  unitBefore(at: number): number {
    const section = this.#load(0, at - 1);
    const unit = this.#last(section, 2, at - 1);
    return this.#at(section, unit, 3) === at ? this.#at(section, unit, 2) : at;
  }

  /** Adds a section that begins there; before the first one the text reads as it is. */
  #add(at: number, bytes: Uint8Array): void {
    const { page } = this;
    if (this.#sectionCount === 0) {
      page.reserve(this.#text.length);
      page.bytes.set(this.#text.subarray(0, at));
      page.length = at;
    }
    const place = this.#sectionCount * PLACES;
    if (place === this.#sections.length) {
      const sections = new Int32Array(Math.max(Math.ceil(this.#text.length / SECTION) * PLACES + PLACES, place * 2));
      sections.set(this.#sections);
      this.#sections = sections;
    }
    this.#sections[place] = at;
    this.#sections[place + 1] = page.length;
    this.#sectionCount += 1;
    page.bytes.set(bytes, page.length);
    page.length += bytes.length;
  }

  /** Makes the section ready in which a place lies, in the text (0) or in the reading (1); -1 where it is before them. */
  #load(column: number, most: number): number {
    const section = lastOf(this.#sectionCount, most, (middle) => this.#sections[middle * PLACES + column] ?? 0);
    if (section >= 0 && section !== this.#loaded) {
      this.#units = undo(this.#text, this.#sections[section * PLACES] ?? 0, this.#dialect, this.#isLast).units();
      this.#loaded = section;
    }
    return section;
  }

  /** What is known of a unit; that before the first one is the start of the section. */
  #at(section: number, unit: number, column: number): number {
    const isInText = column >= 2;
    const start = section < 0 ? 0 : (this.#sections[section * PLACES + (isInText ? 0 : 1)] ?? 0);
    if (unit < 0) return column === 1 ? 0 : start;
    return (this.#units[unit * UNIT + column] ?? 0) + (column === 1 ? 0 : start);
  }

  /** The last unit of the section of which this column is at most `most`; -1 where there is none. */
  #last(section: number, column: number, most: number): number {
    const count = section < 0 ? 0 : this.#units.length / UNIT;
    return lastOf(count, most, (middle) => this.#at(section, middle, column));
  }
}

/** The last of so many growing values that is at most `most`; -1 where there is none. */
const lastOf = (count: number, most: number, valueOf: (place: number) => number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueOf(middle) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
