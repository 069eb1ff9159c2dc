/** A text to be looked through, as bytes, with its hashes where they are asked for. */
import { hashOn } from './hash.ts';

const SMALLEST = 4096;

/** One buffer, used again for text after text. */
export class Page {
  bytes: Uint8Array = new Uint8Array(0);
  /** How many of `bytes` are text. */
  length = 0;
  #sums: Int32Array = new Int32Array(0);
  #summed = -1;

  /** Makes room for `size` bytes; what is there stays. */
  reserve(size: number): void {
    if (size <= this.bytes.length) return;
    const bytes = new Uint8Array(Math.ceil(Math.max(size, this.bytes.length * 1.5, SMALLEST)));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }

  /** Says that the text is another one now. */
  resize(length: number): void {
    this.length = length;
    this.#summed = -1;
  }

  /** Shows bytes that belong to somebody else. */
  show(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.resize(bytes.length);
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
