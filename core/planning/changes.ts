/** What changed between two definitions, and whether a run that began under the first may go on under the second. */
import { definitionAt } from '../definition-at.ts';
import type { StepId } from '../id.ts';
import type { Step, Workstream } from '../workstream.ts';
import { canonicalJson, canonicalStep } from './hash.ts';

export type DefinitionChanges = {
  readonly isSame: boolean;
  readonly added: readonly StepId[];
  readonly removed: readonly StepId[];
  readonly changed: readonly StepId[];
  /** Keys of the workstream itself that differ: `env`, `inputs` … */
  readonly keys: readonly string[];
  /** Why the change cannot be taken in: a sentence for each finished step it would make untrue. */
  readonly blocking: readonly string[];
};

type Key = Exclude<keyof Workstream, 'version' | 'steps' | 'finally' | 'formerSecrets'>;

/** `world`: its change would have given finished steps another one to run in; `free`: no finished step can have noticed. */
const KEYS: Readonly<Record<Key, 'world' | 'free'>> = {
  id: 'world',
  spec: 'world',
  base: 'world',
  continue: 'world',
  inputs: 'world',
  env: 'world',
  secrets: 'world',
  title: 'free',
  description: 'free',
  issue: 'free',
  priority: 'free',
  needs: 'free',
  mutex: 'free',
  isBundle: 'world',
  integration: 'world',
  concurrency: 'free',
  failFast: 'free',
  onFailure: 'free',
  // What prepares the worktree is done again where it is another.
  worktree: 'free',
  lanes: 'free',
  nestedRepositories: 'free',
  readViolations: 'free',
  allowEmpty: 'free',
  budget: 'free',
  resources: 'free',
  outputs: 'free',
};
// Cannot lie: the keys of the record above.
const ALL_KEYS = Object.keys(KEYS) as readonly Key[];

type Placed = { readonly step: Step; readonly isLast: boolean };

const stepsById = ({ steps, finally: last }: Workstream): ReadonlyMap<StepId, Placed> =>
  new Map([
    ...steps.map((step): [StepId, Placed] => [step.id, { step, isLast: false }]),
    ...last.map((step): [StepId, Placed] => [step.id, { step, isLast: true }]),
  ]);

const differs = (before: Workstream, after: Workstream, key: keyof Workstream): boolean =>
  // Every value of a workstream is JSON.
  canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null);

/** By their paths, the steps that have come to an end, and those that have begun and have not, composites that are open among them. */
export type Begun = { readonly finished: ReadonlySet<StepId>; readonly underWay: ReadonlySet<StepId> };

/** What of a step must stay while it is under way: what is in it may be other steps, but not that it is a group, or has a lane. */
const kindOf = (step: Step | null): string => {
  const { body } = step ?? {};
  if (body === undefined) return 'none';
  return body.kind === 'group' && body.lane !== undefined ? `lane of a ${body.lane.wraps}` : body.kind;
};

/** Steps of groups that are open; what an item or a round did says nothing of the next, which may be done otherwise. */
const isInGroups = (path: StepId): boolean => path.includes('/') && !/[[#]/.test(path);

const objectionsInside = (before: Workstream, after: Workstream, { finished, underWay }: Begun): readonly string[] => [
  ...[...underWay]
    .filter((path) => definitionAt(after, path) !== null)
    .filter((path) => kindOf(definitionAt(before, path)) !== kindOf(definitionAt(after, path)))
    .map((path) => `step "${path}" has begun, and what kind of step it is has changed`),
  ...[...finished].filter(isInGroups).flatMap((path) => {
    const [was, is] = [definitionAt(before, path), definitionAt(after, path)];
    if (was === null || (is !== null && canonicalStep(was) === canonicalStep(is))) return [];
    return [`step "${path}" has finished, and ${is === null ? 'is gone' : 'has changed'}`];
  }),
];

/** Compares definitions; `begun` under the first. */
export const compareDefinitions = (before: Workstream, after: Workstream, begun: Begun): DefinitionChanges => {
  const { finished } = begun;
  const old = stepsById(before);
  const fresh = stepsById(after);
  const added = [...fresh.keys()].filter((id) => !old.has(id));
  const removed = [...old.keys()].filter((id) => !fresh.has(id));
  const changed = [...old].flatMap(([id, { step, isLast }]) => {
    const now = fresh.get(id);
    if (now === undefined) return [];
    return now.isLast === isLast && canonicalStep(now.step) === canonicalStep(step) ? [] : [id];
  });
  const keys = ALL_KEYS.filter((key) => differs(before, after, key));
  const worldKeys = keys.filter((key) => KEYS[key] === 'world');
  const blocking = [
    ...changed.filter((id) => finished.has(id)).map((id) => `step "${id}" has finished, and has changed`),
    ...removed.filter((id) => finished.has(id)).map((id) => `step "${id}" has finished, and is gone`),
    ...(finished.size > 0
      ? worldKeys.map((key) => `steps have finished, and \`${key}\` has changed for all of them`)
      : []),
    ...objectionsInside(before, after, begun),
  ];
  const isSame = added.length + removed.length + changed.length + keys.length === 0;
  return { isSame, added, removed, changed, keys, blocking };
};
