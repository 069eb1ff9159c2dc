/**
 * Keeps the calls of a run in a cassette while they are made.
 *
 *   R1. A call that was called off is not kept: it is made again.
 *   R2. No secret reaches a cassette: texts are masked, and a call that changed a file with one in it cannot be played.
 *   R3. What cannot be kept harms no call; a playback says why it is not there.
 */
import type { Failure } from '../../../core/failure.ts';
import { withTextsIn, type JsonObject } from '../../../core/json.ts';
import type { Patch, Patches } from '../../../core/patch.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Failpoint, Mask, SecretIn } from '../../../core/system.ts';
import type { ToolCall, ToolFailure } from '../../../core/tool.ts';
import { messageOf } from '../../../core/thrown.ts';
import { readPlain } from '../../../core/state/sqlite/own-file.ts';
import { createIdentities } from './identity.ts';
import { FORMAT, type KeptCall, type KeptResult } from './kept-call.ts';
import { placesOf } from './places.ts';
import { sizesOf, writtenSince } from './streams.ts';
import type { Ended, Tape } from './taped.ts';
import { changedTold, hearTold } from './told.ts';
import type { CassetteWriter } from './write.ts';

export type RecorderParts = {
  readonly writer: CassetteWriter;
  /** Written down before the first call. */
  readonly head: () => Parameters<CassetteWriter['head']>[0];
  readonly mask: Mask;
  readonly secretIn: SecretIn;
  readonly patches: Patches;
  /** What the program of a tool says of its version. */
  readonly versionOf: (tool: string) => Promise<string | null>;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  readonly failpoint: Failpoint;
  /** Told, in one sentence each, of what is not kept. */
  readonly tell: (line: string) => void;
};

const NO_PATCH: Patch = { files: [], text: new Uint8Array() };

/** A call that is being made. `from`: the trees since which it counts what it changed, by path where another call has ended meanwhile. */
type Making = { readonly worktree: string; readonly from: Map<string, string> };

/** What a worktree held when a call began, and which paths may have been its step's by then. */
type Before = { readonly tree: Result<string, Failure>; readonly paths: readonly string[] };

/**
 * What a call changed: paths that may be its step's before or after it. What calls beside it may have written as well counts for that
 * which ends first, and what changes of it afterwards for the next. A sentence where that is no patch.
 */
const patchOf = async (
  { worktree, from }: Making,
  before: Before,
  { changed }: ToolCall,
  { patches, secretIn }: RecorderParts,
): Promise<Result<{ readonly patch: Patch; readonly tree: string }, string>> => {
  const { tree } = before;
  if (!tree.ok) return err(tree.error.message);
  const after = await changed('perhaps');
  const paths = new Set([...before.paths, ...(after.ok ? after.value : [])]);
  const bases = new Map<string, string[]>();
  for (const path of paths) {
    const base = from.get(path) ?? tree.value;
    bases.set(base, [...(bases.get(base) ?? []), path]);
  }
  let made = { patch: NO_PATCH, tree: tree.value };
  for (const [base, since] of bases) {
    const patch = await patches.since(worktree, base, since);
    if (!patch.ok) return err(patch.error.message);
    const { files, text } = patch.value.patch;
    const joined = { files: [...made.patch.files, ...files], text: Buffer.concat([made.patch.text, text]) };
    made = { patch: joined, tree: patch.value.tree };
  }
  const secret = secretIn(made.patch.text); // R2
  return secret === null ? ok(made) : err(`what it changed holds the secret ${secret}`);
};

const httpOf = ({ evidence }: ToolFailure): JsonObject | null => {
  const http = evidence?.http ?? null;
  return http === null ? null : { status: http.status, headers: { ...http.headers }, body: http.body };
};

/** null where the call did not come to an end of its own. */
const resultOf = (ended: Ended, clean: (text: string) => string): KeptResult | null => {
  if (ended.ok)
    return 'wait' in ended.value
      ? null
      : { ok: true, outputs: withTextsIn(ended.value.outputs, clean), exitCode: ended.value.exitCode };
  const { failure } = ended.error;
  if (failure.code === 'interrupted' || failure.code === 'disk-full') return null;
  const http = httpOf(ended.error);
  return {
    ok: false,
    failure: { ...withTextsIn(failure, clean), code: failure.code },
    http: http === null ? null : withTextsIn(http, clean),
  };
};

/** Makes the tape. Calls begin and end as they do; what they changed is looked at one after the other. */
export const createRecorder = (parts: RecorderParts): Tape => {
  const { writer, mask, patches, now } = parts;
  const identify = createIdentities(mask);
  const underWay = new Set<Making>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  let isBegun = false;
  const keep = (kept: KeptCall, bytes: Parameters<CassetteWriter['call']>[1]): void => {
    try {
      if (!isBegun) writer.head(parts.head());
      isBegun = true;
      writer.call(kept, bytes);
    } catch (error) {
      parts.tell(`a call of ${kept.call.step} could not be recorded: ${messageOf(error)}`); // R3
    }
  };
  return async (taped) => {
    const { call } = taped;
    // What is done again for the ignored files it leaves is no call of its own.
    if (call.origin.isRefresh) return taped.make(taped.report);
    const identity = identify(taped);
    const { named } = placesOf(call);
    const clean = (text: string): string => named(mask(text));
    const making: Making = { worktree: call.worktree, from: new Map() };
    underWay.add(making);
    const owned = await call.changed('perhaps');
    const before = { tree: await patches.treeOf(call.worktree), paths: owned.ok ? owned.value : [] };
    const sizes = sizesOf(call.paths);
    const heard = hearTold(taped.report);
    const begun = now();
    const ended = await taped.make(heard.report);
    const tookMs = Math.round(now() - begun);
    const patch = await inTurn(async () => {
      const made = await patchOf(making, before, call, parts);
      underWay.delete(making);
      if (!made.ok) return made;
      const { patch: found, tree } = made.value;
      for (const { worktree, from } of underWay)
        if (worktree === call.worktree) for (const { path } of found.files) from.set(path, tree);
      return ok(found);
    });
    const result = call.signal.aborted ? null : resultOf(ended, clean); // R1
    if (result === null) return ended;
    const unkept = patch.ok ? null : clean(patch.error);
    if (unkept !== null) parts.tell(`a call of ${identity.step} cannot be played again: ${unkept}`);
    const { files, text } = patch.ok ? patch.value : NO_PATCH;
    const output = readPlain(call.paths.output)?.toString('utf8') ?? null;
    const kept: KeptCall = {
      ...{ format: FORMAT, call: identity, result, unkept, told: changedTold(heard.told(), clean) },
      ...{ output: output === null ? null : clean(output), files, tookMs },
      version: taped.kind === 'tool' ? await parts.versionOf(taped.tool) : null,
    };
    const { stdout, stderr } = call.paths;
    keep(kept, {
      patch: text,
      stdout: writtenSince(stdout, sizes.stdout, named),
      stderr: writtenSince(stderr, sizes.stderr, named),
    });
    parts.failpoint('record.kept');
    return ended;
  };
};
