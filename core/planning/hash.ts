/** What tells two definitions apart: cosmetic changes of the document do not. */
import { isJsonObject, type Json } from '../json.ts';
import type { Digest } from '../system.ts';
import type { Step, Workstream } from '../workstream.ts';

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
};

/** The text that stands for a step: two steps are the same where it is. */
export const canonicalStep = (step: Step): string => {
  const { with: withJson, input, outputs, env, retry, acceptance, needs, fallback, compensate, ...plain } = step;
  const nested = [withJson, input, outputs, env].map(canonicalJson);
  // Most steps have neither.
  if (fallback.length > 0 || compensate !== null) nested.push(canonicalJson([...fallback, compensate]));
  if (step.secrets !== undefined) nested.push(canonicalJson({ secrets: step.secrets }));
  if (plain.limits !== undefined) nested.push(canonicalJson({ limits: plain.limits }));
  // `plain` holds texts, numbers and booleans only, and the normaliser always writes them in the same order.
  const { id, tool, condition, cwd, timeoutMs, continueOnError, access, sandbox, onInterrupted } = plain;
  const { fixes, breakers, onEscalated } = plain;
  const flat = [id, tool, condition, cwd, timeoutMs, continueOnError, access, sandbox, onInterrupted, needs];
  const { limit, on, repeats, backoff } = retry;
  const tries = [limit, backoff.initialMs, backoff.factor, backoff.maxMs, backoff.jitter];
  const recovery = [on, repeats, fixes, breakers, onEscalated];
  const checks = acceptance.map((check) => (check.kind === 'run' ? ['run', check.script] : ['file', check.path]));
  return `${JSON.stringify([flat, tries, recovery, checks])}${nested.join(',')}`;
};

const CHUNK_CHARACTERS = 262_144;

/** SHA-256 over the whole definition, made in chunks: a million steps are more than one string can hold. */
export const hashOf = (workstream: Workstream, digest: Digest): string => {
  const { steps, finally: last, ...rest } = workstream;
  const digests: string[] = [digest(canonicalJson(rest))];
  let chunk: string[] = [];
  let size = 0;
  const close = (): void => {
    digests.push(digest(chunk.join('\n')));
    chunk = [];
    size = 0;
  };
  for (const part of [steps, last]) {
    for (const step of part) {
      const text = canonicalStep(step);
      chunk.push(text);
      size += text.length;
      if (size > CHUNK_CHARACTERS) close();
    }
    close();
  }
  return digest(digests.join('\n'));
};
