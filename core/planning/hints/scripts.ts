/** All scripts of a definition, and where they stand. */
import type { ToolId } from '../../id.ts';
import { placedSteps } from '../../steps-within.ts';
import type { Alternative, Step, Workstream } from '../../workstream.ts';

/** `pointer` leads into the definition; `shell`: null where it cannot be chosen, and is `sh`. */
export type PlacedScript = {
  readonly script: string;
  readonly pointer: string;
  readonly cwd: string;
  readonly shell: string | null;
  /** Whether it was written in another document, and is used here. */
  readonly isUsed: boolean;
};

/** The script of a way to carry a step out; null where it is the work of another tool than `scriptTool`. */
export const scriptOf = ({ tool, with: args }: Alternative, scriptTool: ToolId): string | null =>
  tool === scriptTool && typeof args['run'] === 'string' ? args['run'] : null;

/** Those of the setup, of steps, their fallbacks, their compensations and their checks. */
export const scriptsOf = (workstream: Workstream, scriptTool: ToolId): readonly PlacedScript[] => {
  const setup = workstream.worktree?.setup ?? null;
  return [
    ...(setup === null ? [] : [{ script: setup, pointer: '/worktree/setup', cwd: '.', shell: null, isUsed: false }]),
    ...placedSteps(workstream).flatMap(({ step, pointer, isUsed }) =>
      step.body === undefined ? ofStep(step, pointer, scriptTool).map((script) => ({ ...script, isUsed })) : [],
    ),
  ];
};

type OfStep = Omit<PlacedScript, 'isUsed'>;

const ofStep = (step: Step, pointer: string, scriptTool: ToolId): readonly OfStep[] => {
  const { cwd } = step;
  const ways: readonly (readonly [Alternative, string])[] = [
    [step, pointer],
    ...step.fallback.map((way, place) => [way, `${pointer}/fallback/${place}`] as const),
    ...(step.compensate === null ? [] : ([[step.compensate, `${pointer}/compensate`]] as const)),
  ];
  return [
    ...ways.flatMap(([way, at]): readonly OfStep[] => {
      const script = scriptOf(way, scriptTool);
      const shell = way.with['shell'] === 'bash' ? 'bash' : 'sh';
      return script === null ? [] : [{ script, pointer: `${at}/run`, cwd, shell }];
    }),
    ...step.acceptance.flatMap((check, place): readonly OfStep[] =>
      check.kind === 'run'
        ? [{ script: check.script, pointer: `${pointer}/acceptance/${place}/run`, cwd, shell: null }]
        : [],
    ),
  ];
};
