/** What an agent is told of the try before, so that the next one is another. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keepsFiles, type Change } from '../../../core/attempt.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { AttemptPaths } from '../../../core/system.ts';
import { readOwn } from '../../machine/own-folder.ts';
import { documentOf, numberIn, objectsIn, textIn } from './json-of-line.ts';

/** The failure that the next try is to mend. */
export type FailedTry = { readonly attempt: number; readonly text: string };

const ISSUES = 30;
const OUTPUT_BYTES = 64 * 1024;
const OUTPUT_LINES = 60;

const issueLine = (issue: JsonObject): string => {
  const place = [textIn(issue, 'path'), numberIn(issue, 'line'), numberIn(issue, 'column')];
  const at = place.filter((part) => part !== null && part !== '').join(':');
  const code = textIn(issue, 'code');
  return `- ${at === '' ? '' : `${at}: `}${textIn(issue, 'message')}${code === '' ? '' : ` (${code})`}`;
};

const endOf = (path: string): readonly string[] => {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return [];
  }
  try {
    const start = Math.max(0, fstatSync(file).size - OUTPUT_BYTES);
    const buffer = Buffer.alloc(OUTPUT_BYTES);
    const lines = buffer.toString('utf8', 0, readSync(file, buffer, 0, OUTPUT_BYTES, start)).split(/\r?\n/);
    return start === 0 ? lines : lines.slice(1);
  } finally {
    closeSync(file);
  }
};

/** What checks wrote, which stands behind the agent's own stream. */
const outputOf = (directory: string): readonly string[] =>
  [...endOf(join(directory, 'stdout.log')), ...endOf(join(directory, 'stderr.log'))]
    .filter((line) => line.trim() !== '' && documentOf(line) === null)
    .slice(-OUTPUT_LINES);

const listed = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines];

/** null where no try has failed. What was wrong, issue by issue, and the end of what the checks wrote. */
export const failedTry = (
  { failure, directory }: Pick<AttemptPaths, 'failure' | 'directory'>,
  change: Change | null,
): FailedTry | null => {
  const told = documentOf(readOwn(failure));
  const attempt = told === null ? null : numberIn(told, 'attempt');
  if (told === null || attempt === null) return null;
  const isChecked = textIn(told, 'code') === 'acceptance-failed' || objectsIn(told, 'issues').length > 0;
  const isOutside = textIn(told, 'code') === 'scope-violated';
  const output = isChecked ? outputOf(join(dirname(directory), String(attempt))) : [];
  const text = [
    `An earlier try of this task was not accepted: ${textIn(told, 'message')}`,
    ...listed('What was found:', objectsIn(told, 'issues').slice(0, ISSUES).map(issueLine)),
    ...listed('The end of what the checks wrote:', output),
    '',
    keepsFiles(change)
      ? `The files are as that try left them${isOutside ? ', but for what is said to be put back' : ''}: mend this, and see that the whole task is done.`
      : 'The files are again as they were before that try: do the whole task, and mend this.',
  ].join('\n');
  return { attempt, text };
};
