/** Faults of a provider that agents tell of in words, and then end their turn as if all were well. */
import type { AgentEvent } from '../agent/event.ts';

/** As Copilot CLI 1.0.102 says it, a message by itself. */
const GIVES_UP = /^Error: (?:Authentication failed with provider|Failed to get response from the AI model)\b/;
const TRIES_AGAIN = /^Info: Request failed due to a transient API error\b/;

const statusIn = (text: string): number | null => {
  const found = /\b(?:HTTP|Last error:) ([45]\d\d)\b/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** What a whole message is, where it is not the model's; null where it is. */
export const faultIn = (text: string): Extract<AgentEvent, { readonly kind: 'error' | 'retry' }> | null => {
  const told = { status: statusIn(text), message: text.trim() };
  if (GIVES_UP.test(text)) return { kind: 'error', ...told, isFatal: true };
  return TRIES_AGAIN.test(text) ? { kind: 'retry', ...told } : null;
};
