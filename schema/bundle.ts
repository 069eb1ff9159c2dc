/** Workstreams that are run together: one that uses each of them, in a lane of its own. */
import { isEqualJson, isJsonObject, without, type Json, type JsonObject } from '../core/json.ts';
import { didYouMean } from '../core/planning/nearest.ts';
import { normalList } from './normal-values.ts';
import { keysOf, pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import type { UsedWorkstream } from './used-workstreams.ts';
import type { WrittenInput, WrittenStep, WrittenWorkstream } from './written.ts';

/** The branch of a bundle is `ws/bundle/<run>`. */
export const BUNDLE_ID = 'bundle';

/** A workstream of a bundle; `source` is what it is called before people. */
export type Member = UsedWorkstream & { readonly source: string };

/** What is wrong with the member at a place; null: with what is said beside them. */
export type BundleProblem = { readonly member: number | null; readonly problem: Problem };

/** What is of a run, and so one for all: said beside the workstreams, or by those of them that say it, the same. */
const OF_THE_RUN = [
  ...([
    'base',
    'spec',
    'onFailure',
    'worktree',
    'lanes',
    'integration',
    'nestedRepositories',
    'readViolations',
  ] as const),
  ...(['resources', 'continue', 'allowEmpty'] as const),
];
type RunKey = (typeof OF_THE_RUN)[number];

/** What can be said beside the workstreams. */
export const BESIDE_MEMBERS: ReadonlySet<string> = new Set([
  ...['$schema', 'version', 'workstreams', 'title', 'description', 'env', 'secrets', 'concurrency', 'failFast'],
  ...['budget', 'issue', ...OF_THE_RUN],
]);

/** As much of a workstream as stands beside `workstreams`. */
export type WrittenFrame = Partial<WrittenWorkstream>;

// Cannot lie: what was written is JSON.
const jsonOf = (value: unknown): Json => value as Json;

const problemAt = (code: string, message: string, pointer: string): Problem => ({
  code,
  message,
  pointer,
  place: 'value',
});

/** What those that say it say of a key, where they say the same. */
const agreed = (
  key: RunKey,
  frame: WrittenFrame,
  members: readonly Member[],
): { readonly said: Partial<Pick<WrittenWorkstream, RunKey>>; readonly problems: readonly BundleProblem[] } => {
  if (frame[key] !== undefined) return { said: { [key]: frame[key] }, problems: [] };
  const first = members.find(({ written }) => written[key] !== undefined);
  if (first === undefined) return { said: {}, problems: [] };
  const said = first.written[key];
  const problems = members.flatMap(({ written }, member): readonly BundleProblem[] => {
    if (written[key] === undefined || isEqualJson(jsonOf(written[key]), jsonOf(said))) return [];
    const message = `"${key}" is one for all workstreams of a bundle, and ${first.written.id} says another: say it beside them, { "${key}": …, "workstreams": […] }`;
    return [{ member, problem: problemAt('bundle-at-odds', message, `/${key}`) }];
  });
  return { said: { [key]: said }, problems };
};

const wrongIds = (members: readonly Member[]): readonly BundleProblem[] => {
  const seen = new Map<string, Member>();
  return members.flatMap((own, member): readonly BundleProblem[] => {
    const { id } = own.written;
    const first = seen.get(id);
    seen.set(id, first ?? own);
    const message =
      first === undefined
        ? `in a bundle no workstream can be called "${id}": what begins with "ws." is of ws itself`
        : `two workstreams of the bundle have the id "${id}": the other is ${first.source}`;
    return first === undefined && !id.startsWith('ws.')
      ? []
      : [{ member, problem: problemAt('duplicate-workstream', message, '/id') }];
  });
};

const wrongNeeds = (members: readonly Member[]): readonly BundleProblem[] => {
  const ids = members.map(({ written }) => written.id);
  return members.flatMap(({ written: { id, needs } }, member) =>
    normalList(needs).flatMap((need, at): readonly BundleProblem[] => {
      if (need !== id && ids.includes(need)) return [];
      const message =
        need === id
          ? `workstream "${id}" needs itself`
          : `workstream "${id}" needs "${need}", which is not in the bundle.${didYouMean(need, ids)}`;
      const pointer = typeof needs === 'string' ? '/needs' : pointerTo('/needs', at);
      return [{ member, problem: problemAt(need === id ? 'self-need' : 'unknown-need', message, pointer) }];
    }),
  );
};

const inputName = (member: string, input: string): string => `${member}.${input}`;

const stepOf = ({ written, source }: Member): WrittenStep => {
  const { id, title, needs, files, mutex, inputs = {} } = written;
  const given = Object.keys(inputs).map((name): [string, Json] => [name, `\${{ inputs['${inputName(id, name)}'] }}`]);
  return {
    ...{ id, uses: source, isolation: 'step', with: Object.fromEntries(given) },
    ...(title === undefined ? {} : { title }),
    ...(needs === undefined ? {} : { needs }),
    ...(files === undefined ? {} : { files }),
    ...(mutex === undefined ? {} : { mutex }),
  };
};

const inputsOf = (members: readonly Member[]): Readonly<Record<string, WrittenInput>> =>
  Object.fromEntries(
    members.flatMap(({ written: { id, inputs = {} } }) =>
      Object.entries(inputs).map(([name, input]): [string, WrittenInput] => [inputName(id, name), input]),
    ),
  );

/** Of each that gives any: its own, under its id. */
const outputsOf = (members: readonly Member[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    members
      .filter(({ written }) => Object.keys(written.outputs ?? {}).length > 0)
      .map(({ written: { id } }) => [id, `\${{ steps['${id}'].outputs }}`]),
  );

/** A bundle as one workstream, its steps in the order of `members`. */
export type WrittenBundle = { readonly written: WrittenWorkstream; readonly problems: readonly BundleProblem[] };

export const bundleOf = (members: readonly Member[], frame: WrittenFrame): WrittenBundle => {
  const ofRun = OF_THE_RUN.map((key) => agreed(key, frame, members));
  const said = ofRun.reduce((all, each) => ({ ...all, ...each.said }), {});
  const secrets = [...new Set([...(frame.secrets ?? []), ...members.flatMap(({ written }) => written.secrets ?? [])])];
  return {
    written: {
      title: members.map(({ written }) => written.title ?? written.id).join(', '),
      ...frame,
      ...said,
      ...{ version: 1, id: BUNDLE_ID, secrets },
      inputs: inputsOf(members),
      outputs: outputsOf(members),
      steps: members.map(stepOf),
    },
    problems: [...wrongIds(members), ...wrongNeeds(members), ...ofRun.flatMap(({ problems }) => problems)],
  };
};

const CIRCLE = 'steps need each other';

/** A problem of the bundle as one workstream, where the author of the member at its place wrote what it is of. */
export const problemInMember = (problem: Problem): BundleProblem => {
  const [list, at = '', ...rest] = keysOf(problem.pointer);
  const member = list === 'steps' && /^\d+$/.test(at) ? Number(at) : null;
  if (member === null) return { member, problem };
  const message = problem.message.replace(CIRCLE, 'workstreams need each other');
  // What is given and what is used is nobody's text.
  const pointer = rest[0] === 'needs' || rest[0] === 'files' ? rest.slice(0, 1).reduce<string>(pointerTo, '') : '';
  return { member, problem: { ...problem, message, pointer, place: 'value' } };
};

/** What stands beside `workstreams` as the document of a workstream, which it is checked as. */
export const frameAsWorkstream = (frame: JsonObject): JsonObject => ({
  ...without(frame, 'workstreams'),
  ...{ version: frame['version'] ?? 1, id: BUNDLE_ID, steps: [{ id: 'any', run: 'true' }] },
});

/** What is wrong with what stands beside `workstreams`, beyond what is wrong with a workstream. */
export const wrongFrame = (frame: Json): readonly Problem[] => {
  if (!isJsonObject(frame)) return [];
  const { workstreams = null } = frame;
  const isList = Array.isArray(workstreams) && workstreams.length > 0;
  const missing = problemAt('bad-value', '"workstreams" must be a list of at least one workstream', '/workstreams');
  const misplaced = Object.keys(frame)
    .filter((key) => !BESIDE_MEMBERS.has(key) && !key.startsWith('x-'))
    .map((key): Problem => {
      const message = `"${key}" is of one workstream, and here stand several: let it say it. Beside them stand ${[...BESIDE_MEMBERS].slice(2).join(', ')}`;
      return { code: 'unknown-key', message, pointer: pointerTo('', key), place: 'key' };
    });
  return [...(isList ? [] : [missing]), ...misplaced];
};
