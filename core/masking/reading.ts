/** A text as it reads when something that was done to its characters is undone, and where each byte of it came from. */
import { Page } from './page.ts';

/** What stands for other bytes in a text. */
export type Dialect = {
  /** What it begins with. */
  readonly sign: number;
  /** Where in the text the sign stands next; -1 where nowhere. */
  readonly next: (text: Uint8Array, at: number) => number;
  /** Adds what stands there, from the sign on, to the reading; gives where it ends, `NO_SIGN` or `CUT_OFF`. */
  readonly read: (text: Uint8Array, at: number, to: Reading) => number;
  /** Whether what the end of the text cuts off is left out; else it reads as it stands. */
  readonly isDropped: boolean;
};

/** The sign stands for itself. */
export const NO_SIGN = -1;
/** The text ends before it is known what stands there. */
export const CUT_OFF = -2;

/** So far it is looked byte by byte: signs stand close together, or far apart. */
const NEAR = 24;

/** The place of a byte from `at` on; -1 where it stands nowhere. */
const nextOf =
  (sign: number): Dialect['next'] =>
  (text, from) => {
    const near = Math.min(text.length, from + NEAR);
    for (let at = from; at < near; at += 1) if (text[at] === sign) return at;
    return near < text.length ? text.indexOf(sign, near) : -1;
  };

/** A dialect whose every sign is looked at. */
export const dialectOf = (sign: string, read: Dialect['read'], isDropped = false): Dialect => {
  const code = sign.charCodeAt(0);
  return { sign: code, next: nextOf(code), read, isDropped };
};

/** Below this a loop is quicker than a copy. */
const SHORT = 24;
/** For each unit: its place in the reading, how many bytes it is there, and its start and end in the text. */
const UNIT = 4;

export class Reading {
  readonly page: Page = new Page();
  /** How far the text was read: what follows is not known yet. */
  cut = 0;
  /** How many places of the text read differently. */
  count = 0;
  #units: Int32Array = new Int32Array(64 * UNIT);
  /** What stands for the sign that is read. */
  readonly #meant: Uint8Array = new Uint8Array(8);
  #meantLength = 0;

  /** Adds one byte to what stands for the sign that is read. */
  put(byte: number): void {
    this.#meant[this.#meantLength] = byte;
    this.#meantLength += 1;
  }

  /** Reads a text anew. Where nothing reads differently, and nothing is cut off, there is no page. */
  read(text: Uint8Array, { next, read, isDropped }: Dialect, isLast: boolean): void {
    this.page.resize(0);
    this.count = 0;
    this.cut = text.length;
    let from = 0;
    for (let at = next(text, 0); at >= 0; at = next(text, Math.max(from, at + 1))) {
      this.#meantLength = 0;
      const end = read(text, at, this);
      if (end >= 0) {
        this.#copy(text, from, at);
        this.#add(at, end);
        from = end;
      } else if (end === CUT_OFF && (isDropped || !isLast)) {
        this.cut = at;
        break;
      }
    }
    if (this.count > 0 || this.cut < text.length) this.#copy(text, from, this.cut);
    this.page.resize(this.page.length);
  }

  /** Where in the text the byte at this place begins. */
  startOf(place: number): number {
    if (place >= this.page.length) return this.cut;
    const unit = this.#last(0, place);
    if (unit < 0) return place;
    const beyond = place - this.#at(unit, 0) - this.#at(unit, 1);
    return beyond < 0 ? this.#at(unit, 2) : this.#at(unit, 3) + beyond;
  }

  /** Where in the text what ends at this place ends. */
  endOf(place: number): number {
    const unit = this.#last(0, place - 1);
    if (unit < 0) return place;
    const beyond = place - this.#at(unit, 0) - this.#at(unit, 1);
    return beyond <= 0 ? this.#at(unit, 3) : this.#at(unit, 3) + beyond;
  }

  /** The place of what stands there in the text, or of the unit that it is a part of. */
  placeOf(at: number): number {
    if (at >= this.cut) return this.page.length;
    const unit = this.#last(2, at);
    if (unit < 0) return at;
    const beyond = at - this.#at(unit, 3);
    return this.#at(unit, 0) + (beyond < 0 ? 0 : this.#at(unit, 1) + beyond);
  }

  /** The same place in the text, or the start of the unit that it lies in. */
  boundary(at: number): number {
    const unit = this.#last(2, at);
    return unit >= 0 && at < this.#at(unit, 3) ? this.#at(unit, 2) : at;
  }

  #at(unit: number, column: number): number {
    return this.#units[unit * UNIT + column] ?? 0;
  }

  /** The last unit of which this column is at most `most`; -1 where there is none. */
  #last(column: number, most: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle, column) <= most) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #copy(text: Uint8Array, from: number, until: number): void {
    this.page.reserve(text.length + SHORT);
    const { bytes, length } = this.page;
    if (until - from > SHORT) bytes.set(text.subarray(from, until), length);
    else for (let at = from; at < until; at += 1) bytes[length + at - from] = text[at] ?? 0;
    this.page.length = length + until - from;
  }

  #add(start: number, end: number): void {
    if (this.#units.length === this.count * UNIT) {
      const units = new Int32Array(this.#units.length * 2);
      units.set(this.#units);
      this.#units = units;
    }
    const { page } = this;
    const at = this.count * UNIT;
    this.#units[at] = page.length;
    this.#units[at + 1] = this.#meantLength;
    this.#units[at + 2] = start;
    this.#units[at + 3] = end;
    this.count += 1;
    for (let place = 0; place < this.#meantLength; place += 1)
      page.bytes[page.length + place] = this.#meant[place] ?? 0;
    page.length += this.#meantLength;
  }
}
