/** What a tool gives, in few words. */
import { err, ok, type Result } from '../../core/result.ts';
import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Evidence, ToolFailure, ToolOutcome } from '../../core/tool.ts';

/** The step has succeeded. `outputs` are merged over those in the file that `$WS_OUTPUT` names. */
export const succeed = (outputs: JsonObject = {}): Result<ToolOutcome, never> => ok({ outputs, exitCode: null });

/** The attempt has failed. The `code` decides what is done about it (docs/errors/codes.md). */
export const fail = (failure: Failure, evidence: Evidence | null = null): Result<never, ToolFailure> =>
  err({ failure, evidence });
