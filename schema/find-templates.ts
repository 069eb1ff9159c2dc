/** Reads the templates that a document names where texts are taken, and checks them. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { hasHole } from '../core/planning/expressions/template.ts';
import { heldTemplate, TEMPLATE_KEY, type TextTemplate } from '../core/text-template.ts';
import { err, ok } from '../core/result.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { turnList, turnMembers, turnSteps } from './turn-steps.ts';
import type { ReadUsed } from './used-workstreams.ts';

/** `told`: what is wrong with the files themselves. */
export type FoundTemplates = {
  /** The document with each template as a definition holds it; the same one where it names none. */
  readonly held: Json;
  readonly problems: readonly Problem[];
  readonly told: readonly Diagnostic[];
};

type Written = { readonly template: string; readonly with?: Json };

/** An object with `template`, a text, and at most `with` beside it. */
const isWritten = (value: JsonObject): value is JsonObject & Written =>
  typeof value['template'] === 'string' && Object.keys(value).length === (Object.hasOwn(value, 'with') ? 2 : 1);

/** What becomes of a template, and of an object that only ws may write: `written` is null. */
type Turn = (written: (JsonObject & Written) | null, value: JsonObject, pointer: string) => Json;

const turnValue = (value: Json, pointer: string, turn: Turn): Json => {
  if (isJsonList(value)) return value.map((item, at) => turnValue(item, pointerTo(pointer, at), turn));
  if (!isJsonObject(value)) return value;
  if (isWritten(value)) return turn(value, value, pointer);
  if (Object.hasOwn(value, TEMPLATE_KEY)) return turn(null, value, pointerTo(pointer, TEMPLATE_KEY));
  return turnMembers(value, (member, key) => turnValue(member, pointerTo(pointer, key), turn));
};

/** What calls a tool; `with` itself is no template, whatever its keys are called. */
const turnCall = (call: Json, pointer: string, turn: Turn): Json => {
  const args = isJsonObject(call) ? call['with'] : undefined;
  if (!isJsonObject(call) || !isJsonObject(args)) return call;
  const turned = turnMembers(args, (member, key) => turnValue(member, pointerTo(`${pointer}/with`, key), turn));
  return { ...call, with: turned };
};

/** The same document with what becomes of every template in it. */
const turnDocument = (document: Json, turn: Turn): Json => {
  const turned = turnSteps(document, (step, pointer) => {
    // What is used is given values, and makes texts of them itself.
    const called = 'uses' in step ? step : turnCall(step, pointer, turn);
    const { fallback, compensate } = step;
    return {
      ...(isJsonObject(called) ? called : step),
      ...(fallback === undefined
        ? {}
        : { fallback: turnList(fallback, pointerTo(pointer, 'fallback'), (way, at) => turnCall(way, at, turn)) }),
      ...(compensate === undefined ? {} : { compensate: turnCall(compensate, pointerTo(pointer, 'compensate'), turn) }),
    };
  });
  const lanes = isJsonObject(turned) ? turned['lanes'] : undefined;
  if (!isJsonObject(turned) || !isJsonObject(lanes) || lanes['resolve'] === undefined) return turned;
  return { ...turned, lanes: { ...lanes, resolve: turnCall(lanes['resolve'], '/lanes/resolve', turn) } };
};

const problem = (code: string, message: string, pointer: string): Problem => ({
  ...{ code, message, pointer, place: 'value' },
});

const RESERVED = `"${TEMPLATE_KEY}" is how ws keeps a template: write { template: <file>, with: { … } }`;

/** What is wrong with how a template is named; null where nothing is. */
const misnamed = ({ template, with: values = {} }: Written, pointer: string): Problem | null => {
  if (hasHole(template))
    return problem('bad-value', 'a template is named as it is: it is read before anything runs', `${pointer}/template`);
  return isJsonObject(values)
    ? null
    : problem(
        'wrong-type',
        '"with" beside a template is an object: what it may name, and its values',
        `${pointer}/with`,
      );
};

/** Looks at nothing where no text of the document could name one. */
export const findTemplates = async (
  document: Json,
  { text, file }: { readonly text: string; readonly file: string },
  read: ReadUsed | null,
): Promise<FoundTemplates> => {
  const problems: Problem[] = [];
  const found: (Written & { readonly pointer: string })[] = [];
  if (text.includes('template'))
    turnDocument(document, (written, value, pointer) => {
      const wrong = written === null ? problem('bad-value', RESERVED, pointer) : misnamed(written, pointer);
      if (wrong !== null) problems.push(wrong);
      else if (written !== null) found.push({ ...written, pointer });
      return value;
    });
  if (found.length + problems.length === 0) return { held: document, problems, told: [] };
  const { examineTemplate } = await import('./liquid.ts');
  const texts = new Map<string, TextTemplate['files']>();
  const told = new Map<string, Diagnostic>();
  /** Where they are, by name. */
  const places = new Map<string, string>();
  const readPart: Parameters<typeof examineTemplate>[1] = async (name) => {
    const part = read === null ? err('no other file can be read here') : await read(name, file);
    if (!part.ok) return part;
    places.set(name, part.value.file);
    return ok(part.value.text);
  };
  for (const { template: name, with: values, pointer } of found) {
    const own = await readPart(name);
    if (!own.ok) problems.push(problem('unreadable', `template ${name}: ${own.error}`, `${pointer}/template`));
    const given = isJsonObject(values) ? Object.keys(values) : [];
    const examined = await examineTemplate({ name, text: own.ok ? own.value : '', given }, readPart);
    texts.set(name, examined.files);
    for (const { file: at, ...rest } of examined.problems) {
      const place = { ...rest, file: places.get(at) ?? at, pointer: '' };
      told.set(JSON.stringify(place), { code: 'bad-template', severity: 'error', ...place });
    }
  }
  const held = turnDocument(document, (written) => {
    const { template = '', with: values = {} } = written ?? {};
    return heldTemplate({ file: template, files: texts.get(template) ?? {}, with: isJsonObject(values) ? values : {} });
  });
  return { held, problems, told: [...told.values()] };
};
