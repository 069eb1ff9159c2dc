/** Puts texts into quotes that YAML cannot read without, so that all else in their file is told as well. */
import type { Document as YamlDocument } from 'yaml';
import { DEEPEST } from './document.ts';
import type { Problem } from './problem.ts';
import { composeYaml } from './yaml-compose.ts';

/** Each round reads the whole text again. */
const MOST_ROUNDS = 10;
const LONGEST_TEXT = 256 * 1024;
const LONGEST_QUOTE = 60;

/** `key: text` in a line of its own, behind dashes or not, and in braces. */
const IN_BLOCK = /^([ \t]*(?:- +)*[\w.$-]+:[ \t]+)([^|>\s].*?)([ \t]+#.*)?[ \t\r]*$/;
const IN_FLOW = /([\w.$-]+:[ \t]+)([^,{}[\]'"]+?)[ \t]*(?=[,}])/g;

/** A text that was quoted: where it begins in the text as it was, and how many characters were put in. */
type Quoted = { readonly at: number; readonly end: number; readonly added: number };

/** The repaired text and its document; `problems` tell what was quoted, `origin` leads back into the text as it was. */
export type Repair = {
  readonly text: string;
  readonly document: YamlDocument.Parsed;
  readonly problems: readonly Problem[];
  readonly origin: (offset: number) => number;
};

/** Gives a text without its faults of syntax, where quotes around single values are all it takes; else null. */
export const repairYaml = (written: string, firstFault: number): Repair | null => {
  if (written.length > LONGEST_TEXT) return null;
  let text = written;
  let fault = firstFault;
  const quoted: Quoted[] = [];
  const problems: Problem[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = candidates(text, fault).find((each) => faultOf(each.text, each.at, each.end) !== 'here');
    if (found === undefined) return null;
    const origin = originOf(quoted);
    quoted.push({ at: found.at, end: found.end, added: found.text.length - text.length });
    problems.push(problemOf(found.value, origin(found.at)));
    text = found.text;
    const next = faultOf(text, found.at, found.end);
    if (next === 'here') return null;
    if (typeof next === 'object') return { text, document: next, problems, origin: originOf(quoted) };
    fault = next;
  }
  return null;
};

type Candidate = { readonly text: string; readonly value: string; readonly at: number; readonly end: number };

/** The ways to quote a value in the line of a fault. */
const candidates = (text: string, fault: number): readonly Candidate[] => {
  const from = text.lastIndexOf('\n', fault - 1) + 1;
  const end = text.indexOf('\n', fault) === -1 ? text.length : text.indexOf('\n', fault);
  const line = text.slice(from, end);
  const quoting = (value: string, at: number): Candidate => {
    const inQuotes = `'${value.replaceAll("'", "''")}'`;
    const after = from + at + value.length;
    return {
      text: text.slice(0, from + at) + inQuotes + text.slice(after),
      value,
      at: from + at,
      end: from + at + inQuotes.length,
    };
  };
  const [, head = '', value] = IN_BLOCK.exec(line) ?? [];
  const inFlow = [...line.matchAll(IN_FLOW)].filter(({ index, 0: all }) => from + index + all.length >= fault);
  return [
    ...(value === undefined || isOpen(value) ? [] : [quoting(value, head.length)]),
    ...inFlow.slice(0, 1).map(({ index, 1: key = '', 2: own = '' }) => quoting(own, index + key.length)),
  ];
};

/** Whether a value begins what it does not end, so that it may go on in the next line. */
const isOpen = (value: string): boolean => {
  const [first = ''] = value;
  const last = { '[': ']', '{': '}', '"': '"', "'": "'" }[first];
  return last !== undefined && (first === '{' || !value.slice(1).includes(last));
};

/** The document of a text, or where its first fault is; `here` where that is in what was quoted. */
const faultOf = (text: string, at: number, end: number): YamlDocument.Parsed | number | 'here' => {
  const composed = composeYaml(text, DEEPEST);
  if (composed.kind !== 'document') return 'here';
  const [first] = composed.document.errors.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED').map(({ pos }) => pos[0]);
  if (first === undefined) return composed.document;
  const line = text.slice(text.lastIndexOf('\n', at) + 1, end);
  return first >= at - line.length && first <= end + 1 ? 'here' : first;
};

const originOf =
  (quoted: readonly Quoted[]) =>
  (offset: number): number =>
    // What was quoted last was quoted in a text with all earlier quotes in it.
    quoted
      .toReversed()
      .reduce((place, { at, end, added }) => {
        if (place >= end) return place - added;
        return place > at ? at : place;
      }, offset);

const problemOf = (value: string, offset: number): Problem => {
  const text = value.length > LONGEST_QUOTE ? 'it' : JSON.stringify(value);
  const message = `YAML cannot read this text without quotes: write ${text === 'it' ? 'it in quotes, or below a |' : text}`;
  return { code: 'yaml-syntax', message, pointer: '', place: { offset } };
};
