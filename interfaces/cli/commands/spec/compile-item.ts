/** Turns what a person names, a change or a document, into a workstream with its links to the requirements. */
import { isJsonObject, type JsonObject } from '../../../../core/json.ts';
import { err, ok, type Result } from '../../../../core/result.ts';
import {
  compileChange,
  type CompileOptions,
  type TaskLink,
  type TraceLink,
} from '../../../../specifications/bridge/compile.ts';
import { compileDocument } from '../../../../specifications/bridge/compile-document.ts';
import { hashChange } from '../../../../specifications/bridge/content-hash.ts';
import { parseAddress } from '../../../../specifications/content/address.ts';
import { resolveDocument } from '../../../../specifications/tools/project/resolve.ts';
import { invalid } from '../../complaint.ts';
import type { Refusal } from '../../../house/house.ts';
import { brokenAt } from './broken-document.ts';
import type { OpenedProject } from './with-project.ts';

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
export type CompiledItem = { readonly workstream: JsonObject; readonly origin: Origin };

/** Compiles `change`, `change/<id>` or `spec://…`. */
export const compileItem = async (
  opened: OpenedProject,
  name: string,
  options: CompileOptions,
): Promise<Result<CompiledItem, Refusal>> => {
  const { root } = opened.files;
  if (!name.startsWith('spec://')) {
    const id = name.replace(/^change\//, '');
    const compiled = compileChange(opened.project, id, options);
    if (!compiled.ok) return err(invalid(compiled.error.message, 'See: ws spec list --changes'));
    const { workstream, links, tasks } = compiled.value;
    const hash = hashChange(opened.project, id);
    return ok({ workstream, origin: { version: 1, change: id, root, hash, links, tasks } });
  }
  const library = await opened.library();
  const target = library.find(name);
  if (target?.kind !== 'document') {
    const address = parseAddress(name);
    if (!address.ok) return err(invalid(address.error));
    return err(
      brokenAt(library, address.value) ?? invalid(`there is no document ${name}`, 'See: ws spec list --specs'),
    );
  }
  const { resolved, problems } = resolveDocument(library, target.document);
  const problem = problems.find(({ code }) => code !== 'deprecated');
  if (resolved === null || problem !== undefined)
    return err(invalid(problem?.message ?? `${name} cannot be resolved`, `See: ws spec resolve ${name}`));
  const workstream = compileDocument(resolved, options);
  return workstream.ok
    ? ok({ workstream: workstream.value, origin: { version: 1, change: null, root, hash: '', links: [], tasks: [] } })
    : err(invalid(workstream.error.message));
};

/** Reads what {@link compileItem} gave as its origin; null for anything else. */
export const readOrigin = (text: string): Origin | null => {
  try {
    const value: unknown = JSON.parse(text);
    // Cannot lie: only `ws run --change` writes these files, into its own folder, and a version tells their shape.
    return isJsonObject(value) && value['version'] === 1 && Array.isArray(value['links']) ? (value as Origin) : null;
  } catch {
    return null;
  }
};
