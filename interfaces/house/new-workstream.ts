/** Writes a workstream file from a template that fits the project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { prefixOf } from '../../adapters/git/command/prefix.ts';
import { isIgnored } from '../../adapters/git/new-repository.ts';
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

type Checks = Pick<TemplateDocument, 'env' | 'steps'> & { readonly who: string };

const NO_NODE = 'there is no package.json here with a script that checks or builds anything (lint, test, build, …)';
const NO_PYTHON = 'there is no pyproject.toml, setup.py or requirements.txt here';

const nodeChecks = (directory: string, below: string): Checks | null => {
  const project = nodeProjectAt(directory);
  const steps = project === null ? [] : nodeSteps(project, below);
  return project === null || steps.length === 0 ? null : { who: project.manager, env: NODE_ENVIRONMENT, steps };
};

const pythonChecks = (directory: string, below: string): Checks | null => {
  const project = pythonProjectAt(directory);
  return project === null
    ? null
    : { who: project.manager, env: PYTHON_ENVIRONMENT, steps: pythonSteps(project, below) };
};

const documentOf = (
  template: TemplateName,
  { directory, below, file }: { readonly directory: string; readonly below: string; readonly file: string },
): Result<TemplateDocument, Refusal> => {
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
      return ok({ ...plain, title: `Check and build, with ${checks.who}`, env: checks.env, steps: checks.steps });
    }
    case 'python': {
      const checks = pythonChecks(directory, below);
      if (checks === null) return err(invalid(NO_PYTHON, 'For a project of Node.js: ws new ci'));
      return ok({ ...plain, title: `Check, with ${checks.who}`, env: checks.env, steps: checks.steps });
    }
    case 'release': {
      const checks = nodeChecks(directory, below) ?? pythonChecks(directory, below);
      const steps = checks?.steps ?? [];
      return ok({
        ...frame,
        title: 'Release a version',
        asksVersion: true,
        comments: [
          `Made for this project by \`ws new release\`. Run it:  ws run ${file} --input version=1.2.0`,
          'Nothing is published: what is left to do stands at its end.',
        ],
        env: checks?.env ?? {},
        steps: [...steps, ...releaseSteps(directory, steps)],
      });
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

/** Refuses where the template does not fit what lies in `directory`, or the file is there already. */
export const newWorkstream = async (
  template: TemplateName,
  { directory, file }: { readonly directory: string; readonly file: string },
): Promise<Result<Written, Refusal>> => {
  const below = await prefixOf(directory);
  const document = documentOf(template, { directory, below, file });
  if (!document.ok) return document;
  const { steps } = document.value;
  const written = await writeNew(directory, file, templateText(document.value));
  if (!written.ok) return written;
  const left = steps.flatMap(({ leaves }) => leaves).map((path) => path.slice(below.length));
  const notes: string[] = [];
  for (const path of left)
    if (!(await isIgnored(directory, path)))
      notes.push(`git does not ignore ${path}: each run would commit it. Add it: echo '${path}/' >> .gitignore`);
  return ok({ file, steps: steps.map(({ id }) => id), notes });
};
