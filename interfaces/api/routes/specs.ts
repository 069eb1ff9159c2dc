/** Specifications, the changes proposed to them, and what runs show of them. */
import { traceRows, type StepResult } from '../../../specifications/bridge/trace.ts';
import { requirementsOf } from '../../../specifications/content/spec.ts';
import { refuseUnapproved } from '../../house/change/gate.ts';
import { keepWorkstream } from '../../house/change/keep-workstream.ts';
import { makeMove } from '../../house/change/proposals.ts';
import { originOf } from '../../house/change/run-of-change.ts';
import type { House } from '../../house/house.ts';
import { compileItem } from '../../house/spec/compile-item.ts';
import type { OpenedProject } from '../../house/spec/opened-project.ts';
import { acting, callerName } from '../acting.ts';
import { json, problem, type Answer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { timeText } from '../documents/time.ts';
import { notFound, problemOfRefusal } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { runNamed } from '../run-of-call.ts';
import { changeNames, changeRow, moverOf, projectAround, textOf } from '../spec-project.ts';
import { startOf } from '../start-of.ts';

const looking = { method: 'get', tag: 'specifications', role: 'viewer' } as const;
const moving = { method: 'post', tag: 'specifications', role: 'operator' } as const;
const NONE = { items: [], next: null };

/** An empty list where there is no project. */
const inProject = async (desk: Desk, act: (opened: OpenedProject) => Promise<Answer> | Answer): Promise<Answer> => {
  const opened = await projectAround(desk.directory);
  if (!opened.ok) return problem(problemOfRefusal(opened.error));
  return opened.value === null ? json(NONE) : act(opened.value);
};

export const listSpecsRoute: Route = {
  ...{ ...looking, path: '/api/v1/specs', id: 'listSpecs', summary: 'The specifications of the project' },
  gives: [given('spec-list', 'all of them')],
  act: (_, desk) =>
    inProject(desk, ({ project }) => {
      const items = project.specIds.map((id) => {
        const { file, spec } = project.spec(id);
        return { id, file, title: spec?.title ?? null, requirements: spec === null ? 0 : requirementsOf(spec).length };
      });
      return json({ items, next: null });
    }),
};

export const getSpecRoute: Route = {
  ...{ ...looking, path: '/api/v1/specs/{spec}', id: 'getSpec', summary: 'One of them' },
  gives: [given('spec', 'the specification')],
  act: async ({ params }, desk) => {
    const id = params['spec'] ?? '';
    const opened = await projectAround(desk.directory);
    const project = opened.ok ? opened.value : null;
    if (project?.project.specIds.includes(id) !== true) return problem(notFound('resource', `the specification ${id}`));
    const { file, spec } = project.project.spec(id);
    const requirements = (spec === null ? [] : requirementsOf(spec)).map(({ name, line, scenarios }) => ({
      ...{ name, line },
      scenarios: scenarios.map((scenario) => ({ name: scenario.name, line: scenario.line })),
    }));
    const text = project.files.read(file);
    const told = { title: spec?.title ?? null, purpose: spec?.purpose?.text ?? null };
    return json({ id, file, ...told, text: text.ok ? text.value : '', requirements });
  },
};

export const listChangesRoute: Route = {
  ...{ ...looking, path: '/api/v1/changes', id: 'listChanges', summary: 'What is proposed to change' },
  gives: [given('change-list', 'all of it')],
  act: (_, desk) =>
    inProject(desk, (opened) =>
      acting(desk, async (house) => {
        const items: object[] = [];
        for (const name of await changeNames(opened, house)) items.push((await changeRow(opened, name, house)).row);
        return json({ items, next: null });
      }),
    ),
};

const ofChange = async (
  call: Call,
  desk: Desk,
  act: (change: string, opened: OpenedProject, house: House) => Promise<Answer>,
): Promise<Answer> => {
  const change = call.params['change'] ?? '';
  const opened = await projectAround(desk.directory);
  if (!opened.ok) return problem(problemOfRefusal(opened.error));
  const project = opened.value;
  const missing = problem(notFound('resource', `the change ${change}`));
  if (project === null) return missing;
  return acting(desk, async (house) =>
    (await changeNames(project, house)).includes(change) ? act(change, project, house) : missing,
  );
};

const showChange = async (change: string, opened: OpenedProject, house: House): Promise<Answer> => {
  const { row, record } = await changeRow(opened, change, house);
  const isOpen = opened.project.changeIds.includes(change);
  const { folder, deltas } = isOpen ? opened.project.change(change) : { folder: '', deltas: [] };
  const paths = [`${folder}/proposal.md`, `${folder}/tasks.md`, ...deltas.map(({ file }) => file)];
  const moves = record.moves.map(({ atMs, event, from, to, by, note }) => ({
    at: timeText(atMs),
    event,
    from,
    to,
    by,
    note,
  }));
  return json({ ...row, text: isOpen ? textOf(opened, paths) : null, moves });
};

export const getChangeRoute: Route = {
  ...{ ...looking, path: '/api/v1/changes/{change}', id: 'getChange', summary: 'One proposed change' },
  gives: [given('change', 'the change')],
  act: (call, desk) => ofChange(call, desk, showChange),
};

const SUMMARIES = {
  submit: 'Ask for a review of a change',
  approve: 'Approve what a change says now',
  reject: 'Send a change back',
} as const;

const moveRoute = (event: 'submit' | 'approve' | 'reject'): Route => ({
  ...{ ...moving, path: `/api/v1/changes/{change}/${event}`, id: `${event}Change`, body: 'change-move-request' },
  summary: SUMMARIES[event],
  gives: [given('change', 'the change as it stands by then')],
  act: (call, desk) =>
    ofChange(call, desk, async (change, opened, house) => {
      if (!opened.project.changeIds.includes(change)) return problem(notFound('resource', `the open change ${change}`));
      // Cannot lie: the body was held against its schema, here and below.
      const { note = '' } = call.body as { readonly note?: string };
      const mover = moverOf(opened, change, { by: await callerName(call, desk), note, atMs: house.clock.now() });
      const moved = await makeMove(house, change, event, mover);
      return moved.ok ? showChange(change, opened, house) : problem(problemOfRefusal(moved.error));
    }),
});

export const submitChangeRoute: Route = moveRoute('submit');
export const approveChangeRoute: Route = moveRoute('approve');
export const rejectChangeRoute: Route = moveRoute('reject');

export const runChangeRoute: Route = {
  ...{ ...moving, path: '/api/v1/changes/{change}/run', id: 'runChange', body: 'change-run-request' },
  summary: 'Carry a change out',
  gives: [given('run', 'the run', 202)],
  act: (call, desk) =>
    ofChange(call, desk, async (change, opened, house) => {
      const { tool = 'manual', labels = {} } = call.body as {
        readonly tool?: string;
        readonly labels?: Readonly<Record<string, string>>;
      };
      const compiled = await compileItem(opened, change, { tool, withDone: false });
      if (!compiled.ok) return problem(problemOfRefusal(compiled.error));
      const refused = await refuseUnapproved(opened.project, house, compiled.value.origin);
      if (refused !== null) return problem({ ...problemOfRefusal(refused), status: 409 });
      const kept = keepWorkstream(compiled.value, house);
      if (!kept.ok) return problem(problemOfRefusal(kept.error));
      return startOf({ kind: 'file', path: kept.value }, { labels }, { call, desk, house });
    }),
};

export const getTraceRoute: Route = {
  ...{ ...looking, path: '/api/v1/runs/{run}/trace', id: 'getTrace', summary: 'What a run shows of requirements' },
  gives: [given('trace', 'from requirement to result')],
  act: async ({ params }, desk) => {
    const named = await runNamed(params['run'] ?? '', desk);
    if (!named.ok) return problem(named.error);
    const origin = originOf(desk.house, named.value);
    if (origin === null) return json({ change: null, rows: [] });
    const steps = await desk.house.store.steps(named.value.id);
    const results = new Map(
      steps.map(({ step, status, checkpoint }): [string, StepResult] => [step, { status, commit: checkpoint }]),
    );
    const rows = traceRows(origin.links, results).map(
      ({ capability, requirement, scenario, step, shownBy, status, commit }) => ({
        ...{ capability, requirement, scenario, step, shownBy, status, commit },
      }),
    );
    return json({ change: origin.change, rows });
  },
};
