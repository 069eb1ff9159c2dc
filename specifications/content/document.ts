/** Reads spec YAML: one document with its address, requirements and tasks, each with its place. */
import type { Json, JsonObject } from '../../core/json.ts';
import { isJsonObject } from '../../core/json.ts';
import type { FieldProblem } from './metadata.ts';
import { parseAddress } from './address.ts';
import { documentSchema } from './document-schema.ts';
import { isOfOneForm, schemaWords } from './document-problem.ts';
import type { Place, ReadYaml } from './yaml.ts';

export type DocumentStatus = 'draft' | 'review' | 'approved' | 'deprecated';

/** A document as written; `place` finds the line of any part of it. */
export type SpecDocument = {
  readonly file: string;
  /** Without version. */
  readonly uri: string;
  readonly version: string;
  readonly status: DocumentStatus;
  readonly title: string;
  readonly extends: string | null;
  readonly depends: readonly string[];
  /** All of it, as JSON. */
  readonly body: JsonObject;
  readonly place: (path: readonly (string | number)[]) => Place;
};

export type DocumentReading = { readonly document: SpecDocument | null; readonly problems: readonly FieldProblem[] };

/** Checks a value against the document schema; each problem with the path of keys to it. */
export type CheckDocument = (
  value: unknown,
) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[];

/** Loads the schema checker. */
export const loadDocumentCheck = async (): Promise<CheckDocument> => {
  const { Ajv } = await import('./schema-checker.ts');
  const check = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(documentSchema);
  return (value) => {
    if (check(value)) return [];
    return (check.errors ?? [])
      .filter((error) => !isOfOneForm(error))
      .map((error) => {
        const path = error.instancePath
          .split('/')
          .slice(1)
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
        const words = schemaWords(error);
        return { path, message: path.length === 0 ? `the document ${words}` : words };
      });
  };
};

const isStatus = (value: unknown): value is DocumentStatus =>
  value === 'draft' || value === 'review' || value === 'approved' || value === 'deprecated';

/** A word or number as text; empty for anything else. */
const wordOf = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** A value as YAML gives it that is JSON through and through; null where it holds anything else. */
const toJson = (value: unknown): Json | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const all = value.map(toJson);
    return all.every((each) => each !== undefined) ? all : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, each]) => [key, toJson(each)] as const);
  const whole = entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return whole.length === entries.length ? Object.fromEntries(whole) : undefined;
};

/** Reads a document; it is null as soon as there is a problem. */
export const parseDocument = (
  content: string,
  file: string,
  readYaml: ReadYaml,
  check: CheckDocument,
): DocumentReading => {
  const reading = readYaml(content);
  if (!reading.ok) {
    const { message, line, column } = reading;
    return { document: null, problems: [{ where: '', message, line, column }] };
  }
  const { value, place } = reading;
  const problems = check(value).map(({ path, message }) => ({ where: path.join('.'), message, ...place(path) }));
  const body = toJson(value);
  if (problems.length > 0 || !isJsonObject(body)) {
    const none = { where: '', message: 'is no JSON object', line: 1, column: 1 };
    return { document: null, problems: problems.length > 0 ? problems : [none] };
  }
  const uri = wordOf(body['spec']);
  const address = parseAddress(uri);
  if (!address.ok || address.value.version !== null || address.value.fragment !== null) {
    const message = address.ok ? 'is the address of a spec, without version and fragment' : address.error;
    return { document: null, problems: [{ where: 'spec', message, ...place(['spec']) }] };
  }
  const { status, title } = { status: body['status'], title: body['title'] };
  const document: SpecDocument = {
    file,
    uri,
    version: wordOf(body['version']).replace(/^v/, ''),
    status: isStatus(status) ? status : 'draft',
    title: wordOf(title),
    extends: typeof body['extends'] === 'string' ? body['extends'] : null,
    depends: texts(body['depends']),
    body,
    place,
  };
  return { document, problems: [] };
};
