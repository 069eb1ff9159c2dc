/**
 * What masking does with every byte of a text, in WebAssembly (scan.wat): several times as quick as loops here.
 *
 *   0 choices │ 2 KiB places that were found │ 64 KiB scratch of other modules │ 128 KiB filters │ text, 32 bytes │ view, 32 bytes
 *
 * There is one, for memories are few; filters are put back where another finder has used it in between.
 */
import { remembered } from '../remembered.ts';
import { SCAN } from './scan-code.ts';
import type { Span } from './spans.ts';

/** How many bytes are looked at as one word. */
export type Width = 8 | 4 | 2 | 1;

/**
 * Needles to be found by words of one width. A word is looked at at every `stride`, so that one of each needle is: all of
 * them have at least `stride + width - 1` bytes. `firsts` holds the first ones, `FIRST_BYTES` for each.
 */
export type Table = {
  readonly width: Width;
  readonly stride: number;
  readonly firsts: Uint8Array;
  readonly count: number;
};

/** So much room each needle has, of which at most `HEAD_LENGTH` are looked at. */
export const FIRST_BYTES = 64;

/** What there is to look through: the text, or what `squeeze` put together of it. */
export type Region = 'text' | 'view';

export type Machine = {
  /** The filters of these tables, to be opened. */
  readonly filtersOf: (tables: readonly Table[]) => Uint8Array;
  /** Makes ready for this text and filters; good until the next call. */
  readonly open: (filters: Uint8Array, text: Uint8Array) => void;
  /** Tells, from left to right word by word in a part, where a needle of a table may begin: wherever one does, and seldom elsewhere. */
  readonly scan: (table: number, region: Region, part: Span, onPlace: (at: number) => void) => void;
  /** Whether a byte stands in the text. */
  readonly has: (byte: number) => boolean;
  /** Where a line end stands first in the text from `at` on that a digit follows, or nothing; the end of the text where none does. */
  readonly numbered: (at: number) => number;
  /** Puts a part of the text without its white space into the view at `to`; gives where that part ends. */
  readonly squeeze: (start: number, end: number, to: number) => number;
  /** What has been put into the view. */
  readonly view: (length: number) => Uint8Array;
  /** Where the text stands in the memory. */
  readonly bounds: () => { readonly start: number; readonly end: number };
  /** All of it: good until a text is opened. */
  readonly memory: () => Uint8Array;
  /** What another module exports that works in the same memory, in the 64 KiB from `SCRATCH` on. */
  readonly load: (module: string) => unknown;
};

/** What scan.wat exports. */
type Code = {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => void };
  readonly find: (at: number, end: number, byte: number) => number;
  readonly numbered: (at: number, end: number) => number;
  readonly squeeze: (at: number, end: number, to: number) => number;
  readonly enter: (group: number, at: number, count: number) => void;
  readonly scan: (group: number, from: number, at: number, end: number) => number;
  readonly found: () => number;
};

// Types of it come with those of browsers, which have much that is not here.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const PAGE_BYTES = 65_536;
const FOUND = 2_048;
export const SCRATCH: number = PAGE_BYTES;
const FILTERS = 2 * PAGE_BYTES;
const GROUP_BYTES = 48;
/** What may be read and written beyond an end. */
const SLACK = 32;
/** What stands behind a text, so that a line end there is looked at. */
export const DIGIT = 0x30;

const even = (size: number): number => Math.ceil(size / 16) * 16;

/** The power of two that is at least `entries`, within bounds. */
const bitsFor = (entries: number, fewest: number, most: number): number =>
  Math.min(most, Math.max(fewest, Math.ceil(Math.log2(Math.max(1, entries)))));

/** How large filters are: 12 to 24 bits for each word, as many to say where, and 16 to 32 bits for each needle. */
const sizesOf = ({
  stride,
  count,
}: Table): { readonly words: number; readonly near: number; readonly heads: number } => ({
  words: bitsFor((count * stride * 12) / 64, 4, 18),
  near: bitsFor((count * stride * 12) / 64, 4, 16),
  heads: bitsFor((count * 16) / 64, 2, 16),
});

/** Makes a module, in base64, run; gives what it exports. */
const run = (module: string, imports: object): unknown =>
  new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.from(atob(module), (character) => character.charCodeAt(0))),
    imports,
  ).exports;

const create = (): Machine => {
  // The cast cannot lie: scan.wat exports these.
  const code = run(SCAN, {}) as Code;
  let memory = new Uint8Array(code.memory.buffer);
  let opened: Uint8Array | null = null;
  let [text, view, end] = [0, 0, 0];

  const reserve = (size: number): void => {
    if (size <= memory.length) return;
    code.memory.grow(Math.ceil((size * 1.25 - memory.length) / PAGE_BYTES));
    memory = new Uint8Array(code.memory.buffer);
  };

  const filtersOf = (tables: readonly Table[]): Uint8Array => {
    opened = null;
    let size = even(tables.length * GROUP_BYTES);
    const placed = tables.map((table) => {
      const sizes = sizesOf(table);
      const words = FILTERS + size;
      const heads = words + 8 * 2 ** sizes.words;
      const near = heads + 8 * 2 ** sizes.heads;
      size = near + 8 * 2 ** sizes.near - FILTERS;
      return { table, sizes, words, heads, near };
    });
    const firsts = FILTERS + even(size);
    reserve(firsts + Math.max(0, ...tables.map(({ count }) => count * FIRST_BYTES)));
    memory.fill(0, FILTERS, FILTERS + size);
    const record = new DataView(memory.buffer);
    for (const [index, { table, sizes, words, heads, near }] of placed.entries()) {
      const group = FILTERS + index * GROUP_BYTES;
      for (const [place, value] of [table.width, words, near, heads].entries())
        record.setUint32(group + place * 4, value, true);
      for (const [place, bits] of [sizes.words, sizes.near, sizes.heads].entries())
        record.setUint32(group + 16 + place * 8, 64 - bits, true);
      record.setUint32(group + 40, table.stride, true);
      memory.set(table.firsts.subarray(0, table.count * FIRST_BYTES), firsts);
      code.enter(group, firsts, table.count);
    }
    return memory.slice(FILTERS, FILTERS + size);
  };

  const open = (filters: Uint8Array, bytes: Uint8Array): void => {
    text = even(FILTERS + filters.length);
    end = text + bytes.length;
    view = even(end + SLACK);
    reserve(view + bytes.length + SLACK);
    if (opened !== filters) memory.set(filters, FILTERS);
    opened = filters;
    memory.set(bytes, text);
    memory[end] = DIGIT;
  };

  const scan: Machine['scan'] = (table, region, [start, until], onPlace) => {
    const from = region === 'text' ? text : view;
    for (let at = from + start; at >= 0; ) {
      at = code.scan(FILTERS + table * GROUP_BYTES, from, at, from + until);
      const found = new Int32Array(memory.buffer, FOUND, code.found());
      for (const place of found) onPlace(place);
    }
  };

  return {
    filtersOf,
    open,
    scan,
    has: (byte) => code.find(text, end, byte) < end,
    numbered: (at) => code.numbered(text + at, end) - text,
    squeeze: (start, until, to) => code.squeeze(text + start, text + until, view + to) - view,
    view: (length) => memory.subarray(view, view + length),
    bounds: () => ({ start: text, end }),
    memory: () => memory,
    load: (module) => run(module, { machine: { memory: code.memory } }),
  };
};

const only = remembered(1, (_name: 'machine') => create());

/** The machine; made when it is first asked for. */
export const theMachine = (): Machine => only('machine');
