/** Reads one workstream file: text in, a workstream with every default filled in out. */
import type { Json } from '../core/json.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { DefaultsOfTool } from '../core/tool.ts';
import type { Workstream } from '../core/workstream.ts';
import { checkWorkstream } from './check-workstream.ts';
import type { Document } from './document.ts';
import { normalise } from './normalise.ts';
import { readDocument } from './read-document.ts';
import type { WrittenWorkstream } from './written.ts';

/** A workstream, and the document it was read from. */
export type ReadWorkstream = { readonly workstream: Workstream; readonly document: Document };

/**
 * Reads a workstream from YAML where the file ends in .yaml or .yml, else from JSON; fails with all that is wrong. Scripts
 * are the work of `scriptTool`.
 */
export const parseWorkstream = async (
  text: string,
  file: string,
  scriptTool: ToolId,
): Promise<Result<Workstream, readonly Diagnostic[]>> => {
  const read = await readWorkstream(text, file, scriptTool);
  return read.ok ? ok(read.value.workstream) : read;
};

/** As {@link parseWorkstream}, and keeps the document, so that what is found wrong later can be located. */
export const readWorkstream = async (
  text: string,
  file: string,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool = () => null,
): Promise<Result<ReadWorkstream, readonly Diagnostic[]>> => {
  const { document, problems: unread } = await readDocument(text, file);
  const problems = document === null ? unread : [...unread, ...(await checkWorkstream(document.value))];
  if (document === null || problems.length > 0) {
    const { diagnose } = await import('./diagnose.ts');
    return err(diagnose(problems, { text, file, document }));
  }
  return ok({ workstream: normalise(validated(document.value), scriptTool, defaultsOf), document });
};

// The cast cannot lie: checkWorkstream found nothing wrong, and the tests hold its schema against the type.
const validated = (value: Json): WrittenWorkstream => value as unknown as WrittenWorkstream;
