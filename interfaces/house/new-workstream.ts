/** Writes a workstream file from a template that fits the project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { prefixOf } from '../../adapters/git/command/prefix.ts';
import { isIgnored } from '../../adapters/git/new-repository.ts';
import { programPath } from '../../adapters/tools/check/program-path.ts';
import { err, ok, unreachable, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';
import { NODE_ENVIRONMENT, nodeProjectAt, nodeSteps } from './templates/node-project.ts';
import { PYTHON_ENVIRONMENT, pythonProjectAt, pythonSteps } from './templates/python-project.ts';
import { releaseSteps } from './templates/release.ts';
import { templateText, type TemplateDocument } from './templates/template-text.ts';

/** The names of the templates. */
export const TEMPLATES = ['ci', 'python', 'release'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

type Checks = Pick<TemplateDocument, 'env' | 'steps'> & { readonly who: string; readonly program: string };

const NO_NODE = 'there is no package.json here with a script that checks or builds anything (lint, test, build, …)';
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

/** `program`: what its steps install and check with; null where they need none. */
type Made = { readonly document: TemplateDocument; readonly program: string | null };

const documentOf = (
  template: TemplateName,
  { directory, below, file }: { readonly directory: string; readonly below: string; readonly file: string },
): Result<Made, Refusal> => {
  const frame = { id: template, cwd: below.replace(/\/$/, '') };
  const plain = {
    ...frame,
    asksVersion: false,
    comments: [`Made for this project by \`ws new ${template}\`. Run it:  ws run ${file}`],
  };
  switch (template) {
    case 'ci': {
      const checks = nodeChecks(directory, below) ?? pythonChecks(directory, below);
      if (checks === null)
        return err(invalid(NO_NODE, 'For any other project: ws init writes a workstream to start from.'));
      const title = `Check and build, with ${checks.who}`;
      return ok({ document: { ...plain, title, env: checks.env, steps: checks.steps }, program: checks.program });
    }
    case 'python': {
      const checks = pythonChecks(directory, below);
      if (checks === null) return err(invalid(NO_PYTHON, 'For a project of Node.js: ws new ci'));
      const title = `Check, with ${checks.who}`;
      return ok({ document: { ...plain, title, env: checks.env, steps: checks.steps }, program: checks.program });
    }
    case 'release': {
      const checks = nodeChecks(directory, below) ?? pythonChecks(directory, below);
      const steps = checks?.steps ?? [];
      const document = {
        ...frame,
        title: 'Release a version',
        asksVersion: true,
        comments: [
          `Made for this project by \`ws new release\`. Run it:  ws run ${file} --input version=1.2.0`,
          'Nothing is published: what is left to do stands at its end.',
        ],
        env: checks?.env ?? {},
        steps: [...steps, ...releaseSteps(directory, steps)],
      };
      return ok({ document, program: checks?.program ?? null });
    }
    default:
      return unreachable(template);
  }
};

/** The template that fits the folder best; null where none does. */
export const fittingTemplate = (directory: string): TemplateName | null =>
  nodeChecks(directory, '') !== null ? 'ci' : pythonProjectAt(directory) !== null ? 'python' : null;

/** What was written: its path as it was named, its steps, and what a person should know. */
export type Written = { readonly file: string; readonly steps: readonly string[]; readonly notes: readonly string[] };

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

type Environment = Readonly<Record<string, string | undefined>>;

/** Refuses where the template does not fit what lies in `directory`, or the file is there already. */
export const newWorkstream = async (
  template: TemplateName,
  { directory, file, env }: { readonly directory: string; readonly file: string; readonly env: Environment },
): Promise<Result<Written, Refusal>> => {
  const below = await prefixOf(directory);
  const made = documentOf(template, { directory, below, file });
  if (!made.ok) return made;
  const { document, program } = made.value;
  const { steps } = document;
  const written = await writeNew(directory, file, templateText(document));
  if (!written.ok) return written;
  const left = steps.flatMap(({ leaves }) => leaves).map((path) => path.slice(below.length));
  const notes: string[] = [];
  if (program !== null && programPath(program, env) === null)
    notes.push(`there is no program ${program} on PATH, which its steps need: install it before you run this`);
  for (const path of left)
    if (!(await isIgnored(directory, path)))
      notes.push(`git does not ignore ${path}: each run would commit it. Add it: echo '${path}/' >> .gitignore`);
  return ok({ file, steps: steps.map(({ id }) => id), notes });
};
