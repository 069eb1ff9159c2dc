/** Gathers the documents of one stream: JSON in whole lines or in blocks from column one, and JUnit reports. */
import { isJsonObject, jsonOf, type Json } from '../../../core/json.ts';

/** What opens a block, and what alone on a line closes it; editors write a list of objects without a break between. */
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
  ['[{', '}]'],
]);

/** Takes lines one by one; keeps what is a document, as long as the budget of characters lasts. */
export class LogDocuments {
  readonly found: Json[] = [];
  readonly reports: string[] = [];
  #block: string[] | null = null;
  #closer = '';
  #report: string[] | null = null;
  #reportCloser = '';
  #budget: number;

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Whether a document has begun that is not over yet. */
  get isOpen(): boolean {
    return this.#block !== null || this.#report !== null;
  }

  add(line: string): void {
    if (this.#report !== null || line.includes('<testsuite')) this.#addToReport(line);
    else this.#addJson(line);
  }

  #addToReport(line: string): void {
    if (this.#budget < line.length) return;
    this.#budget -= line.length;
    if (this.#report === null) this.#reportCloser = line.includes('<testsuites') ? '</testsuites>' : '</testsuite>';
    (this.#report ??= []).push(line);
    if (!line.includes(this.#reportCloser)) return;
    this.reports.push(this.#report.join('\n'));
    this.#report = null;
  }

  #addJson(line: string): void {
    if (this.#block !== null) {
      this.#block.push(line);
      this.#budget -= line.length;
      if (line === this.#closer || this.#budget < 0) this.#close();
      return;
    }
    if (this.#budget < line.length) return;
    const first = line.charCodeAt(0);
    if (first !== 0x7b && first !== 0x5b) return;
    const closer = CLOSERS.get(line);
    if (closer !== undefined) {
      this.#block = [line];
      this.#closer = closer;
      return;
    }
    const last = line.charCodeAt(line.length - 1);
    if (last !== 0x7d && last !== 0x5d) return;
    this.#budget -= line.length;
    this.#keep(line);
  }

  #close(): void {
    const text = (this.#block ?? []).join('\n');
    this.#block = null;
    this.#keep(text);
  }

  #keep(text: string): void {
    const value = jsonOf(text);
    if (isJsonObject(value) || Array.isArray(value)) this.found.push(value);
  }
}
