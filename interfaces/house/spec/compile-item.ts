/** Turns what a person names, a change or a document, into a workstream with its links to the requirements. */
import type { JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { compileChange, type CompileOptions, type PassedOverLine } from '../../../specifications/bridge/compile.ts';
import { compileDocument } from '../../../specifications/bridge/compile-document.ts';
import { hashChange } from '../../../specifications/bridge/content-hash.ts';
import { parseAddress } from '../../../specifications/content/address.ts';
import { resolveDocument } from '../../../specifications/tools/project/resolve.ts';
import { invalid } from '../refusals.ts';
import type { Origin } from '../change/origin.ts';
import type { Refusal } from '../refusal.ts';
import { brokenAt } from './broken-document.ts';
import type { OpenedProject } from './opened-project.ts';

export type CompiledItem = {
  readonly workstream: JsonObject;
  readonly origin: Origin;
  /** What a person should know of it that is no refusal, a line each. */
  readonly notes: readonly string[];
};

const told = 5;

const notesOf = (passedOver: readonly PassedOverLine[]): readonly string[] => {
  if (passedOver.length === 0) return [];
  const places = passedOver.slice(0, told).map(({ file, line, why }) => `${file}:${line} (${why})`);
  const more = passedOver.length > told ? `, and ${passedOver.length - told} more` : '';
  const what =
    passedOver.length === 1
      ? '1 line that counts as a task is none'
      : `${passedOver.length} lines that count as tasks are none`;
  return [`${what} to a reader of the page, and no step: ${places.join(', ')}${more}`];
};

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
    const { workstream, links, tasks, passedOver } = compiled.value;
    const hash = hashChange(opened.project, id);
    return ok({ workstream, origin: { version: 1, change: id, root, hash, links, tasks }, notes: notesOf(passedOver) });
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
    ? ok({
        workstream: workstream.value,
        origin: { version: 1, change: null, root, hash: '', links: [], tasks: [] },
        notes: [],
      })
    : err(invalid(workstream.error.message));
};
