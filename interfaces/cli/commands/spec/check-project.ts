/** Opens a project and validates what was asked for, with the severities of its configuration. */
import { err, ok, type Result } from '../../../../core/result.ts';
import { entriesOf, fieldOf, loadYaml } from '../../../../specifications/content/yaml.ts';
import type { Files } from '../../../../specifications/files.ts';
import { archiveFolder, openProject, type Project } from '../../../../specifications/tools/project.ts';
import { adjustProfile, findProfile, findRule, profiles } from '../../../../specifications/tools/rules/profiles.ts';
import type { Level } from '../../../../specifications/tools/rules/rule.ts';
import { touchedItems } from '../../../../specifications/tools/touched.ts';
import {
  resolveItems,
  validate,
  type ItemName,
  type Scope,
  type Validation,
} from '../../../../specifications/tools/validate.ts';
import { invalid } from '../../complaint.ts';
import type { Refusal } from '../../house.ts';

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

const severitiesOf = (
  pairs: readonly (readonly [rule: string, level: unknown])[],
  where: string,
): Result<Severities, Refusal> => {
  const chosen: Record<string, Level | 'off'> = {};
  for (const [rule, level] of pairs) {
    if (findRule(rule) === null) return err(invalid(`${where}: there is no rule "${rule}"`, 'See: ws spec explain'));
    if (!isLevel(level)) return err(invalid(`${where}: ${rule} can be ${levels.join(', ')}, not ${String(level)}`));
    chosen[rule] = level;
  }
  return ok(chosen);
};

/** What `ws: { severities: { rule: level } }` in the project's config.yaml says. */
const configured = async (project: Project): Promise<Result<Severities, Refusal>> => {
  if (project.settings === null || !/^ws:/m.test(project.settings.text)) return ok({});
  const reading = (await loadYaml())(project.settings.text);
  const own = reading.ok ? fieldOf(fieldOf(reading.value, 'ws'), 'severities') : undefined;
  return severitiesOf(entriesOf(own), `${project.settings.file}, ws.severities`);
};

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
      ? err(invalid(`there is no change or spec "${name}"`, 'See: ws spec list'))
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
export async function checkProject(files: Files, request: CheckRequest): Promise<Result<Validation, Refusal>> {
  const profile = findProfile(request.profile);
  if (profile === null) {
    const known = profiles.map(({ name }) => name).join(', ');
    return err(invalid(`there is no profile "${request.profile}"; there are ${known}`));
  }
  const given = severitiesOf(
    request.severities.map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)] as const;
    }),
    '--severity',
  );
  if (!given.ok) return given;
  const project = await openProject(files);
  const own = profile.isOfficial ? ok({}) : await configured(project);
  if (!own.ok) return own;
  const only = itemsOf(project, request);
  if (!only.ok) return only;
  // Who names an item wants it checked, whatever kind it is of.
  const scope = request.items.length === 0 ? request.scope : { ...request.scope, changes: true, specs: true };
  return ok(
    validate(project, {
      profile: adjustProfile(profile, { ...own.value, ...given.value }),
      isStrict: request.strict,
      scope,
      only: only.value,
    }),
  );
}
