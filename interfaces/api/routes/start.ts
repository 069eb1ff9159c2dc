/** Begins runs: of a file, of a text, or of a task in words. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { SHIPPED, shippedWorkstream } from '../../../adapters/machine/shipped.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { House } from '../../house/house.ts';
import { acting } from '../acting.ts';
import { problem } from '../answer.ts';
import { notFound, problemOf, type Problem } from '../problem.ts';
import { given, type Route } from '../route.ts';
import { startOf, type Source, type Wishes } from '../start-of.ts';
import { taskText, type TaskBody } from '../task-text.ts';
import { templateText } from '../template-store.ts';

type RunBody = Wishes & {
  readonly workstream?: { readonly file?: string; readonly text?: string; readonly template?: string };
  readonly task?: TaskBody;
};

/** A file below the top of the checkout, whatever links there are. */
const fileIn = (root: string, file: string): Result<Source, Problem> => {
  const shipped = file.startsWith(SHIPPED) ? shippedWorkstream(file.slice(SHIPPED.length)) : null;
  if (shipped !== null) return ok({ kind: 'file', path: shipped });
  const path = resolve(root, file);
  const isOutside = (at: string, top: string): boolean => {
    const below = relative(top, at);
    return below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  };
  const missing = err(notFound('file', file));
  if (isAbsolute(file) || file.includes('\0') || isOutside(path, root)) return missing;
  try {
    return isOutside(realpathSync(path), realpathSync(root)) ? missing : ok({ kind: 'file', path });
  } catch {
    return missing;
  }
};

const sourceOf = async ({ workstream, task }: RunBody, house: House): Promise<Result<Source, Problem>> => {
  if ((workstream === undefined) === (task === undefined))
    return err(problemOf(400, 'invalid-request', 'say what is to be run: workstream or task, one of the two'));
  if (task !== undefined) {
    const text = await taskText(task, house);
    return text.ok ? ok({ kind: 'text', text: text.value }) : text;
  }
  const { file, text, template } = workstream ?? {};
  if (file !== undefined) return fileIn(house.repository.root, file);
  const kept = text ?? (template === undefined ? null : templateText(house.stateDirectory, template));
  return kept === null ? err(notFound('resource', `the template ${template ?? ''}`)) : ok({ kind: 'text', text: kept });
};

export const startRunRoute: Route = {
  ...{ method: 'post', path: '/api/v1/runs', id: 'startRun', tag: 'runs', role: 'operator', body: 'run-request' },
  summary: 'Start a run; a process of its own drives it',
  gives: [given('run', 'the run', 202), given('outline', 'what it would do, of a dry run')],
  act: (call, desk) =>
    acting(desk, async (house) => {
      // Cannot lie: the body was held against its schema.
      const body = call.body as RunBody;
      const source = await sourceOf(body, house);
      return source.ok ? startOf(source.value, body, { call, desk, house }) : problem(source.error);
    }),
};
