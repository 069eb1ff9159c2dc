/** What expressions may know of a step that has ended. */
import { artifactWord, logWord } from '../../artifact.ts';
import { stepId } from '../../id.ts';
import type { Json } from '../../json.ts';
import type { Opened } from '../../plan.ts';
import type { StepFacts } from '../../planning/expressions/expression-language.ts';
import { rememberedWith } from '../../remembered.ts';
import { unreachable } from '../../result.ts';
import type { Run, StepRun, StepState } from '../../run.ts';

const factsOf = (state: StepState): StepFacts | null => {
  switch (state.kind) {
    case 'succeeded':
      return { status: 'succeeded', outputs: state.outputs, exitCode: state.exitCode };
    case 'failed':
      return {
        status: 'failed',
        outputs: {},
        exitCode: state.failure.code === 'tool-exit' ? state.failure.status : null,
      };
    case 'skipped':
      return { status: 'skipped', outputs: {}, exitCode: null };
    case 'cancelled':
      return { status: 'cancelled', outputs: {}, exitCode: null };
    case 'blocked':
    case 'ready':
    case 'open':
    case 'running':
    case 'validating':
    case 'backoff':
    case 'waiting':
      return null;
    default:
      return unreachable(state);
  }
};

/** The outputs of a step that has succeeded; null of any other. */
export const outputsAt = (run: Run, place: number): Json => {
  const facts = stepFactsAt(run, place);
  return facts?.status === 'succeeded' ? facts.outputs : null;
};

/** What the items of one opening gave, once they have been read: of a foreach that has ended nothing changes. */
const readOf = rememberedWith((_: Opened): { outputs: readonly Json[] | null } => ({ outputs: null }));

const itemOutputs = (run: Run, opened: Opened): readonly Json[] => {
  const read = readOf(opened);
  read.outputs ??= opened.children.map((child) => outputsAt(run, child));
  return read.outputs;
};

/** Where the output of its last attempt lies, in whichever run that was; null where it had none. */
const logOf = ({ id }: Run, step: string, { attempts, state }: StepRun): string | null => {
  if (attempts > 0) return logWord(id, step, attempts);
  return state.kind === 'succeeded' ? (state.log ?? null) : null;
};

/** What lies on the disk of a step. */
const keptOf = (run: Run, step: string, at: StepRun): Required<Pick<StepFacts, 'artifacts' | 'log'>> => ({
  log: logOf(run, step, at),
  artifacts: () =>
    Object.fromEntries(
      (at.state.kind === 'succeeded' ? (at.state.artifacts ?? []) : []).map((each) => [each.path, artifactWord(each)]),
    ),
});

/** null where the step has not ended. What items gave is read where it is, and kept nowhere else. */
export const stepFactsAt = (run: Run, place: number): StepFacts | null => {
  const { plan } = run;
  const [step, at] = [plan.steps[place], run.steps[place]];
  const facts = at === undefined ? null : factsOf(at.state);
  const opened = plan.openings.get(place);
  if (facts === null || at === undefined || step === undefined) return null;
  if (step.body === undefined) return { ...facts, ...keptOf(run, step.id, at) };
  const [work] = opened?.children ?? [];
  // What a lane is of that is one step, its step gives; one that was taken over has never opened here.
  if (step.body.kind === 'group' && step.body.lane?.wraps === 'step') {
    const inner = work === undefined ? keptOf(run, step.id, at) : stepFactsAt(run, work);
    return {
      ...facts,
      log: inner?.log ?? null,
      ...(inner?.artifacts === undefined ? {} : { artifacts: inner.artifacts }),
    };
  }
  if (step.body.kind === 'loop') return { ...facts, rounds: opened?.children.length ?? 0 };
  if (step.body.kind !== 'foreach') return facts;
  const item = (key: string): StepFacts | null => {
    const child = plan.index.get(stepId(`${step.id}[${key}]`));
    return child === undefined || opened === undefined ? null : stepFactsAt(run, child);
  };
  const keys = (): readonly string[] => (opened?.children ?? []).map((child) => plan.each.get(child)?.key ?? '');
  return { ...facts, outputs: opened === undefined ? [] : itemOutputs(run, opened), item, keys };
};
