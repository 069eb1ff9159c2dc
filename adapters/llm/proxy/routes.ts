/**
 * What of a provider an attempt may call. Everything else is shut: with a real key behind the door it would cost money that nobody
 * counts, or last longer than the attempt (files, batches, pictures, fine-tunes).
 */
import type { ModelWire } from '../../../core/model-proxy.ts';

/** In what format a model answers. */
export type AnswerFormat = 'messages' | 'responses' | 'chat' | 'content';

/** `format` is null where nothing is generated; `model` where the path does not name one. */
export type Route = { readonly format: AnswerFormat | null; readonly model: string | null };

type Row = { readonly method: string; readonly path: RegExp; readonly format: AnswerFormat | null };

const ROUTES: Readonly<Record<ModelWire, readonly Row[]>> = {
  anthropic: [
    { method: 'POST', path: /^\/v1\/messages$/, format: 'messages' },
    { method: 'POST', path: /^\/v1\/messages\/count_tokens$/, format: null },
    { method: 'GET', path: /^\/v1\/models(?:\/[\w.:-]+)?$/, format: null },
    { method: 'HEAD', path: /^\/$/, format: null },
  ],
  openai: [
    { method: 'POST', path: /^\/responses$/, format: 'responses' },
    { method: 'POST', path: /^\/chat\/completions$/, format: 'chat' },
    { method: 'GET', path: /^\/models(?:\/[\w.:-]+)?$/, format: null },
  ],
  google: [
    {
      method: 'POST',
      path: /^\/v1(?:beta|alpha)?\/models\/(?<model>[\w.-]+):(?:streamG|g)enerateContent$/,
      format: 'content',
    },
    { method: 'POST', path: /^\/v1(?:beta|alpha)?\/models\/[\w.-]+:countTokens$/, format: null },
    { method: 'GET', path: /^\/v1(?:beta|alpha)?\/models(?:\/[\w.-]+)?$/, format: null },
  ],
};

/** null where it is shut. `path`: behind the door, without a query. */
export const routeOf = (wire: ModelWire, method: string, path: string): Route | null => {
  for (const row of ROUTES[wire]) {
    const found = row.method === method ? row.path.exec(path) : null;
    if (found !== null) return { format: row.format, model: found.groups?.['model'] ?? null };
  }
  return null;
};
