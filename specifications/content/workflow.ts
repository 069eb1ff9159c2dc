/** Reads `schema.yaml`: which artifacts a change is made of and what each waits for. */
import { err, ok, type Result } from '../../core/result.ts';
import { isJsonObject } from '../../core/json.ts';
import { LONGEST_GLOB } from './glob.ts';
import { fieldOf, kindOf, type ReadYaml } from './yaml.ts';

export type Artifact = {
  readonly id: string;
  /** Path or glob below the change folder. */
  readonly generates: string;
  readonly description: string;
  readonly requires: readonly string[];
};

export type Workflow = {
  readonly name: string;
  readonly version: number;
  readonly artifacts: readonly Artifact[];
  /** Path of the file whose checkboxes are counted; null where none is named. */
  readonly tracks: string | null;
  readonly applyRequires: readonly string[];
};

/** What changes follow when nothing else is said. */
export const specDriven: Workflow = {
  name: 'spec-driven',
  version: 1,
  artifacts: [
    { id: 'proposal', generates: 'proposal.md', description: 'Why and what', requires: [] },
    { id: 'specs', generates: 'specs/**/*.md', description: 'Deltas', requires: ['proposal'] },
    { id: 'design', generates: 'design.md', description: 'How', requires: ['proposal'] },
    { id: 'tasks', generates: 'tasks.md', description: 'Checklist', requires: ['specs', 'design'] },
  ],
  tracks: 'tasks.md',
  applyRequires: ['tasks'],
};

const maxArtifacts = 1000;

const isSafePath = (path: string): boolean =>
  !/^(?:[A-Za-z]:|[\\/])/.test(path) && !path.split(/[\\/]+/).includes('..') && !path.includes('\0');

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const readArtifact = (value: unknown, index: number): Result<Artifact, string> => {
  const where = `artifacts.${index}`;
  if (!isJsonObject(value)) return err(`${where}: expected object, received ${kindOf(value)}`);
  const { id, generates, template } = { id: value['id'], generates: value['generates'], template: value['template'] };
  const requires = value['requires'] === undefined ? [] : value['requires'];
  if (typeof id !== 'string' || id === '') return err(`${where}.id: Artifact ID is required`);
  if (typeof generates !== 'string' || generates === '') return err(`${where}.generates: is required`);
  if (generates.length > LONGEST_GLOB)
    return err(`${where}.generates: ${generates.length} characters; ${LONGEST_GLOB} are the most it may have`);
  if (!isSafePath(generates)) return err(`${where}.generates: must be a relative path inside its allowed directory`);
  if (typeof value['description'] !== 'string') return err(`${where}.description: must be a string`);
  if (typeof template !== 'string' || template === '') return err(`${where}.template: is required`);
  if (!isSafePath(template)) return err(`${where}.template: must be a relative path inside its allowed directory`);
  if (value['instruction'] !== undefined && typeof value['instruction'] !== 'string') {
    return err(`${where}.instruction: must be a string`);
  }
  if (!isTexts(requires)) return err(`${where}.requires: must be a list of artifact ids`);
  return ok({ id, generates, description: value['description'], requires });
};

/** A ring of names, first repeated at the end; null where nothing waits for itself. */
export const findCycle = (needs: ReadonlyMap<string, readonly string[]>): readonly string[] | null => {
  const done = new Set<string>();
  for (const start of needs.keys()) {
    if (done.has(start)) continue;
    // Walked with a stack of its own, so that a long chain cannot exhaust the call stack.
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = (needs.get(top.name) ?? [])[top.next++];
      if (target === undefined) {
        path.pop();
        onPath.delete(top.name);
        done.add(top.name);
      } else if (onPath.has(target)) {
        const names = path.map((each) => each.name);
        return [...names.slice(names.indexOf(target)), target];
      } else if (!done.has(target) && needs.has(target)) {
        path.push({ name: target, next: 0 });
        onPath.add(target);
      }
    }
  }
  return null;
};

const checkGraph = (artifacts: readonly Artifact[], applyRequires: readonly string[]): string | null => {
  const ids = new Set<string>();
  for (const { id } of artifacts) {
    if (ids.has(id)) return `Duplicate artifact ID: ${id}`;
    ids.add(id);
  }
  for (const artifact of artifacts) {
    const missing = artifact.requires.find((id) => !ids.has(id));
    if (missing !== undefined) {
      return `Invalid dependency reference in artifact '${artifact.id}': '${missing}' does not exist`;
    }
  }
  const missing = applyRequires.find((id) => !ids.has(id));
  if (missing !== undefined) {
    return `Invalid apply.requires reference: '${missing}' does not exist (artifacts: ${[...ids].join(', ')})`;
  }
  const cycle = findCycle(new Map(artifacts.map((artifact) => [artifact.id, artifact.requires])));
  return cycle === null ? null : `Cyclic dependency detected: ${cycle.join(' → ')}`;
};

const readApply = (value: unknown): Result<Pick<Workflow, 'tracks' | 'applyRequires'>, string> => {
  if (value === undefined) return ok({ tracks: null, applyRequires: [] });
  if (!isJsonObject(value)) return err(`apply: expected object, received ${kindOf(value)}`);
  const { requires, tracks } = { requires: value['requires'], tracks: value['tracks'] ?? null };
  if (!isTexts(requires) || requires.length === 0) return err('apply.requires: At least one required artifact');
  if (tracks !== null && (typeof tracks !== 'string' || tracks === '' || !isSafePath(tracks))) {
    return err('apply.tracks: must be a relative path inside its allowed directory');
  }
  return ok({ tracks, applyRequires: requires });
};

/** Reads a workflow schema; the error says in one line what is wrong first. */
export const parseWorkflow = (content: string, readYaml: ReadYaml): Result<Workflow, string> => {
  const reading = readYaml(content);
  if (!reading.ok) return err(reading.message);
  const { value } = reading;
  if (!isJsonObject(value)) return err(`expected object, received ${kindOf(value)}`);
  const name = fieldOf(value, 'name');
  const version = fieldOf(value, 'version');
  const listed = fieldOf(value, 'artifacts');
  if (typeof name !== 'string' || name === '') return err('name: Schema name is required');
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= 0) {
    return err('version: Version must be a positive integer');
  }
  if (!Array.isArray(listed) || listed.length === 0) return err('artifacts: At least one artifact required');
  if (listed.length > maxArtifacts) return err(`artifacts: A schema may declare at most ${maxArtifacts} artifacts`);
  const artifacts: Artifact[] = [];
  for (const [index, each] of listed.entries()) {
    const artifact = readArtifact(each, index);
    if (!artifact.ok) return artifact;
    artifacts.push(artifact.value);
  }
  const apply = readApply(fieldOf(value, 'apply'));
  if (!apply.ok) return apply;
  const problem = checkGraph(artifacts, apply.value.applyRequires);
  return problem === null ? ok({ name, version, artifacts, ...apply.value }) : err(problem);
};

/** The artifact whose checkboxes are a change's progress; null where the workflow has none. */
export const trackedArtifact = (workflow: Workflow): Artifact | null => {
  const wanted = workflow.tracks;
  const isTracked = (artifact: Artifact): boolean =>
    wanted === null ? artifact.id === 'tasks' : artifact.generates === wanted;
  return workflow.artifacts.find(isTracked) ?? null;
};
