/** Finds what bash alone understands in a script that `sh` is to run. A guess by its form: it hints, and refuses nothing. */

export type BashForm = { readonly name: string; readonly offset: number };

/** A form of bash: `matches` at a place of the script, `atCommand` only where the name of a command could stand. */
type Form = { readonly name: string; readonly pattern: RegExp; readonly where: 'command' | 'anywhere' | 'unquoted' };

const FORMS: readonly Form[] = [
  { name: '[[ … ]]', pattern: /\[\[(?=\s)/y, where: 'command' },
  { name: '"function" before a name', pattern: /function[ \t]+[\w:-]+/y, where: 'command' },
  { name: '"source"', pattern: /source[ \t]+\S/y, where: 'command' },
  { name: '"set -o pipefail"', pattern: /set[ \t]+-\w*o[ \t]+pipefail\b/y, where: 'command' },
  { name: 'an array', pattern: /[A-Za-z_]\w*\+?=\(/y, where: 'command' },
  { name: 'an array', pattern: /(?:declare|local|typeset)[ \t]+-[aA]\b/y, where: 'command' },
  { name: '<( … )', pattern: /[<>]\((?!\()/y, where: 'unquoted' },
  { name: '<<<', pattern: /<<</y, where: 'unquoted' },
  { name: '&>', pattern: /&>/y, where: 'unquoted' },
  { name: '${…/…}', pattern: /\$\{\w+\/[^}]*\}/y, where: 'anywhere' },
  { name: '${…:…:…}', pattern: /\$\{\w+:[ \t]*-?\d[^}]*\}/y, where: 'anywhere' },
  { name: '${…^^} or ${…,,}', pattern: /\$\{\w+(?:\^|,)[^}]*\}/y, where: 'anywhere' },
  { name: 'an array', pattern: /\$\{[#!]?\w+\[/y, where: 'anywhere' },
  { name: '${!…}', pattern: /\$\{![A-Za-z_]/y, where: 'anywhere' },
];

/** What the next command of a line follows. */
const BEFORE_COMMAND = /(?:^|[\n;&|({]|\b(?:then|do|else|elif|if|while|until)|!)[ \t]*$/;
const HEREDOC = /<<-?[ \t]*(\\?)(['"]?)([\w.-]+)\2/y;
const LONGEST_BEFORE = 200;
/** Longer scripts are not looked through: a hint is not worth the time. */
const LONGEST_SCRIPT = 256 * 1024;

/** Gives the first of each form, with its offset in the script; comments, texts in quotes and heredocs hold none. */
export const bashOnly = (script: string): readonly BashForm[] =>
  script.length > LONGEST_SCRIPT ? [] : new Search(script).run();

class Search {
  readonly #script: string;
  readonly #found = new Map<string, number>();
  readonly #marks: string[] = [];
  #at = 0;
  #isQuoted = false;

  constructor(script: string) {
    this.#script = script;
  }

  run(): readonly BashForm[] {
    while (this.#at < this.#script.length) this.#step();
    return [...this.#found].map(([name, offset]) => ({ name, offset }));
  }

  #step(): void {
    const char = this.#script[this.#at] ?? '';
    if (this.#script.startsWith('${{', this.#at)) return this.#skipTo('}}', 2);
    if (char === '\\') return this.#skip(2);
    if (char === '"') {
      this.#isQuoted = !this.#isQuoted;
      return this.#skip(1);
    }
    if (!this.#isQuoted) {
      if (char === "'") return this.#skip(1), this.#skipTo("'", 1);
      if (char === '#' && /(?:^|[\s;&|(])$/.test(this.#script.slice(Math.max(0, this.#at - 1), this.#at)))
        return this.#skipTo('\n', 0);
      if (char === '\n') return this.#newline();
      if (char === '<') this.#heredoc();
    }
    this.#look();
    this.#skip(1);
  }

  #look(): void {
    const before = this.#script.slice(Math.max(0, this.#at - LONGEST_BEFORE), this.#at);
    for (const { name, pattern, where } of FORMS) {
      if (this.#found.has(name) || (this.#isQuoted && where !== 'anywhere')) continue;
      pattern.lastIndex = this.#at;
      if (pattern.test(this.#script) && (where !== 'command' || BEFORE_COMMAND.test(before)))
        this.#found.set(name, this.#at);
    }
  }

  #heredoc(): void {
    if (this.#script[this.#at - 1] === '<') return;
    HEREDOC.lastIndex = this.#at;
    const mark = HEREDOC.exec(this.#script)?.[3];
    if (mark !== undefined) this.#marks.push(mark);
  }

  /** Passes over the bodies of the heredocs that the line named. */
  #newline(): void {
    this.#skip(1);
    for (const mark of this.#marks.splice(0)) {
      while (this.#at < this.#script.length) {
        const end = this.#script.indexOf('\n', this.#at);
        const line = this.#script.slice(this.#at, end === -1 ? undefined : end);
        this.#at = end === -1 ? this.#script.length : end + 1;
        if (line.trim() === mark) break;
      }
    }
  }

  #skip(length: number): void {
    this.#at += length;
  }

  #skipTo(text: string, behind: number): void {
    const found = this.#script.indexOf(text, this.#at);
    this.#at = found === -1 ? this.#script.length : found + behind;
  }
}
