/** Asks a model for whoever sits at a terminal. */
import { attachedFrom, messagesOf } from '../../../adapters/tools/llm/attached.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ModelCall, ModelGateway, ModelRefusal, ModelReply, ModelSettings } from '../../../core/model.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { UNLIMITED } from '../../../core/usage.ts';
import type { Refusal } from '../refusal.ts';
import { invalid } from '../refusals.ts';
import type { ModelDesk } from './model-desk.ts';

/** A question; files are relative to the directory, and inside it. */
export type Asking = {
  readonly prompt: string;
  readonly system: string | null;
  readonly attach: readonly string[];
  readonly directory: string;
  readonly schema: JsonObject | null;
  readonly agent: string | null;
  readonly task: string | null;
  readonly settings: ModelSettings;
};

/** Refused where a file cannot go with it; else what the gateway gave. */
export const askByHand = async (
  desk: Pick<ModelDesk, 'gateway'>,
  { prompt, system, attach, directory, ...asked }: Asking,
  means: Parameters<ModelGateway['complete']>[1],
): Promise<Result<Result<ModelReply, ModelRefusal>, Refusal>> => {
  const attached = await attachedFrom(directory, attach);
  if (!attached.ok) return err(invalid(attached.error));
  const call: ModelCall = {
    ...asked,
    messages: messagesOf(prompt, system, attached.value),
    ...{ cacheMs: 0, caller: 'hand', setAside: UNLIMITED },
  };
  return ok(await (await desk.gateway()).complete(call, means));
};
