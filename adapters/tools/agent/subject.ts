/** What a person wants to know of a use of a tool. */
import type { JsonObject } from '../../../core/json.ts';
import { textIn } from './json-of-line.ts';

/** The first of these that it was given: how CLIs call what their tools work on. */
const SUBJECTS: readonly string[] = [
  ...['command', 'cmd', 'file_path', 'filePath', 'absolute_path', 'path', 'pattern', 'url', 'query', 'description'],
  'prompt',
];

/** The empty string where the tool was given nothing that is known. */
export const subjectOf = (input: JsonObject): string =>
  SUBJECTS.map((key) => textIn(input, key)).find((text) => text !== '') ?? '';
