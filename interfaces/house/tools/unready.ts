/** What steps need of the machine that is not there: a program, a key or a login, a file. Starts nothing. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { baseEnvironment } from '../../../adapters/machine/environment.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { SHIPPED } from '../../../adapters/machine/shipped.ts';
import { programPath } from '../../../adapters/tools/check/program-path.ts';
import { missingAccess, missingProgram } from '../../../adapters/tools/check/check-profile.ts';
import { READ, SCRIPT, LLM } from '../../../adapters/tools/descriptions.ts';
import { loginsAt } from '../../../adapters/tools/home/logins.ts';
import type { Json } from '../../../core/json.ts';
import { hasHole } from '../../../core/planning/expressions/template.ts';
import type { PlanProblem } from '../../../core/planning/problem.ts';
import type { SecretSource } from '../../../core/secret-source.ts';
import { placedSteps, type PlacedStep } from '../../../core/steps-within.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import type { Step, Workstream } from '../../../core/workstream.ts';
import type { HouseTools } from './house-tools.ts';

/** Where a workstream is to be run. */
export type Here = {
  readonly tools: Pick<HouseTools, 'profiles' | 'root'>;
  readonly directory: string;
  readonly env: Environment;
  readonly secrets: SecretSource;
};

const problem = (code: string, pointer: string, message: string): PlanProblem => ({
  code,
  message,
  pointer,
  within: null,
});

/** Who sets a path of its own, or names a program of its worktree, finds it where nobody can look before. */
const lacksProgram = (
  { command, install, env }: ToolProfile,
  step: Step,
  given: Workstream['env'],
  here: Here,
): string | null => {
  const isElsewhere = [env, step.env, given].some((variables) => variables['PATH'] !== undefined);
  if (command === null || isElsewhere || (command.includes('/') && !isAbsolute(command))) return null;
  return programPath(command, baseEnvironment(here.env)) === null ? missingProgram(command, install) : null;
};

const lacksAccess = (
  profile: ToolProfile,
  step: Step,
  workstream: Workstream,
  { env, secrets }: Here,
): string | null => {
  const { keys, login } = profile;
  if (keys.length + login.files.length === 0 || loginsAt(login.files, env).length > 0) return null;
  const named = new Set([...workstream.secrets, ...(step.secrets ?? []), ...profile.secrets]);
  const set = { ...workstream.env, ...step.env, ...profile.env };
  const there = keys.filter((key) => secrets.valueOf(key) !== null);
  if (keys.some((key) => set[key] !== undefined) || there.some((key) => named.has(key))) return null;
  const [first] = there;
  return first === undefined
    ? missingAccess(profile)
    : `${first} is set, and the step does not name it: secrets: [${first}]`;
};

const READS: readonly (readonly [tool: string, key: string])[] = [
  [READ, 'path'],
  [SCRIPT, 'module'],
  [LLM, 'attach'],
];

const textsIn = (value: Json | undefined): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [['', value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: Json, at): readonly (readonly [string, string])[] =>
    typeof each === 'string' ? [[`/${at}`, each]] : [],
  );
};

/** The files that the first steps read, which nobody can have made before them. */
const lacksFiles = (
  { step, pointer }: PlacedStep,
  workstream: Workstream,
  { tools, directory }: Here,
): readonly PlanProblem[] => {
  if (step.needs.length > 0 || workstream.base !== 'HEAD' || workstream.worktree !== undefined) return [];
  return READS.filter(([tool]) => tool === step.tool).flatMap(([, key]) =>
    textsIn(step.with[key])
      .filter(
        ([, path]) =>
          path !== '' &&
          !hasHole(path) &&
          !path.startsWith(SHIPPED) &&
          ![tools.root, directory].some((root) => existsSync(join(root, path))),
      )
      .map(([at, path]) =>
        problem(
          'no-such-file',
          `${pointer}/with/${key}${at}`,
          `there is no file ${path}, and no step before it could make it`,
        ),
      ),
  );
};

/** A sentence for each tool that lacks something, at the first step that names it, and for each file. */
export const unready = (workstream: Workstream, here: Here): readonly PlanProblem[] => {
  const told = new Set<string>();
  return placedSteps(workstream).flatMap((placed) => {
    const { step, pointer } = placed;
    const profile =
      step.body === undefined && step.requires === undefined ? here.tools.profiles.get(step.tool) : undefined;
    if (profile === undefined) return [];
    const files = pointer.split('/').length > 3 ? [] : lacksFiles(placed, workstream, here);
    const program = lacksProgram(profile, step, workstream.env, here);
    const access = program === null ? lacksAccess(profile, step, workstream, here) : null;
    const message = program ?? access;
    if (message === null || told.has(`${step.tool} ${message}`)) return files;
    told.add(`${step.tool} ${message}`);
    return [
      problem(program === null ? 'no-access' : 'tool-missing', `${pointer}/tool`, `${message} (tool ${step.tool})`),
      ...files,
    ];
  });
};
