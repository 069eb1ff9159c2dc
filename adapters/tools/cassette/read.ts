/**
 * Opens a cassette: a folder with `cassette.json`, and below `calls/` a document for each call, with its patch and its streams beside
 * it. Anybody may have made it: a link, a document of another form or a file of another name is a reason to refuse all of it.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isExitCode, isFailure } from '../../../core/failure-form.ts';
import { isTooDeep, TOO_DEEP, type Json } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import { readPlain } from '../../../core/state/sqlite/own-file.ts';
import { checkJson } from '../../../schema/json-schema.ts';
import { isRealFolder } from '../../machine/own-folder.ts';
import { keyOf } from './identity.ts';
import { documentText, FORMAT, type CallBytes, type CassetteHead, type KeptCall } from './kept-call.ts';
import { CALL_SCHEMA, HEAD_SCHEMA } from './schema.ts';

export const HEAD_FILE = 'cassette.json';
export const CALLS_FOLDER = 'calls';
/** What may lie beside the document of a call. */
export const BESIDE = ['patch', 'stdout', 'stderr'] as const;

export type Cassette = {
  readonly folder: string;
  readonly head: CassetteHead;
  /** By key. */
  readonly calls: ReadonlyMap<string, KeptCall>;
  /** What lies beside a call; empty where nothing does. */
  readonly bytesOf: (key: string) => CallBytes;
  /** SHA-256 over all of it, however its documents are laid out: that of a copy is the same. */
  readonly digest: string;
};

const MOST_CALLS = 100_000;
const LARGEST_DOCUMENT = 16 * 1024 * 1024;
const LARGEST_STREAM = 256 * 1024 * 1024;

/** The bytes of a plain file; a sentence where it is none, or too large. */
const bytesIn = (path: string, most: number): Result<Buffer, string> => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return err(`there is no ${path}`);
  if (!found.isFile()) return err(`${path} is no plain file`);
  if (found.size > most) return err(`${path} has more than ${most} bytes`);
  const bytes = readPlain(path);
  return bytes === null ? err(`${path} cannot be read`) : ok(bytes);
};

const documentIn = (bytes: Buffer, path: string): Result<Json, string> => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(bytes.toString('utf8')) as Json;
    return isTooDeep(value) ? err(`${path}: ${TOO_DEEP}`) : ok(value);
  } catch (error) {
    return err(`${path} is no JSON: ${messageOf(error)}`);
  }
};

const formatOf = (value: Json): Json =>
  (typeof value === 'object' && value !== null && 'format' in value ? value['format'] : null) ?? null;

const checked = (path: string, schema: typeof CALL_SCHEMA): Result<Json, string> => {
  const bytes = bytesIn(path, LARGEST_DOCUMENT);
  if (!bytes.ok) return bytes;
  const value = documentIn(bytes.value, path);
  if (!value.ok) return value;
  const format = formatOf(value.value);
  if (format !== FORMAT && typeof format === 'number')
    return err(`${path} has the format ${format}, and this ws reads ${FORMAT}: record it again`);
  const wrong = checkJson(schema, value.value);
  return wrong === null ? value : err(`${path} ${wrong.pointer}: ${wrong.message}`);
};

/** Whether a call can have ended so: what was called off, or lay at the disk, is not kept. */
const isEnd = (result: KeptCall['result']): boolean =>
  result.ok
    ? result.exitCode === null || isExitCode(result.exitCode)
    : isFailure(result.failure) && result.failure.code !== 'interrupted' && result.failure.code !== 'disk-full';

const fileName = (name: string): { readonly key: string; readonly ending: string } | null => {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1);
  return dot > 0 && ['json', ...BESIDE].includes(ending) ? { key: name.slice(0, dot), ending } : null;
};

const readCalls = (
  folder: string,
  hash: (name: string, bytes: Uint8Array) => void,
): Result<Map<string, KeptCall>, string> => {
  const calls = new Map<string, KeptCall>();
  const names = readdirSync(folder).toSorted();
  const documents = new Set(names.filter((name) => name.endsWith('.json')));
  if (names.length > MOST_CALLS * 4) return err(`${folder} holds more than ${MOST_CALLS} calls`);
  for (const name of names) {
    const path = join(folder, name);
    const found = fileName(name);
    // A call that was being written when its process died: without its document it is none.
    if (name.endsWith('.part')) continue;
    if (found === null) return err(`${path} belongs to no call`);
    if (found.ending !== 'json') {
      const bytes = bytesIn(path, LARGEST_STREAM);
      if (!bytes.ok) return bytes;
      // What says nothing, or lies beside no document, is in no copy.
      if (bytes.value.length > 0 && documents.has(`${found.key}.json`)) hash(name, bytes.value);
      continue;
    }
    const read = checked(path, CALL_SCHEMA);
    if (!read.ok) return read;
    // The schema says that it has this form.
    const call = read.value as unknown as KeptCall;
    hash(name, Buffer.from(documentText(call)));
    if (!isEnd(call.result)) return err(`${path} /result: no call can have ended so`);
    if (keyOf(call.call) !== found.key) return err(`${path} holds another call than its name says`);
    calls.set(found.key, call);
  }
  return ok(calls);
};

/** The sentence of a failure is for people, and names the file. */
export const openCassette = (folder: string): Result<Cassette, string> => {
  const callsIn = join(folder, CALLS_FOLDER);
  if (!isRealFolder(folder) || !isRealFolder(callsIn))
    return err(`${folder} is no cassette: a folder with ${HEAD_FILE} and ${CALLS_FOLDER}/`);
  const head = checked(join(folder, HEAD_FILE), HEAD_SCHEMA);
  if (!head.ok) return head;
  // The schema says that it has this form.
  const said = head.value as unknown as CassetteHead;
  const sum = createHash('sha256').update(documentText(said));
  const calls = readCalls(callsIn, (name, bytes) => void sum.update(`\0${name}\0${bytes.length}\0`).update(bytes));
  if (!calls.ok) return calls;
  const beside = (key: string, ending: string): Uint8Array => {
    const bytes = bytesIn(join(callsIn, `${key}.${ending}`), LARGEST_STREAM);
    return bytes.ok ? bytes.value : new Uint8Array();
  };
  return ok({
    folder,
    head: said,
    calls: calls.value,
    bytesOf: (key) => ({ patch: beside(key, 'patch'), stdout: beside(key, 'stdout'), stderr: beside(key, 'stderr') }),
    digest: sum.digest('hex'),
  });
};
