/** Opens a project and validates what was asked for, with the severities of its configuration. */
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { nearest } from '../../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { entriesOf, fieldOf, loadYaml } from '../../../specifications/content/yaml.ts';
import type { Files } from '../../../specifications/files.ts';
import { documentsFolder, openLibrary } from '../../../specifications/tools/project/library.ts';
import { archiveFolder, openProject, type Project } from '../../../specifications/tools/project/project.ts';
import {
  adjustProfile,
  findProfile,
  findRule,
  profiles,
  rules,
} from '../../../specifications/tools/validate/rules/profiles.ts';
import type { Level } from '../../../specifications/tools/validate/rules/rule.ts';
import { touchedItems } from '../../../specifications/tools/validate/touched.ts';
import {
  resolveItems,
  validate,
  type ItemName,
  type Scope,
  type Validation,
} from '../../../specifications/tools/validate/validate.ts';
import { invalid } from '../refusals.ts';
import type { Refusal } from '../refusal.ts';

export type CheckRequest = {
  readonly items: readonly string[];
  readonly scope: Scope;
  readonly strict: boolean;
  readonly profile: string;
  /** `rule=level` each. */
  readonly severities: readonly string[];
  /** Only items that these files concern, relative to the root; null for all. */
  readonly changedFiles: readonly string[] | null;
};

type Severities = Readonly<Record<string, Level | 'off'>>;

const levels: readonly string[] = ['error', 'warning', 'info', 'off'];
const isLevel = (text: unknown): text is Level | 'off' => typeof text === 'string' && levels.includes(text);

/** What is wrong with a severity, and what was meant; null where nothing is. */
const wrongSeverity = (rule: string, level: unknown): { readonly message: string; readonly hint: string } | null => {
  if (findRule(rule) === null)
    return {
      message: `there is no rule "${rule}"`,
      hint: didYouMean(
        rule,
        rules.map(({ id }) => id),
        'See: ws spec explain',
      ),
    };
  if (isLevel(level)) return null;
  return { message: `${rule} can be ${levels.join(', ')}, not ${String(level)}`, hint: `See: ws spec explain ${rule}` };
};

const didYouMean = (word: string, known: Iterable<string>, otherwise: string): string => {
  const meant = nearest(word, known);
  return meant === null ? otherwise : `Did you mean "${meant}"?`;
};

/** What the options say. */
const givenSeverities = (pairs: readonly string[]): Result<Severities, Refusal> => {
  const chosen: Record<string, Level | 'off'> = {};
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=');
    if (at === -1)
      return err(invalid(`--severity: write <rule>=<level>, not "${pair}"`, `Levels: ${levels.join(', ')}.`));
    const [rule, level] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
    const wrong = wrongSeverity(rule, level);
    if (wrong !== null) return err(invalid(`--severity: ${wrong.message}`, wrong.hint));
    if (isLevel(level)) chosen[rule] = level;
  }
  return ok(chosen);
};

/** What `ws: { severities: { rule: level } }` in the project's config.yaml says. */
const configured = async ({ settings }: Project): Promise<Result<Severities, Refusal>> => {
  if (settings === null || !settings.text.includes('severities')) return ok({});
  const reading = (await loadYaml())(settings.text);
  // Settings that are no YAML are a finding.
  if (!reading.ok) return ok({});
  const chosen: Record<string, Level | 'off'> = {};
  for (const [rule, level] of entriesOf(fieldOf(fieldOf(reading.value, 'ws'), 'severities'))) {
    const wrong = wrongSeverity(rule, level);
    if (isLevel(level)) chosen[rule] = level;
    if (wrong === null) continue;
    const path = ['ws', 'severities', rule];
    const problem: Diagnostic = {
      ...{ code: 'bad-severity', severity: 'error', message: wrong.message, file: settings.file },
      ...reading.place(path),
      pointer: pointerTo(path),
    };
    return err({ ...invalid(`the severities in ${settings.file} cannot be used`, wrong.hint), diagnostics: [problem] });
  }
  return ok(chosen);
};

const pointerTo = (path: readonly string[]): string =>
  path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const archivedItems = (project: Project, names: readonly string[]): readonly ItemName[] =>
  names
    .map((name) => name.replace(/^change\//, ''))
    .filter((name) => project.archivedIds.includes(name))
    .map((id) => ({ kind: 'change', id }));

const itemsOf = (project: Project, request: CheckRequest): Result<readonly ItemName[] | null, Refusal> => {
  const { changedFiles, scope } = request;
  const archived = scope.archived ? archivedItems(project, request.items) : [];
  const archivedNames = new Set(archived.flatMap(({ id }) => [id, `change/${id}`]));
  const resolved = resolveItems(
    project,
    request.items.filter((name) => !archivedNames.has(name)),
  );
  if (!resolved.ok) {
    const { code, name } = resolved.error;
    return code === 'unknown'
      ? err(
          invalid(
            `there is no change or spec "${name}"`,
            didYouMean(name, [...project.changeIds, ...project.specIds], 'See: ws spec list'),
          ),
        )
      : err(invalid(`"${name}" is a change and a spec; say change/${name} or spec/${name}`));
  }
  const named = request.items.length === 0 ? null : [...archived, ...resolved.value];
  if (changedFiles === null) return ok(named);
  const isTouched = (id: string): boolean => changedFiles.some((file) => file.startsWith(`${archiveFolder}/${id}/`));
  const touched = [
    ...touchedItems(project, changedFiles),
    ...project.archivedIds.filter(isTouched).map((id) => ({ kind: 'change' as const, id })),
  ];
  const isNamed = (item: ItemName): boolean =>
    named === null || named.some(({ kind, id }) => kind === item.kind && id === item.id);
  return ok(touched.filter(isNamed));
};

/** Validates a project. Fails only where the request makes no sense. */
export const checkProject = async (files: Files, request: CheckRequest): Promise<Result<Validation, Refusal>> => {
  const profile = findProfile(request.profile);
  if (profile === null) {
    const known = profiles.map(({ name }) => name).join(', ');
    const message = `there is no profile "${request.profile}"; there are ${known}`;
    return err(
      invalid(
        message,
        didYouMean(
          request.profile,
          profiles.map(({ name }) => name),
          'See: ws spec validate --help',
        ),
      ),
    );
  }
  const given = givenSeverities(request.severities);
  if (!given.ok) return given;
  const project = await openProject(files);
  const own = profile.isOfficial ? ok({}) : await configured(project);
  if (!own.ok) return own;
  const only = itemsOf(project, request);
  if (!only.ok) return only;
  const areDocumentsChecked =
    request.scope.specs &&
    request.items.length === 0 &&
    (request.changedFiles?.some((file) => file.startsWith(`${documentsFolder}/`)) ?? true);
  // Who names an item wants it checked, whatever kind it is of.
  const scope = request.items.length === 0 ? request.scope : { ...request.scope, changes: true, specs: true };
  return ok(
    validate(project, {
      profile: adjustProfile(profile, { ...own.value, ...given.value }),
      isStrict: request.strict,
      scope,
      only: only.value,
      library: profile.isOfficial ? null : await openLibrary(files, project),
      areDocumentsChecked,
    }),
  );
};
