/** Moves runs: pause, go on, end, do again, take the work in. */
import { runId } from '../../../core/id.ts';
import { cancelRun } from '../../house/cancel-run.ts';
import { mergeRun } from '../../house/merge-run.ts';
import { pauseRun } from '../../house/pause-run.ts';
import { previewRetry, retryRun } from '../../house/retry-run.ts';
import { actOnRun, callerName, finishedProblem, runAccepted } from '../acting.ts';
import { json, problem } from '../answer.ts';
import { onceByKey } from '../idempotency.ts';
import { problemOfRefusal } from '../problem.ts';
import { given, type Route } from '../route.ts';

const base = { method: 'post', tag: 'control', role: 'operator' } as const;
const gives = [given('run', 'the run as it stands by now', 202)];

export const pauseRunRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/pause', id: 'pauseRun', gives },
  summary: 'Have what is under way end, and the run stand still',
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      const over = finishedProblem(run);
      if (over !== null) return problem(over);
      await pauseRun({ run, by: await callerName(call, desk) }, house);
      return runAccepted(run, desk);
    }),
};

export const resumeRunRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/resume', id: 'resumeRun', gives, body: 'resume-request' },
  summary: 'Have a run go on that nobody drives',
  act: (call, desk) =>
    actOnRun(call, desk, async (run) => {
      const over = finishedProblem(run);
      if (over !== null) return problem(over);
      // Cannot lie: the body was held against its schema, here and below.
      const { accept = false } = call.body as { readonly accept?: boolean };
      desk.drivers.drive(run.id, { accept });
      return runAccepted(run, desk);
    }),
};

export const cancelRunRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/cancel', id: 'cancelRun', gives, body: 'cancel-request' },
  summary: 'End a run for good',
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      const over = finishedProblem(run);
      if (over !== null) return problem(over);
      const { compensate = false } = call.body as { readonly compensate?: boolean };
      const asked = await cancelRun({ run, compensates: compensate, by: await callerName(call, desk) }, house);
      if (!asked.ok) return problem(problemOfRefusal(asked.error));
      if (asked.value === 'undriven') desk.drivers.drive(run.id);
      return runAccepted(run, desk);
    }),
};

type RetryBody = { readonly from?: string; readonly base?: string; readonly preview?: boolean };

export const retryRunRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/retry', id: 'retryRun', body: 'retry-request' },
  summary: 'Do a run again in a new one, which takes over what succeeded; with preview only say what would be',
  gives: [...gives, given('retry-preview', 'what it would come to')],
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      const { from = null, base: ref = null, preview = false } = call.body as RetryBody;
      const request = { run, from, base: ref, directory: desk.directory };
      if (preview) {
        const previewed = await previewRetry(request, house);
        return previewed.ok ? json(previewed.value) : problem(problemOfRefusal(previewed.error));
      }
      return onceByKey(call, desk, async (id) => {
        const made = await retryRun({ ...request, ...(id === null ? {} : { id: runId(id) }) }, house);
        return made.ok ? { ok: true, value: made.value.run } : { ok: false, error: problemOfRefusal(made.error) };
      });
    }),
};

type MergeBody = {
  readonly lane?: string;
  readonly squash?: boolean;
  readonly force?: boolean;
  readonly acceptDamage?: boolean;
};

export const mergeRunRoute: Route = {
  ...{ ...base, path: '/api/v1/runs/{run}/merge', id: 'mergeRun', body: 'merge-request' },
  summary: 'Take the work of a run into the branch of the checkout',
  gives: [given('merged', 'what was taken in')],
  act: (call, desk) =>
    actOnRun(call, desk, async (run, house) => {
      const {
        lane = null,
        squash = false,
        force = false,
        acceptDamage: acceptsDamage = false,
      } = call.body as MergeBody;
      const { directory } = desk;
      const merged = await mergeRun(
        { run, directory, lane, squash, force, acceptsDamage, onNote: () => undefined },
        house,
      );
      return merged.ok ? json({ run: run.id, ...merged.value }) : problem(problemOfRefusal(merged.error));
    }),
};
