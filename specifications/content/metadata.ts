/** Reads `.openspec.yaml`: what a change says of itself. */
import { entriesOf, fieldOf, kindOf, type Place, type ReadYaml } from './yaml.ts';
import { isJsonObject } from '../../core/json.ts';

/** Something wrong with a field. `where` is dotted; the empty string is the whole file. */
export type FieldProblem = { readonly where: string; readonly message: string } & Place;

export type Metadata = {
  readonly schema: string;
  readonly created: string | null;
  readonly goal: string | null;
  readonly affectedAreas: readonly string[];
  readonly initiative: { readonly store: string; readonly id: string } | null;
  readonly skipSpecs: boolean;
  readonly retireCapabilities: boolean;
  /** Ids of changes that must be archived before this one. An extension; other tools keep the key. */
  readonly dependsOn: readonly string[];
};

/** `value` is what the YAML holds, whatever its shape; `metadata` is null as soon as there is one problem. */
export type MetadataReading = {
  readonly metadata: Metadata | null;
  /** In the order the fields are defined in, so that the first is the one to name. */
  readonly problems: readonly FieldProblem[];
  /** Whether the text is YAML at all. */
  readonly isYaml: boolean;
  readonly value: unknown;
};

const wrongKind = (expected: string, value: unknown): string =>
  `Invalid input: expected ${expected}, received ${kindOf(value)}`;

const isKebab = (text: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);

type Check = (value: unknown) => readonly (readonly [where: string, message: string])[];

const text =
  (problem: (value: string) => string | null): Check =>
  (value) => {
    if (typeof value !== 'string') return [['', wrongKind('string', value)]];
    const message = problem(value);
    return message === null ? [] : [['', message]];
  };

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? [] : check(value);

const under = (key: string, problems: ReturnType<Check>): ReturnType<Check> =>
  problems.map(([where, message]) => [where === '' ? key : `${key}.${where}`, message]);

const filled = text((value) => (value === '' ? 'Too small: expected string to have >=1 characters' : null));

const truth: Check = (value) => (typeof value === 'boolean' ? [] : [['', wrongKind('boolean', value)]]);

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value)
      ? value.flatMap((each: unknown, index) => under(String(index), check(each)))
      : [['', wrongKind('array', value)]];

const kebab = (label: string): Check =>
  text((value) =>
    isKebab(value) ? null : `${label} must be kebab-case with lowercase letters, numbers, and single hyphen separators`,
  );

const initiative: Check = (value) => {
  if (!isJsonObject(value)) return [['', wrongKind('object', value)]];
  const unknown = Object.keys(value).filter((key) => key !== 'store' && key !== 'id');
  const names = unknown.map((key) => `"${key}"`).join(', ');
  return [
    ...under('store', kebab('Store id')(fieldOf(value, 'store'))),
    ...under('id', kebab('Initiative id')(fieldOf(value, 'id'))),
    ...(unknown.length > 0 ? [['', `Unrecognized key${unknown.length > 1 ? 's' : ''}: ${names}`] as const] : []),
  ];
};

const fields: readonly (readonly [string, Check])[] = [
  ['schema', text((value) => (value === '' ? 'schema is required' : null))],
  [
    'created',
    optional(text((value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? null : 'created must be YYYY-MM-DD format'))),
  ],
  ['goal', optional(filled)],
  ['affected_areas', optional(listOf(filled))],
  ['initiative', optional(initiative)],
  ['skip_specs', optional(truth)],
  ['retire_capabilities', optional(truth)],
];

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

const build = (value: unknown): Metadata => {
  const link = fieldOf(value, 'initiative');
  const store = textOf(fieldOf(link, 'store'));
  const id = textOf(fieldOf(link, 'id'));
  return {
    schema: textOf(fieldOf(value, 'schema')) ?? '',
    created: textOf(fieldOf(value, 'created')),
    goal: textOf(fieldOf(value, 'goal')),
    affectedAreas: textsOf(fieldOf(value, 'affected_areas')),
    initiative: store === null || id === null ? null : { store, id },
    skipSpecs: fieldOf(value, 'skip_specs') === true,
    retireCapabilities: fieldOf(value, 'retire_capabilities') === true,
    dependsOn: textsOf(fieldOf(value, 'depends_on')),
  };
};

/** Reads change metadata. Unknown keys are let pass, as the official tool does. */
export const parseMetadata = (content: string, readYaml: ReadYaml): MetadataReading => {
  const reading = readYaml(content);
  if (!reading.ok) {
    const { message, line, column } = reading;
    return { metadata: null, problems: [{ where: '', message, line, column }], isYaml: false, value: null };
  }
  const { value, place } = reading;
  const found = isJsonObject(value)
    ? fields.flatMap(([key, check]) => under(key, check(fieldOf(value, key))))
    : [['', wrongKind('object', value)] as const];
  const problems = found.map(([where, message]) => ({ where, message, ...place(where.split('.')) }));
  return { metadata: problems.length === 0 ? build(value) : null, problems, isYaml: true, value };
};

/** Whether a file that is no YAML still sets a key at the start of one of its lines. */
export const mentionsKey = (content: string, key: string): boolean =>
  content.split('\n').some((line) => {
    const trimmed = line.trimStart();
    const quote = trimmed.startsWith("'") || trimmed.startsWith('"') ? trimmed.charAt(0) : '';
    const rest = trimmed.startsWith(`${quote}${key}${quote}`) ? trimmed.slice(key.length + 2 * quote.length) : null;
    return rest !== null && rest.trimStart().startsWith(':');
  });

/** Keys that a mapping holds, whatever it holds under them. */
export const hasKey = (value: unknown, key: string): boolean => entriesOf(value).some(([each]) => each === key);
