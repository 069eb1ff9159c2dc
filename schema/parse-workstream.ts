/** Reads one workstream file: text in, a workstream with every default filled in out. */
import type { Json } from '../core/json.ts';
import type { Diagnostic } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Workstream } from '../core/workstream.ts';
import { checkWorkstream } from './check-workstream.ts';
import { LONGEST_TEXT, LONGEST_YAML, type Document, type Reading } from './document.ts';
import { readJson } from './json-document.ts';
import { normalise } from './normalise.ts';
import type { WrittenWorkstream } from './written.ts';

/** A workstream, and the document it was read from. */
export type ReadWorkstream = { readonly workstream: Workstream; readonly document: Document };

/** Reads a workstream from YAML where the file ends in .yaml or .yml, else from JSON; fails with all that is wrong. */
export const parseWorkstream = async (
  text: string,
  file: string,
): Promise<Result<Workstream, readonly Diagnostic[]>> => {
  const read = await readWorkstream(text, file);
  return read.ok ? ok(read.value.workstream) : read;
};

/** As {@link parseWorkstream}, and keeps the document, so that what is found wrong later can be located. */
export const readWorkstream = async (
  text: string,
  file: string,
): Promise<Result<ReadWorkstream, readonly Diagnostic[]>> => {
  const { document, problems: unread } = await readDocument(text, file);
  const problems = document === null ? unread : [...unread, ...(await checkWorkstream(document.value))];
  if (document === null || problems.length > 0) {
    const { diagnose } = await import('./diagnose.ts');
    return err(diagnose(problems, { text, file, document }));
  }
  return ok({ workstream: normalise(validated(document.value)), document });
};

// The cast cannot lie: checkWorkstream found nothing wrong, and the tests hold its schema against the type.
const validated = (value: Json): WrittenWorkstream => value as unknown as WrittenWorkstream;

const readDocument = async (text: string, file: string): Promise<Reading> => {
  const isYaml = /\.ya?ml$/i.test(file);
  const longest = isYaml ? LONGEST_YAML : LONGEST_TEXT;
  if (text.length > longest) {
    const message = `the file is longer than ${longest / 1024 / 1024} MiB${isYaml ? '; JSON may be longer' : ''}`;
    return { document: null, problems: [{ code: 'too-large', message, pointer: '', place: { offset: 0 } }] };
  }
  if (!isYaml) return readJson(text);
  const { readYaml } = await import('./yaml-document.ts');
  return readYaml(text);
};
