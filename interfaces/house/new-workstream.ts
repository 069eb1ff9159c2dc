/** Writes a workstream file from a template that fits the project. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { prefixOf } from '../../adapters/git/command/prefix.ts';
import { isIgnored } from '../../adapters/git/new-repository.ts';
import { programPath } from '../../adapters/tools/check/program-path.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { err, invariant, ok, unreachable, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import { valuesIn, withValues } from '../../schema/with-values.ts';
import { usableAgents } from './pick-agent.ts';
import { shippedWorkstream } from '../../adapters/machine/shipped.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';
import { hasWorkspaces, NODE_ENVIRONMENT, nodeProjectAt, nodeSteps } from './templates/node-project.ts';
import { PYTHON_ENVIRONMENT, pythonProjectAt, pythonSteps } from './templates/python-project.ts';
import { setVersion } from './templates/release.ts';
import { idOf } from './templates/best-of.ts';
import { askedOf, fittedTo, type Fit } from './templates/shipped.ts';
import { templateText, type TemplateDocument } from './templates/template-text.ts';
import type { TemplateName } from './template-names.ts';
import { toolsAt } from './tools/house-tools.ts';

type Checks = Pick<TemplateDocument, 'env' | 'steps'> & { readonly who: string; readonly program: string };

const NO_NODE = 'there is no package.json here with a script that checks or builds anything (lint, test, build, …)';
const NO_WORKSPACES = 'there are no workspaces here: neither "workspaces" in package.json nor a pnpm-workspace.yaml';
const NO_PYTHON = 'there is no pyproject.toml, setup.py or requirements.txt here';

const nodeChecks = (directory: string, below: string): Checks | null => {
  const project = nodeProjectAt(directory);
  const steps = project === null ? [] : nodeSteps(project, below);
  return project === null || steps.length === 0
    ? null
    : { who: project.manager, program: project.manager, env: NODE_ENVIRONMENT, steps };
};

const pythonChecks = (directory: string, below: string): Checks | null => {
  const project = pythonProjectAt(directory);
  if (project === null) return null;
  const program = project.manager === 'pip' ? 'python3' : project.manager;
  return { who: project.manager, program, env: PYTHON_ENVIRONMENT, steps: pythonSteps(project, below) };
};

/** `program`: what its steps install and check with; null where they need none. `asks`: the inputs that must be given. */
type Made = {
  readonly text: string;
  readonly steps: readonly string[];
  readonly leaves: readonly string[];
  readonly program: string | null;
  readonly asks: readonly string[];
};

type Place = { readonly directory: string; readonly below: string; readonly file: string };

const headOf = (template: TemplateName, { file }: Place, asks: readonly string[]): string => {
  const inputs = asks.map((name) => ` --input ${name}=…`).join('');
  return `Made for this project by \`ws new ${template}\`. Run it:  ws run ${file}${inputs}`;
};

const written = (template: 'ci' | 'python', checks: Checks, place: Place): Made => {
  const title = `${template === 'ci' ? 'Check and build' : 'Check'}, with ${checks.who}`;
  const { env, steps, program } = checks;
  const frame = { id: template, cwd: place.below.replace(/\/$/, ''), comments: [headOf(template, place, [])] };
  const leaves = steps.flatMap((step) => step.leaves);
  return {
    text: templateText({ ...frame, title, env, steps }),
    steps: steps.map(({ id }) => id),
    leaves,
    program,
    asks: [],
  };
};

/** What can be told of the project and of the machine. */
const fitOf = (checks: Checks | null, { directory, below }: Place, agents: Fit['agents']): Fit => {
  const steps = checks?.steps ?? [];
  const check = steps.filter(({ reads }) => reads).map(({ run }) => run);
  const installs = steps.filter(({ leaves }) => leaves.length > 0);
  return {
    check: check.length === 0 ? null : check.join(' && '),
    setup:
      installs.length === 0
        ? null
        : { run: installs.map(({ run }) => run).join('\n'), leaves: installs.flatMap(({ leaves }) => leaves) },
    set: setVersion(directory),
    cwd: below.replace(/\/$/, ''),
    agents,
  };
};

/** A shipped workstream, fitted to the project. */
const shipped = async (
  template: TemplateName,
  checks: Checks | null,
  place: Place,
  agents: Fit['agents'],
): Promise<Made> => {
  const path = shippedWorkstream(template);
  invariant(path !== null, `${template} is shipped`);
  const source = await readFile(path, 'utf8');
  const fit = fitOf(checks, place, agents);
  const isJson = place.file.endsWith('.json');
  const edits = fittedTo(objectIn(source), fit);
  const asks = askedOf(objectIn(withValues(source, edits, { comment: '', isJson })));
  const text = withValues(source, edits, { comment: ` ${headOf(template, place, asks)}`, isJson });
  const { steps } = objectIn(text);
  const ids = (Array.isArray(steps) ? steps : []).flatMap((step: Json) => idOf(step) ?? []);
  return { text, steps: ids, leaves: fit.setup?.leaves ?? [], program: checks?.program ?? null, asks };
};

const objectIn = (source: string): JsonObject => {
  const values = valuesIn(source);
  invariant(isJsonObject(values), 'a shipped workstream is an object');
  return values;
};

const make = async (template: TemplateName, place: Place, env: Environment): Promise<Result<Made, Refusal>> => {
  const { directory, below } = place;
  switch (template) {
    case 'ci': {
      const checks = nodeChecks(directory, below) ?? pythonChecks(directory, below);
      if (checks === null)
        return err(invalid(NO_NODE, 'For any other project: ws init writes a workstream to start from.'));
      return ok(written(template, checks, place));
    }
    case 'python': {
      const checks = pythonChecks(directory, below);
      if (checks === null) return err(invalid(NO_PYTHON, 'For a project of Node.js: ws new ci'));
      return ok(written(template, checks, place));
    }
    case 'monorepo-ci':
      if (!hasWorkspaces(directory)) return err(invalid(NO_WORKSPACES, 'For a project of one package: ws new ci'));
      return ok(await shipped(template, null, place, []));
    case 'release':
    case 'parallel-agents':
    case 'fix-until-green':
    case 'best-of': {
      const checks = nodeChecks(directory, below) ?? pythonChecks(directory, below);
      const tools = await toolsAt(directory, env);
      const agents = tools.ok && template !== 'release' ? await usableAgents({ tools: tools.value, env }) : [];
      return ok(await shipped(template, checks, place, agents));
    }
    default:
      return unreachable(template);
  }
};

/** The template that fits the folder best; null where none does. */
export const fittingTemplate = (directory: string): 'ci' | 'python' | null =>
  nodeChecks(directory, '') !== null ? 'ci' : pythonProjectAt(directory) !== null ? 'python' : null;

/** What was written: its path as it was named, its steps, the inputs that must be given, and what a person should know. */
export type Written = {
  readonly file: string;
  readonly steps: readonly string[];
  readonly asks: readonly string[];
  readonly notes: readonly string[];
};

/** Writes a text to a file that is not there yet. */
export const writeNew = async (directory: string, file: string, text: string): Promise<Result<void, Refusal>> => {
  const path = resolve(directory, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return ok(undefined);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return err(invalid(`${file} is there already`, 'Give another name behind the command.'));
    if (code === null) throw error;
    return err(invalid(`${file} cannot be written (${code})`));
  }
};

/** Refuses where the template does not fit what lies in `directory`, or the file is there already. */
export const newWorkstream = async (
  template: TemplateName,
  { directory, file, env }: { readonly directory: string; readonly file: string; readonly env: Environment },
): Promise<Result<Written, Refusal>> => {
  const below = await prefixOf(directory);
  const made = await make(template, { directory, below, file }, env);
  if (!made.ok) return made;
  const { program, steps, asks, leaves } = made.value;
  const saved = await writeNew(directory, file, made.value.text);
  if (!saved.ok) return saved;
  const left = leaves.map((path) => path.slice(below.length));
  const notes: string[] = [];
  if (program !== null && programPath(program, env) === null)
    notes.push(`there is no program ${program} on PATH, which its steps need: install it before you run this`);
  for (const path of left)
    if (!(await isIgnored(directory, path)))
      notes.push(`git does not ignore ${path}: each run would commit it. Add it: echo '${path}/' >> .gitignore`);
  return ok({ file, steps, asks, notes });
};
