/** What a workstream was compiled from, as it is kept beside the workstream. */
import { isJsonObject } from '../../../core/json.ts';
import type { TaskLink, TraceLink } from '../../../specifications/bridge/compile.ts';

/** What a workstream was compiled from; kept beside it, for the trace. */
export type Origin = {
  readonly version: 1;
  /** Id of the change; null for a document. */
  readonly change: string | null;
  /** Folder that holds `openspec/`. */
  readonly root: string;
  /** Hash of the content of the change, as approvals are bound to; empty for a document. */
  readonly hash: string;
  readonly links: readonly TraceLink[];
  readonly tasks: readonly TaskLink[];
};
/** Reads an origin; null for anything else. */
export const readOrigin = (text: string): Origin | null => {
  try {
    const value: unknown = JSON.parse(text);
    // Cannot lie: only `ws run --change` writes these files, into its own folder, and a version tells their shape.
    return isJsonObject(value) && value['version'] === 1 && Array.isArray(value['links']) ? (value as Origin) : null;
  } catch {
    return null;
  }
};
