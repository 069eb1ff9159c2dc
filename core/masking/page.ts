/** A text to be looked through, as bytes and as words, with its hashes where they are asked for. */
import { hashOn } from './hash.ts';

const SMALLEST = 4096;

/** One buffer, used again for text after text. */
export class Page {
  bytes: Uint8Array = new Uint8Array(0);
  words: Uint32Array = new Uint32Array(0);
  halves: Uint16Array = new Uint16Array(0);
  /** How many of `bytes` are text. */
  length = 0;
  #sums: Int32Array = new Int32Array(0);
  #summed = -1;

  constructor(size = 0) {
    this.reserve(size);
  }

  /** Makes room for `size` bytes; what is there stays. */
  reserve(size: number): void {
    if (size <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.ceil(Math.max(size, this.bytes.length * 1.5, SMALLEST) / 8) * 8);
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.words = new Uint32Array(bytes.buffer);
    this.halves = new Uint16Array(bytes.buffer);
  }

  /** Says that the text is another one now. */
  resize(length: number): void {
    this.length = length;
    this.#summed = -1;
  }

  /** The hash of a part, after one pass over the text at a cost that does not depend on its length. */
  hash(start: number, end: number, power: number): number {
    if (this.#summed < 0) this.#sum();
    return ((this.#sums[end] ?? 0) - Math.imul(this.#sums[start] ?? 0, power)) | 0;
  }

  #sum(): void {
    const { bytes, length } = this;
    if (this.#sums.length <= length) this.#sums = new Int32Array(bytes.length + 1);
    const sums = this.#sums;
    let sum = 0;
    for (let at = 0; at < length; at += 1) {
      sum = hashOn(sum, bytes[at] ?? 0);
      sums[at + 1] = sum;
    }
    this.#summed = length;
  }
}
