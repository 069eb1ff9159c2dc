/**
 * Gives what a cassette holds in the place of every call: nothing is started and nothing goes to the network.
 *
 *   P1. A call that the cassette does not hold fails, and says what differs; it is never made.
 *   P2. What the call changed is changed again, exactly that or nothing.
 *   P3. Only once the files are as they were, the call has ended.
 */
import type { Failure } from '../../../core/failure.ts';
import { withTextsIn, type JsonObject } from '../../../core/json.ts';
import type { Patches, PatchRefusal } from '../../../core/patch.ts';
import { err, ok, unreachable, type Result } from '../../../core/result.ts';
import type { Failpoint, Mask } from '../../../core/system.ts';
import type { HttpAnswer, ToolCall, ToolFailure } from '../../../core/tool.ts';
import { replaceAnew } from '../../../core/state/sqlite/own-file.ts';
import { createIdentities, keyOf } from './identity.ts';
import type { CallIdentity, KeptCall } from './kept-call.ts';
import { differenceText, nearestTo, type Difference } from './nearest.ts';
import { placesOf } from './places.ts';
import type { Cassette } from './read.ts';
import { writeAgain } from './streams.ts';
import type { Ended, Tape } from './taped.ts';
import { changedTold, tellAgain } from './told.ts';

type PlayerParts = { readonly mask: Mask; readonly patches: Patches; readonly failpoint: Failpoint };

const MOST_SHOWN = 5;

const miss = (message: string, differs: readonly Difference[] = []): Result<never, ToolFailure> =>
  err({ failure: { code: 'replay-miss', message, differs }, evidence: null });

/** P1 */
const missOf = (made: CallIdentity, { calls }: Cassette): Result<never, ToolFailure> => {
  const nearest = nearestTo(
    made,
    [...calls.values()].map(({ call }) => call),
  );
  if (nearest === null) return miss('the cassette holds no call at all');
  const { call, differs } = nearest;
  const shown = differs.slice(0, MOST_SHOWN).map(differenceText);
  const more = differs.length > MOST_SHOWN ? `; ${differs.length - MOST_SHOWN} more differ` : '';
  const message = `the cassette holds no such call; the nearest is one of ${call.step} by ${call.tool}: ${shown.join('; ')}${more}`;
  return miss(message, differs);
};

const wordsOf = (refusal: PatchRefusal): string => {
  switch (refusal.kind) {
    case 'differs':
      return `${refusal.path} is not as it was where it was recorded, so what was changed there does not apply`;
    case 'unsafe':
      return `the cassette is not to be trusted: ${refusal.path} ${refusal.why}`;
    case 'failed':
      return refusal.failure.message;
    default:
      return unreachable(refusal);
  }
};

const httpOf = (kept: JsonObject | null): HttpAnswer | null => {
  if (kept === null) return null;
  const { status, headers, body } = kept;
  if (typeof status !== 'number' || typeof body !== 'string') return null;
  const pairs = Object.entries(typeof headers === 'object' && headers !== null ? headers : {});
  return {
    status,
    body,
    headers: Object.fromEntries(pairs.filter((pair) => typeof pair[1] === 'string')) as HttpAnswer['headers'],
  };
};

const endOf = ({ result }: KeptCall, placed: (text: string) => string): Ended => {
  if (result.ok) return ok({ outputs: withTextsIn(result.outputs, placed), exitCode: result.exitCode });
  const { code } = result.failure;
  // A failure that the recorder wrote; anything else is one that no rule knows, and is given up.
  const failure = { ...withTextsIn(result.failure, placed), code } as Failure;
  const http = httpOf(result.http);
  return err({ failure, evidence: http === null ? null : { http, thrown: undefined } });
};

/** P2, P3 */
const play = async (
  kept: KeptCall,
  key: string,
  { call, report }: { readonly call: ToolCall; readonly report: Parameters<typeof tellAgain>[1] },
  { cassette, patches, failpoint }: Omit<PlayerParts, 'mask'> & { readonly cassette: Cassette },
): Promise<Ended> => {
  const { placed } = placesOf(call);
  if (kept.unkept !== null) return miss(`this call could not be recorded: ${kept.unkept}`);
  const bytes = cassette.bytesOf(key);
  if (!call.origin.isRefresh) {
    const applied = await patches.apply(call.worktree, { files: kept.files, text: bytes.patch });
    if (!applied.ok && applied.error.kind === 'failed') return err({ failure: applied.error.failure, evidence: null });
    if (!applied.ok) return miss(wordsOf(applied.error));
  }
  writeAgain(call.paths.stdout, bytes.stdout, placed);
  writeAgain(call.paths.stderr, bytes.stderr, placed);
  tellAgain(changedTold(kept.told, placed), report);
  if (kept.output !== null) replaceAnew(call.paths.output, placed(kept.output));
  failpoint('replay.applied');
  return endOf(kept, placed);
};

/** Makes the tape. */
export const createPlayer = (cassette: Cassette, { mask, ...parts }: PlayerParts): Tape => {
  const identify = createIdentities(mask);
  return async (taped) => {
    const { call } = taped;
    const identity = identify(taped);
    const key = keyOf(identity);
    const kept = cassette.calls.get(key);
    if (kept === undefined) return missOf(identity, cassette);
    if (call.signal.aborted)
      return err({
        failure: { code: 'interrupted', by: 'cancel', message: 'it was stopped on request' },
        evidence: null,
      });
    return play(kept, key, taped, { cassette, ...parts });
  };
};

/** The tape of a cassette that cannot be had: every call fails, and says why. */
export const createMissing =
  (why: string): Tape =>
  async () =>
    miss(why);
