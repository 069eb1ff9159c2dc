/** Reads one workstream file: text in, a workstream with every default filled in out. */
import type { Json } from '../core/json.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { DefaultsOfTool } from '../core/tool.ts';
import type { Workstream } from '../core/workstream.ts';
import { checkWorkstream } from './check-workstream.ts';
import type { Document, Reading } from './document.ts';
import { normalise } from './normalise.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';
import { keepText } from './text-places.ts';
import type { WrittenWorkstream } from './written.ts';

/** A workstream, as its author wrote it, and the document it was read from; what it uses is not read. */
export type ReadWorkstream = {
  readonly workstream: Workstream;
  readonly written: WrittenWorkstream;
  readonly document: Document;
};

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
  return read.ok ? ok(read.value.workstream) : err(await toldOf(read.error, { text, file }));
};

/** A document that is no workstream: what is wrong with it; `document` is null where it could not be read at all. */
export type Unread = { readonly problems: readonly Problem[]; readonly document: Document | null };

/** As {@link parseWorkstream}, and keeps the document, so that what is found wrong later can be located. */
export const readWorkstream = async (
  text: string,
  file: string,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool = () => null,
): Promise<Result<ReadWorkstream, Unread>> => workstreamIn(await readDocument(text, file), scriptTool, defaultsOf);

/** As {@link readWorkstream}, of what has been read, such as a part of a file. */
export const workstreamIn = async (
  { document: found, problems: unread }: Reading,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool = () => null,
): Promise<Result<ReadWorkstream, Unread>> => {
  if (found === null) return err({ problems: unread, document: null });
  const { value, problems: unheld } = keepText(found);
  const document = { ...found, value };
  const early = [...unread, ...unheld];
  const problems = [...early, ...besides(early, await checkWorkstream(value))];
  if (problems.length > 0) return err({ problems, document });
  const written = validated(value);
  return ok({ workstream: normalise(written, scriptTool, defaultsOf), written, document });
};

/** What is told of a document that is no workstream. */
export const toldOf = async (
  { problems, document }: Unread,
  source: { readonly text: string; readonly file: string },
): Promise<readonly Diagnostic[]> => {
  const { diagnose } = await import('./diagnose.ts');
  return diagnose(problems, { ...source, document });
};

/** Those problems that no earlier one at the same place explains. */
const besides = (early: readonly Problem[], problems: readonly Problem[]): readonly Problem[] => {
  const places = new Set(early.filter(({ code }) => code !== 'duplicate-key').map(({ pointer }) => pointer));
  return places.size === 0 ? problems : problems.filter(({ pointer }) => !places.has(pointer));
};

/** What is known to be a workstream. */
// The cast cannot lie: checkWorkstream found nothing wrong, and the tests hold its schema against the type.
export const validated = (value: Json): WrittenWorkstream => value as unknown as WrittenWorkstream;
