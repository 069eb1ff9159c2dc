/** How a coding CLI asks models through ws: by doors that are open for one attempt, and without a key. */
import type { TokenCount } from './token-count.ts';
import type { ModelPrice } from './price.ts';
import type { HttpAnswer } from './tool.ts';

/** Whose format is spoken: Anthropic's messages, OpenAI's responses and chat completions, or Google's generateContent. */
export type ModelWire = 'anthropic' | 'openai' | 'google';

/** Where models really are, and what opens it. */
export type ModelUpstream = {
  readonly wire: ModelWire;
  /** What stands before `/v1/messages`, `/responses` and `/chat/completions`, or `/v1beta/models`. */
  readonly baseUrl: string;
  readonly key: string;
  /** In which header it is shown: that of the wire, or as a bearer of Anthropic. */
  readonly keyAs: 'key' | 'bearer';
};

/** What may be spent; money in millionths of a US dollar. null: no limit. */
export type PassBudget = { readonly tokens: number | null; readonly microUsd: number | null };

/** On what terms an attempt may ask. */
export type PassTerms = {
  readonly budget: PassBudget;
  /** null: any. */
  readonly models: readonly string[] | null;
  /** The model that is asked in place of another, of the same wire. */
  readonly map: Readonly<Record<string, string>>;
  /** `models`: a question may not have its provider fetch anything, for who asks it may reach nobody else. */
  readonly reach: 'models' | 'all';
  readonly priceOf: (model: string) => ModelPrice | null;
  /** What becomes of a call whose price nobody knows, where there is a budget of money: it is refused, or the CLI keeps that budget. */
  readonly unpriced: 'refuse' | 'pass';
  /** Called when a call has ended. */
  readonly onUse: () => void;
  /** Called when it is over before the CLI is: nothing more goes through. */
  readonly onVerdict: () => void;
};

/** What went through. */
export type PassUse = {
  /** The one that was asked last; null where none was. */
  readonly model: string | null;
  readonly tokens: TokenCount;
  readonly calls: number;
  /** null where a price is not known. */
  readonly costMicroUsd: number | null;
  /** Whether a part of it is a guess, because a call was cut before its end. */
  readonly isEstimated: boolean;
};

/** What a CLI is given: where models are for it, and the key to it, which is worth nothing anywhere else. */
export type ModelDoor = { readonly url: string; readonly token: string };

/** The leave of one attempt to ask models. */
export interface ModelPass {
  /** One for each upstream, in their order. */
  readonly doors: readonly ModelDoor[];
  /** The socket by which they are reached; null where they are at a port of the loopback address. */
  readonly socket: string | null;
  used(): PassUse;
  /** Why it is over, as a sentence; null where it is not. No word of the CLI overrules it. */
  verdict(): string | null;
  /** The last answer of a provider that was no success, where none came after it. */
  lastRefusal(): HttpAnswer | null;
  /** Shuts the doors and cuts what goes through them. */
  close(): void;
}

/** The port of a relay. In a network of its own nobody else listens there. */
export const RELAY_PORT = 47_817;

/** Stands between coding CLIs and models. */
export interface ModelProxy {
  /** `via`: how the CLI reaches it; `socket` where it has no network, and a relay of its own at {@link RELAY_PORT}. */
  issue(upstreams: readonly ModelUpstream[], terms: PassTerms, via: 'port' | 'socket'): Promise<ModelPass>;
}
