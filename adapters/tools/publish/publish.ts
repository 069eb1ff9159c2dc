/**
 * The tool `publish`: brings what a run did to others.
 *
 *   P1. Only the tree that was approved leaves: another is refused before anything is asked of anybody.
 *   P2. It may be asked twice: what is there is left, or brought up to date.
 */
import { hasHole } from '../../../core/planning/expressions/template.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Hosting, OpenPublisher, Publisher, Pushed, Standing } from '../../../core/publisher.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Gives, ToolAdapter, ToolFailure, WrongArgument } from '../../../core/tool.ts';
import { describePublish, PUBLISH } from '../descriptions.ts';

const FORMS = ['branch', 'tag', 'pull-request', 'release'] as const;
type Form = (typeof FORMS)[number];

const text = (description: string): JsonObject => ({ type: 'string', minLength: 1, description });

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['as'],
  additionalProperties: false,
  properties: {
    as: { type: 'string', description: `What becomes of it: ${FORMS.join(', ')}.` },
    remote: text('A remote of the repository, or an address. Left out: origin.'),
    branch: text('As it is called there. Left out, as the branch of the run.'),
    tag: text('Of a tag and a release: its name.'),
    title: text('Of a pull request and a release.'),
    body: { type: 'string', description: 'What a pull request, a release, or an annotated tag says.' },
    base: text('Of a pull request: the branch that it is for. Left out: main.'),
    repository: { ...text('owner/name, where what hosts it is to be asked for another than the remote leads to.') },
    create: { enum: ['private', 'public'], description: 'Make the repository where there is none of this name.' },
    tree: text('The tree that was approved: `subject` of a step with bind: tree.'),
    dryRun: {
      type: ['boolean', 'string'],
      default: false,
      description: 'Look, say what would be done, and change nothing.',
    },
  },
};

const GIVES: Gives = {
  types: { commit: 'string', tree: 'string', remote: 'any', ref: 'string', change: 'string', dryRun: 'boolean' },
  isAll: false,
};

/** What each form needs and takes, beside what all do. */
const OF_ALL = ['as', 'remote', 'repository', 'create', 'tree', 'dryRun'];
const NEEDS: Readonly<Record<Form, readonly string[]>> = {
  ...{ branch: [], tag: ['tag'], 'pull-request': ['title'], release: ['tag', 'title'] },
};
const TAKES: Readonly<Record<Form, readonly string[]>> = {
  ...{ branch: ['branch'], tag: ['tag', 'body'], 'pull-request': ['branch', 'title', 'body', 'base'] },
  release: ['tag', 'title', 'body'],
};

const formOf = ({ as }: JsonObject): Form | null => FORMS.find((form) => form === as) ?? null;

/** Nothing is said that nobody reads, and what is needed is said. */
const examine = (args: JsonObject): readonly WrongArgument[] => {
  const { as } = args;
  if (typeof as === 'string' && hasHole(as)) return [];
  const form = formOf(args);
  if (form === null) return [{ pointer: '/as', message: `"as" is one of ${FORMS.join(', ')}` }];
  const missing = NEEDS[form].filter((key) => args[key] === undefined);
  const idle = Object.keys(args).filter((key) => ![...OF_ALL, ...TAKES[form]].includes(key));
  return [
    ...missing.map((key) => ({ pointer: '', message: `a ${form} needs "${key}"` })),
    ...idle.map((key) => ({ pointer: `/${key}`, message: `"${key}" says nothing of a ${form}` })),
    ...(args['create'] !== undefined && args['repository'] === undefined
      ? [{ pointer: '/create', message: '"create" needs "repository", as owner/name' }]
      : []),
  ];
};

type Wanted = {
  readonly form: Form;
  readonly remote: string;
  readonly repository: string | null;
  readonly isDry: boolean;
  readonly of: (key: string, otherwise: string) => string;
};

const wrong = (key: string, message: string): { readonly ok: false; readonly error: ToolFailure } =>
  err({ failure: { code: 'bad-input', pointer: `/with/${key}`, message }, evidence: null });

const wantedOf = (args: JsonObject): Result<Wanted, ToolFailure> => {
  const [objection] = examine(args);
  const form = formOf(args);
  if (objection !== undefined || form === null)
    return wrong((objection?.pointer ?? '').slice(1), objection?.message ?? '');
  const of = (key: string, otherwise: string): string => {
    const value = args[key];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  const repository = of('repository', '');
  if (repository !== '' && !/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9_.][\w.-]*$/.test(repository))
    return wrong('repository', `${JSON.stringify(repository)} is no owner/name`);
  const isDry = args['dryRun'] === true || args['dryRun'] === 'true';
  return ok({ form, remote: of('remote', 'origin'), repository: repository === '' ? null : repository, isDry, of });
};

const isTag = ({ form }: Wanted): boolean => form === 'tag' || form === 'release';

/** Where to; made first where that is asked for. null: it would have to be made, and is not. */
const remoteOf = async (
  { repository, isDry, remote, of }: Wanted,
  create: unknown,
  publisher: Publisher,
): Promise<Result<string | null, ToolFailure>> => {
  if (repository === null || (create !== 'private' && create !== 'public')) return ok(remote);
  const made = await publisher.create(repository, create, isDry);
  if (!made.ok) return made;
  return ok(isDry && made.value.change === 'created' ? null : of('remote', made.value.url));
};

const hosting = async (
  wanted: Wanted,
  { branch }: Standing,
  publisher: Publisher,
): Promise<Result<Hosting | null, ToolFailure>> => {
  const { form, remote, repository, isDry, of } = wanted;
  const title = of('title', '');
  const body = of('body', '');
  if (form === 'pull-request')
    return publisher.propose(
      { remote, repository, branch: of('branch', branch), base: of('base', 'main'), title, body },
      isDry,
    );
  return form === 'release'
    ? publisher.release({ remote, repository, tag: of('tag', ''), title, notes: body }, isDry)
    : ok(null);
};

const outputsOf = (pushed: Pushed, hosted: Hosting | null): JsonObject => ({
  ...{ remote: pushed.url, pushed: pushed.change },
  change: hosted === null ? pushed.change : hosted.change,
  ...(hosted === null ? {} : { url: hosted.url, why: hosted.why }),
});

/** Makes the tool; what it asks of the world is the publisher's. */
export const createPublish = (open: OpenPublisher): ToolAdapter => ({
  id: PUBLISH,
  title: 'Work brought to others',
  inputSchema: INPUT_SCHEMA,
  describe: describePublish,
  examine,
  gives: () => GIVES,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async ({ with: args, attempt: { run }, env, signal }, report) => {
    const asked = wantedOf(args);
    if (!asked.ok) return asked;
    const publisher = open({ run, env, signal });
    const standing = await publisher.standing();
    if (!standing.ok) return standing;
    const { commit, tree, branch } = standing.value;
    const approved = asked.value.of('tree', tree);
    if (approved !== tree)
      return wrong(
        'tree',
        `the tree ${approved.slice(0, 12)} was approved, and the run stands at ${tree.slice(0, 12)}`,
      ); // P1
    const remote = await remoteOf(asked.value, args['create'], publisher);
    if (!remote.ok) return remote;
    const { isDry, of } = asked.value;
    const ref = isTag(asked.value) ? `refs/tags/${of('tag', '')}` : `refs/heads/${of('branch', branch)}`;
    const common = { commit, tree, ref, dryRun: isDry };
    if (remote.value === null) return ok({ outputs: { ...common, remote: null, change: 'created' }, exitCode: null });
    const wanted = { ...asked.value, remote: remote.value };
    const message = wanted.form === 'tag' ? of('body', '') : '';
    const push = { remote: remote.value, ref, commit, message: message === '' ? null : message, isDry };
    const pushed = await publisher.push(push);
    if (!pushed.ok) return pushed;
    const hosted = await hosting(wanted, standing.value, publisher);
    if (!hosted.ok) return hosted;
    report.message(`${isDry ? 'would be ' : ''}${pushed.value.change}: ${ref} at ${pushed.value.url}`);
    const outputs = { ...common, ...outputsOf(pushed.value, hosted.value) };
    return ok({ outputs, exitCode: null });
  },
});
