/** Opens the house for a program: the same seam as that of the command line, without a terminal. */
import { resolve } from 'node:path';
import { ownEnvironment } from '../../adapters/machine/own-environment.ts';
import { runId, stepId } from '../../core/id.ts';
import type { Json } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { House } from '../house/house.ts';
import { resolveInputs } from '../house/inputs.ts';
import { listRuns } from '../house/list-runs.ts';
import { loadPlan } from '../house/load-plan.ts';
import { planOnly } from '../house/only-steps.ts';
import { pickRun } from '../house/pick-run.ts';
import type { Refusal } from '../house/refusal.ts';
import { invalid } from '../house/refusals.ts';
import { startRun } from '../house/start-run.ts';
import { veilSecrets } from '../house/veil-secrets.ts';
import { acceptGiven } from '../house/tools/accept-given.ts';
import { guardedBy, type Guarded } from './guarded.ts';
import type { OpenHouse, OpenOptions, StartOptions } from './house.ts';
import { handleOf, type HandleParts } from './run-handle.ts';

const start = async (options: StartOptions, parts: HandleParts): Promise<ReturnType<typeof runId> | Refusal> => {
  const { house, directory } = parts;
  const { workstream, base = null, only = [], concurrency = null, labels = {}, onNote } = options;
  const isFile = typeof workstream === 'string';
  const source = isFile ? { file: workstream } : { file: 'workstream.json', text: JSON.stringify(workstream, null, 2) };
  const loaded = await loadPlan({ source, base, directory, env: house.env, given: house.given });
  if (!loaded.ok) return loaded.error;
  for (const { file, line, column, message } of loaded.value.warnings) onNote?.(`${file}:${line}:${column} ${message}`);
  const narrowed = planOnly(loaded.value.plan, only);
  if (!narrowed.ok) return invalid(narrowed.error);
  const plan = narrowed.value;
  const given: Readonly<Record<string, Json>> = options.inputs ?? {};
  const inputs = resolveInputs(plan.workstream.inputs, [], given);
  if (!inputs.ok) return invalid(inputs.error.join('\n'));
  const request = {
    ...{ plan, inputs: inputs.value, base, concurrency, labels, directory },
    source: isFile ? resolve(directory, workstream) : null,
    withChanges: options.withChanges ?? false,
    tape: null,
    id: options.id === undefined ? null : runId(options.id),
    only: only.map(stepId),
  };
  const started = await startRun(request, house);
  return started.ok ? started.value : started.error;
};

const opened = (house: House, directory: string, guarded: Guarded): OpenHouse => {
  const parts: HandleParts = { house, directory, guarded };
  const close = (): Promise<void> => guarded.close();
  return {
    root: house.repository.root,
    start: (options) =>
      guarded.run(async () => {
        const begun = await start(options, parts);
        return typeof begun === 'string' ? ok(handleOf(begun, parts)) : err(begun);
      }),
    run: (id) =>
      guarded.run(async () => {
        const found = await pickRun(house.store, id);
        if (!found.ok) return found;
        await veilSecrets(found.value, house);
        return ok(handleOf(found.value.id, parts));
      }),
    runs: ({ statuses = null, workstream = null, labels, limit = 100 } = {}) =>
      guarded.run(async () =>
        ok(
          (await listRuns({ statuses, workstream, limit, ...(labels === undefined ? {} : { labels }) }, house)).map(
            ({ run }) => run,
          ),
        ),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
};

/**
 * Opens the repository that a folder lies in. Refused where there is none, its state cannot be had, or one of `tools` can be
 * no tool. Whoever opens it closes it: `await using`, or `close()`.
 */
export const openHouse = async (options: OpenOptions = {}): Promise<Result<OpenHouse, Refusal>> => {
  const { directory = '.', env = ownEnvironment(), tools = [], onTrouble = (): void => undefined } = options;
  const given = acceptGiven(tools);
  if (!given.ok) return given;
  const { compose } = await import('../compose.ts');
  const composer = compose(env, onTrouble, given.value);
  const place = resolve(directory);
  const house = await composer.openHouse(place);
  return house.ok ? ok(opened(house.value, place, guardedBy(house.value, composer.mask))) : house;
};
