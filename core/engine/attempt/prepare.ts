/** What a step's author wrote, with every expression filled in for one attempt. */
import type { Failure } from '../../failure.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Result } from '../../result.ts';
import type { Attempt } from '../../attempt.ts';
import type { Run } from '../../run.ts';
import type { Step } from '../../workstream.ts';

type Environment = Readonly<Record<string, string>>;

export type Prepared = {
  readonly with: JsonObject;
  readonly input: Json;
  /** What the attempt before died of; null where there is nothing to tell. */
  readonly failure: JsonObject | null;
  readonly cwd: string;
  readonly env: Environment;
  /** By place in `step.acceptance`; null where the check is no script. */
  readonly acceptanceScripts: readonly ({ readonly run: string; readonly env: Environment } | null)[];
  /** By place in `step.acceptance`; null where the check is no path. */
  readonly acceptancePaths: readonly (string | null)[];
};

export type Prepare = (run: Run, step: Step, attempt: Attempt) => Result<Prepared, Failure>;
