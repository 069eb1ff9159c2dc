/** Reads `openspec/config.yaml`, leniently: a bad field is a problem and is left out, the rest stands. */
import { isJsonObject } from '../../core/json.ts';
import { englishWording, type Wording } from './languages.ts';
import type { FieldProblem } from './metadata.ts';
import { findOwnProblem, readWording } from './own-settings.ts';
import { entriesOf, fieldOf, kindOf, type ReadYaml } from './yaml.ts';

export type Settings = {
  readonly schema: string | null;
  readonly context: string | null;
  /** Artifact id → what its author is asked to heed. */
  readonly rules: Readonly<Record<string, readonly string[]>>;
  readonly guidance: { readonly apply: readonly string[]; readonly archive: readonly string[] };
  readonly references: readonly { readonly id: string; readonly remote: string | null }[];
  readonly store: string | null;
  /** The words of other languages that its specifications use. */
  readonly wording: Wording;
};

export type SettingsReading = { readonly settings: Settings; readonly problems: readonly FieldProblem[] };

const nothing: Settings = {
  schema: null,
  context: null,
  rules: {},
  guidance: { apply: [], archive: [] },
  references: [],
  store: null,
  wording: englishWording,
};

const maxContextBytes = 50 * 1024;

const isText = (value: unknown): value is string => typeof value === 'string';
const textsIn = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every(isText) ? value.filter((each) => each !== '') : null;

/** Reads the project's settings. Never fails: what cannot be used is a problem with its place. */
export const parseSettings = (content: string, readYaml: ReadYaml): SettingsReading => {
  const reading = readYaml(content);
  if (!reading.ok) {
    const { message, line, column } = reading;
    return { settings: nothing, problems: [{ where: '', message, line, column }] };
  }
  const { value, place } = reading;
  const problems: FieldProblem[] = [];
  const complain = (where: string, message: string): void => {
    problems.push({ where, message, ...place(where === '' ? [] : where.split('.')) });
  };
  if (!isJsonObject(value)) {
    complain('', `expected a mapping, found ${kindOf(value)}`);
    return { settings: nothing, problems };
  }
  const word = (key: string): string | null => {
    const found = fieldOf(value, key);
    if (found === undefined) return null;
    if (isText(found) && found !== '') return found;
    complain(key, `must be a non-empty string, found ${kindOf(found)}`);
    return null;
  };
  const context = word('context');
  const isTooLong = context !== null && Buffer.byteLength(context) > maxContextBytes;
  if (isTooLong) complain('context', `is larger than ${maxContextBytes} bytes and is ignored`);
  const rules: [string, readonly string[]][] = [];
  for (const [artifact, list] of entriesOf(fieldOf(value, 'rules'))) {
    const texts = textsIn(list);
    if (texts === null) complain(`rules.${artifact}`, 'must be a list of strings');
    else rules.push([artifact, texts]);
  }
  const operations = fieldOf(value, 'operations');
  for (const [operation] of entriesOf(operations)) {
    if (operation !== 'apply' && operation !== 'archive') {
      complain(`operations.${operation}`, 'is no operation; there are "apply" and "archive"');
    }
  }
  const guidance = (operation: string): readonly string[] => {
    const found = fieldOf(fieldOf(operations, operation), 'guidance');
    const texts = found === undefined ? [] : textsIn(found);
    if (texts === null) complain(`operations.${operation}.guidance`, 'must be a list of strings');
    return texts ?? [];
  };
  const listed = fieldOf(value, 'references');
  if (listed !== undefined && !Array.isArray(listed)) complain('references', 'must be a list of store ids');
  const references = (Array.isArray(listed) ? listed : []).flatMap((each: unknown, index) => {
    const id = isText(each) ? each : fieldOf(each, 'id');
    const remote = fieldOf(each, 'remote');
    if (isText(id)) return [{ id, remote: isText(remote) ? remote : null }];
    complain(`references.${index}`, 'must be a store id or a mapping with an id');
    return [];
  });
  const own = findOwnProblem(value);
  if (own !== null) complain(own.path.join('.'), own.message);
  const settings: Settings = {
    schema: word('schema'),
    context: isTooLong ? null : context,
    rules: Object.fromEntries(rules),
    guidance: { apply: guidance('apply'), archive: guidance('archive') },
    references,
    store: word('store'),
    wording: readWording(value),
  };
  return { settings, problems };
};
