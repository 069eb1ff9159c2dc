/** The inputs of a run: from options, from a file, and from the person at the terminal. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import { err, type Result } from '../../core/result.ts';
import type { Workstream } from '../../core/workstream.ts';
import { missingInputs, parseInputsFile, resolveInputs } from '../house/inputs.ts';
import type { Refusal } from '../house/refusal.ts';
import { invalid } from '../house/refusals.ts';
import { askForInputs } from './ask-missing.ts';
import { canAsk } from './ask.ts';
import type { Session } from './session.ts';

/** `pairs`: `name=value` each; they win over the file. */
export type InputSources = { readonly pairs: readonly string[]; readonly file: string | null };

const inputsIn = async (
  session: Session,
  file: string,
  definitions: Workstream['inputs'],
): Promise<Result<JsonObject, Refusal>> => {
  const text = await readFile(resolve(session.directory, file), 'utf8').catch(() => null);
  if (text === null) return err(invalid(`${file} cannot be read`));
  const parsed = parseInputsFile(text, definitions);
  return parsed.ok ? parsed : err(invalid(`${file} ${parsed.error}`));
};

/** Asks for what is missing only once nothing that was given is wrong. null: the person called it off. */
export const givenInputs = async (
  session: Session,
  definitions: Workstream['inputs'],
  { pairs, file }: InputSources,
): Promise<Result<JsonObject, Refusal> | null> => {
  const read = file === null ? { ok: true as const, value: {} } : await inputsIn(session, file, definitions);
  if (!read.ok) return read;
  const missing = missingInputs(definitions, pairs, read.value);
  const others = Object.fromEntries(Object.entries(definitions).filter(([name]) => !missing.includes(name)));
  const isAsked = missing.length > 0 && canAsk(session) && resolveInputs(others, pairs, read.value).ok;
  const asked = isAsked ? await askForInputs(session, definitions, missing) : null;
  if (asked?.kind === 'interrupted') return null;
  const typed = asked?.kind === 'given' ? Object.entries(asked.values).map(([name, text]) => `${name}=${text}`) : [];
  const inputs = resolveInputs(definitions, [...pairs, ...typed], read.value);
  return inputs.ok ? inputs : err(invalid(inputs.error.join('\n    ')));
};
