/** `ws plan`: in which order a workstream would run, and what beside what. */
import type { Plan } from '../../../core/plan.ts';
import { namedDefinition } from '../../house/named-definition.ts';
import type { Access, Step } from '../../../core/workstream.ts';
import { complain, diagnosticLine } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { loadPlan } from '../load-plan.ts';
import { needsOf, outlineOf } from '../plan-outline.ts';
import type { Command, Session } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { IN_LANE, bodyWords, stepsInside, wrappedBy } from '../view/bodies.ts';

export type PlanArgs = { readonly file: string };

const shown = 60;

const accessWords = {
  read: 'changes nothing, beside any but exclusive steps',
  shared: 'beside others',
  exclusive: 'alone: it changes files and wants no other step beside it',
} as const;

/** A step that requires has no tool before it begins. */
const toolText = ({ tool, requires }: Step): string => {
  if (requires === undefined) return tool;
  const { capability, languages, task, environment } = requires;
  return `requires ${[capability, ...languages, task, environment].filter((word) => word !== null).join(' ')}`;
};

type AccessOf = (step: Step) => Access | null;

/** What a step does; of a wrapper also what it wraps. */
const workText = (step: Step, accessOf: AccessOf): string => {
  const { body } = step;
  if (body === undefined) {
    const access = accessOf(step);
    return `${toolText(step)}, ${access === null ? 'access as the tool says' : accessWords[access]}`;
  }
  const wrapped = wrappedBy(body);
  const words = body.kind === 'group' && wrapped !== null ? IN_LANE : bodyWords(body);
  return wrapped === null ? words : `${words}: ${workText(wrapped, accessOf)}`;
};

const describe = (step: Step, accessOf: AccessOf): string => {
  const needs = step.needs.length === 0 ? '' : `  needs ${needsOf(step).join(', ')}`;
  const condition = step.condition === null ? '' : `  if ${step.condition}`;
  return plainLine(`${step.id}  [${workText(step, accessOf)}]${needs}${condition}`);
};

/** A step and what is inside of it, a line each. */
const treeOf = (step: Step, accessOf: AccessOf, indent = '  '): readonly string[] => [
  `${indent}${describe(step, accessOf)}`,
  ...stepsInside(step).flatMap((inner) => treeOf(inner, accessOf, `${indent}  `)),
];

/** Prints a plan: one JSON document, or waves, the critical path and what may run side by side. */
export const printPlan = async (session: Session, plan: Plan): Promise<void> => {
  const { screen } = session;
  const outline = outlineOf(plan);
  if (session.json) {
    screen.line(JSON.stringify(outline, null, 2));
    return;
  }
  const { paint } = screen;
  const { toolsAt } = await import('../../house/tools/house-tools.ts');
  const tools = await toolsAt(session.directory, session.env);
  const describeTool = tools.ok ? tools.value.describe : (): null => null;
  const accessOf: AccessOf = (step) => step.access ?? describeTool(step.tool, step.with)?.access ?? null;
  const { title, id, concurrency } = plan.workstream;
  screen.line(paint.bold(plainLine(title || id)));
  const limit =
    concurrency === null ? 'as many at once as the machine has processors' : `at most ${concurrency} at once`;
  screen.line(`  ${counted(plan.steps.length, 'step')}, ${limit}`);
  screen.line(`  hash ${plan.hash}`);
  let left = shown;
  for (const [number, wave] of outline.waves.entries()) {
    if (left <= 0) break;
    screen.line('');
    screen.line(`wave ${number + 1}`);
    for (const name of wave.slice(0, left)) {
      const step = plan.steps[plan.index.get(name) ?? -1];
      if (step === undefined) continue;
      const lines = treeOf(step, accessOf);
      for (const line of lines.slice(0, Math.max(1, left))) screen.line(line);
      left -= lines.length - 1;
    }
    left -= wave.length;
  }
  if (left < 0) screen.line(`  and ${-left} more; all of them: --json`);
  screen.line('');
  const path = outline.criticalPath;
  const ends = path.length > 12 ? [...path.slice(0, 6), '…', ...path.slice(-5)] : path;
  screen.line(`critical path (${counted(path.length, 'step')})  ${ends.join(' → ')}`);
  const undone = outline.compensations;
  if (undone.length === 0) return;
  const rest = undone.length > 12 ? ` → and ${undone.length - 12} more` : '';
  screen.line(`if it fails for good, as far as there is something to undo  ${undone.slice(0, 12).join(' → ')}${rest}`);
};

/** Warns of scripts that their shell cannot read, and of files that they call and a run does not have so. */
export const noteScripts = async (
  { directory, env, screen }: Session,
  file: string,
  { workstream }: Plan,
): Promise<void> => {
  const [{ checkScriptSyntax }, { checkScripts }] = await Promise.all([
    import('../../house/check-syntax.ts'),
    import('../../house/check-scripts.ts'),
  ]);
  const path = namedDefinition(file, directory);
  const unread = await checkScriptSyntax(path, workstream, env);
  for (const diagnostic of [...unread, ...(await checkScripts(path, workstream, directory))])
    screen.note(diagnosticLine({ ...diagnostic, file }, screen.notePaint));
};

/** Loads a definition and prints its plan; has shells read its scripts, and starts nothing of it. */
export const plan: Command<PlanArgs> = async (session, args) => {
  const loaded = await loadPlan(session, args.file);
  if (!loaded.ok) return complain(session.screen, loaded.error);
  await noteScripts(session, args.file, loaded.value);
  await printPlan(session, loaded.value);
  return exitCode.ok;
};
