/** Reads the reports of `node --test`: the list at the end of the spec form, and the notes of the TAP form. */
import { issueOf, type Issue } from '../../engine/reading/issue.ts';
import { firstOwnFrame, isForeignPath, type Place } from '../../engine/reading/place.ts';
import { definePlugin, hasLine, type ErrorPlugin } from '../../engine/plugins/plugin.ts';
import type { Log } from '../../engine/reading/log.ts';

const FAILING = /^✖ failing tests:$/;
/** The dot form lists the failures without their places; the stacks have them. */
const DOT_FAILING = /^Failed tests:$/;
const DOT_HEAD = /^✖ (.+?) \([\d.]{1,30}ms\)$/;
const PLACE = /^test at (.+):(\d+):(\d+)$/;
const ERROR = /^ {0,4}((?:\w{1,60})?Error)(?: \[(\w{1,60})\])?: (.*)$/;
const PLAIN = /^ {2}'(.*)'$/;
const NOT_OK = /^ *not ok \d+ - (.*)$/;
const FIELD = /^ *(location|error|code|failureType): (.*)$/;
const TAP_PLACE = /^(.+):(\d+):(\d+)$/;

const unquoted = (text: string): string => (text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text);

/** When a whole file fails, the runner only says so; the error itself was printed before. */
const lastErrorBefore = (log: Log, end: number): RegExpExecArray | null => {
  for (let at = end - 1; at >= 0; at -= 1) {
    const line = log.lines[at] ?? '';
    const error = line.startsWith(' ') ? null : ERROR.exec(line);
    if (error !== null) return error;
  }
  return null;
};

const readSpec = (log: Log): readonly Issue[] => {
  const start = log.lines.findIndex((line) => FAILING.test(line));
  if (start === -1) return [];
  const places = log.lines.flatMap((line, at) => (at > start && PLACE.test(line) ? [at] : []));
  return places.map((at, index) => {
    const [, path, row, column] = PLACE.exec(log.lines[at] ?? '') ?? [];
    const block = log.lines.slice(at + 2, places[index + 1] ?? log.lines.length);
    const name = (log.lines[at + 1] ?? '').replace(/^✖ /, '').replace(/ \([\d.]{1,30}ms\)$/, '');
    const error = block.map((line) => ERROR.exec(line)).find((each) => each !== null) ?? null;
    const plain = block.map((line) => PLAIN.exec(line)?.[1]).find((each) => each !== undefined) ?? null;
    const cause = error ?? (plain === 'test failed' ? lastErrorBefore(log, start) : null);
    const next = error?.[3] !== undefined && error[3].endsWith(':') ? detailOf(block) : '';
    const message = `${name}: ${cause?.[3] ?? plain ?? 'failed'}${next}`;
    return issueOf({ tool: 'node:test', path, line: row, column, code: cause?.[2] ?? null, message, category: 'test' });
  });
};

const readDots = (log: Log): readonly Issue[] => {
  const start = log.lines.findIndex((line) => DOT_FAILING.test(line));
  const heads = log.lines.flatMap((line, at) => (start !== -1 && at > start && DOT_HEAD.test(line) ? [at] : []));
  return heads.flatMap((at, index) => {
    const end = heads[index + 1] ?? log.lines.length;
    const name = DOT_HEAD.exec(log.lines[at] ?? '')?.[1] ?? '';
    const error =
      log.lines
        .slice(at, end)
        .map((line) => ERROR.exec(line))
        .find((each) => each !== null) ?? null;
    const place = firstOwnFrame(log.lines, at, end);
    // A group fails because of what is in it, and that has its own block.
    if (place === null && error === null) return [];
    const detail = error?.[3]?.endsWith(':') === true ? detailOf(log.lines.slice(at, end)) : '';
    const message = `${name}: ${error?.[3] ?? 'failed'}${detail}`;
    return [issueOf({ tool: 'node:test', ...place, code: error?.[2] ?? null, message, category: 'test' })];
  });
};

/** An assertion says what it compares a line or two below. */
const detailOf = (block: readonly string[]): string => {
  const detail = block.find((line) => line.includes(' !== ') || line.includes(' == '));
  return detail === undefined ? '' : ` ${detail.trim()}`;
};

const readNotes = (log: Log, at: number): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (let next = at + 1; next < log.lines.length && next < at + 60; next += 1) {
    const line = log.lines[next] ?? '';
    if (line.trim() === '...' || NOT_OK.test(line)) break;
    const [, key, value] = FIELD.exec(line) ?? [];
    if (key === undefined || value === undefined || fields.has(key)) continue;
    fields.set(key, value.startsWith('|') ? (log.lines[next + 1] ?? '').trim() : unquoted(value));
  }
  return fields;
};

/** A frame of a stack as the notes have it, without a word before. */
const NOTED_FRAME = /^ {4,12}(?:.{1,300} \()?((?:\/|file:\/\/|[A-Za-z]:\\).{1,400}?):(\d{1,7}):(\d{1,7})\)?$/;

const stackPlace = (log: Log, at: number): Place | null => {
  for (const line of log.lines.slice(at + 1, at + 60)) {
    if (line.trim() === '...' || NOT_OK.test(line)) return null;
    const [, path, row, column] = NOTED_FRAME.exec(line) ?? [];
    if (path !== undefined && row !== undefined && !isForeignPath(path))
      return { path, line: row, column: column ?? null };
  }
  return null;
};

const readTap = (log: Log): readonly Issue[] =>
  log.lines.flatMap((line, at) => {
    const name = NOT_OK.exec(line)?.[1];
    if (name === undefined) return [];
    const notes = readNotes(log, at);
    const [, path, row, column] = TAP_PLACE.exec(notes.get('location') ?? '') ?? [];
    // What a test is told to do before and after it fails elsewhere.
    const hook = notes.get('failureType') === 'hookFailed' ? stackPlace(log, at) : null;
    // A group fails because of what is in it, and that has its own line.
    if (path === undefined || notes.get('failureType') === 'subtestsFailed') return [];
    const message = `${name}: ${notes.get('error') ?? 'failed'}`;
    return [
      issueOf({
        tool: 'node:test',
        ...(hook ?? { path, line: row, column }),
        code: notes.get('code') ?? null,
        message,
        category: 'test',
      }),
    ];
  });

export const nodeTest: ErrorPlugin = definePlugin({
  name: 'node-test',
  canHandle: (log) => hasLine(log, FAILING) || hasLine(log, /^ *failureType: '/) || readDots(log).length > 0,
  parse: (log) => {
    if (hasLine(log, FAILING)) return readSpec(log);
    const dots = readDots(log);
    return dots.length > 0 ? dots : readTap(log);
  },
});
