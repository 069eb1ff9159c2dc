/** Looks at what must hold once a tool is done. */
import type { AcceptanceCheck } from '../../acceptance-check.ts';
import type { Success } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import { outsideOf } from '../../file-scope.ts';
import { jsonOf } from '../../json.ts';
import type { OrderedCheck } from '../../order.ts';
import { FUNCTION_TOOL } from '../../plain-step.ts';
import { unreachable } from '../../result.ts';
import type { ToolCall } from '../../tool.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

type Outputs = Success['outputs'];

/** Where checks are looked at. */
type Place = {
  readonly request: AttemptRequest;
  readonly parts: AttemptParts;
  readonly call: ToolCall;
  readonly outputs: Outputs;
};

type Of<Kind extends OrderedCheck['kind']> = Extract<OrderedCheck, { readonly kind: Kind }>;

const MOST_BYTES = 64 * 1024 * 1024;

const refused = (check: AcceptanceCheck, message: string): Failure => ({
  code: 'acceptance-failed',
  check,
  message: `acceptance: ${message}`,
});

/** What keeps a check from being looked at is no fault of the work. */
const isOfCheck = ({ code }: Failure): boolean =>
  !['interrupted', 'timeout', 'disk-full', 'sandbox-missing'].includes(code);

const runCheck = async (asked: Of<'run'>, { request, parts, call }: Place): Promise<Failure | null> => {
  const checked = await parts.shell.execute(
    {
      ...call,
      with: { run: asked.run },
      env: { ...call.env, ...asked.env },
      origin: { ...call.origin, env: { ...call.origin.env, ...asked.env } },
    },
    parts.files.report(request.attempt),
  );
  if (checked.ok) return null;
  const cause = checked.error.failure;
  if (!isOfCheck(cause)) return cause;
  const asWritten = asked.check.kind === 'run' ? asked.check.script : asked.run;
  return refused(asked.check, `${asWritten.trim()}: ${cause.message}`);
};

/** Whether the attempt has a commit already: of one that another process left. */
const isCommitted = async ({ attempt, work }: AttemptRequest, { workspace }: AttemptParts): Promise<boolean> =>
  work.adopted !== null &&
  (await workspace.checkpointed()).some((each) => each.step === attempt.step && each.attempt === attempt.attempt);

/** What a refresh does was done before, and so was what a lane is made of that is merged. */
const isDone = ({ work: { isRefresh, merges } }: AttemptRequest): boolean => isRefresh || merges !== undefined;

const changedCheck = async ({ check, paths }: Of<'changed'>, { request, parts }: Place): Promise<Failure | null> => {
  if (isDone(request) || (await isCommitted(request, parts))) return null;
  const changed = await parts.workspace.changedBy(request.attempt);
  if (!changed.ok) return changed.error;
  const wanted =
    paths === null ? changed.value : changed.value.filter((path) => outsideOf({ only: paths }, [path]).length === 0);
  if (wanted.length > 0) return null;
  return refused(check, paths === null ? 'it changed nothing' : `it changed nothing at ${paths.join(', ')}`);
};

const schemaCheck = async ({ check, schema, of }: Of<'schema'>, { parts, call }: Place): Promise<Failure | null> => {
  const text = await parts.worktreeFiles.text(call.worktree, of, MOST_BYTES);
  if (text === null) return refused(check, `there is no file ${of} of at most 64 MiB`);
  const value = jsonOf(text);
  if (value === undefined) return refused(check, `${of} is not JSON`);
  const wrong = parts.checkJson(schema, value);
  return wrong === null
    ? null
    : refused(check, `${of}${wrong.pointer === '' ? '' : ` ${wrong.pointer}`}: ${wrong.message}`);
};

const functionCheck = async (
  asked: Of<'function'>,
  { request, parts, call, outputs }: Place,
): Promise<Failure | null> => {
  if (isDone(request)) return null;
  const tool = parts.tools.find(FUNCTION_TOOL);
  if (tool === null) return { code: 'tool-missing', tool: FUNCTION_TOOL, message: `there is no tool ${FUNCTION_TOOL}` };
  const given = { ...asked.call, input: { outputs } };
  const checked = await tool.execute({ ...call, with: given, access: 'read' }, parts.files.report(request.attempt));
  if (!checked.ok) {
    const { failure } = checked.error;
    return isOfCheck(failure) ? refused(asked.check, failure.message) : failure;
  }
  const isNo = !('wait' in checked.value) && checked.value.outputs['result'] === false;
  return isNo ? refused(asked.check, 'its function gave false') : null;
};

const fileCheck = async ({ check, path }: Of<'file'>, { parts, call }: Place): Promise<Failure | null> =>
  (await parts.worktreeFiles.exists(call.worktree, path)) ? null : refused(check, `there is no file ${path}`);

const look = (asked: OrderedCheck, place: Place): Promise<Failure | null> => {
  switch (asked.kind) {
    case 'run':
      return runCheck(asked, place);
    case 'file':
      return fileCheck(asked, place);
    case 'changed':
      return changedCheck(asked, place);
    case 'schema':
      return schemaCheck(asked, place);
    case 'function':
      return functionCheck(asked, place);
    default:
      return unreachable(asked);
  }
};

/** Gives the first check that does not hold; null where all do. */
export const accept = async (
  request: AttemptRequest,
  parts: AttemptParts,
  given: { readonly call: ToolCall; readonly outputs: Outputs },
): Promise<Failure | null> => {
  for (const asked of request.filled.acceptance) {
    const failure = await look(asked, { request, parts, ...given });
    if (failure !== null) return failure;
  }
  return null;
};
