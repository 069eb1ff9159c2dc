/** What somebody asks to be run, a file or several, becomes one plan. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { ok, type Result } from '../core/result.ts';
import type { KnownTools } from './check-calls.ts';
import { toldOf } from './parse-workstream.ts';
import { readParts, type FileParts } from './file-parts.ts';
import { loadPart, type LoadedWorkstream, type LoadParts, type Source } from './load-workstream.ts';

/** What a file holds of that which is meant: one that is named is run alone. */
const partsOf = async ({ text, file, id }: Source): Promise<FileParts> => {
  const parts = await readParts(text, file);
  return id === null ? parts : { ...parts, isBundle: false };
};

/** Who asked for one of several knows that the others are not there. */
const toldAlone = async ({ text, file, id }: Source, loaded: LoadedWorkstream): Promise<LoadedWorkstream> => {
  const { workstream, document } = loaded;
  if (workstream.needs === undefined || id !== null) return loaded;
  const message = `it runs alone, and what it needs (${workstream.needs.join(', ')}) counts for nothing: give their files, too`;
  const problem = { code: 'not-used', message, pointer: '/needs', place: 'value' } as const;
  const told = await toldOf({ problems: [problem], document }, { text, file });
  return { ...loaded, told: [...loaded.told, ...told.map((each) => ({ ...each, severity: 'warning' as const }))] };
};

export type SourcesRequest = {
  readonly sources: readonly Source[];
  /** They make a bundle, however many workstreams they hold. */
  readonly isBundle: boolean;
};

/**
 * Reads and plans them; fails with everything that is wrong, and where. Without `knownTools`, which are asked for only where
 * a workstream names one besides that of scripts, a tool of any name is taken.
 */
export const loadSources = async (
  { sources, isBundle }: SourcesRequest,
  parts: LoadParts,
  knownTools: (() => Promise<KnownTools>) | null = null,
): Promise<Result<LoadedWorkstream, readonly Diagnostic[]>> => {
  const loading = { ...parts, knownTools, known: new Map() };
  const held = await Promise.all(sources.map(partsOf));
  const [source, first] = [sources[0], held[0]];
  const isOne = !isBundle && sources.length === 1 && first?.isBundle !== true;
  if (isOne && source !== undefined && first !== undefined) {
    const loaded = await loadPart(source, first.members, loading, [source.file]);
    return loaded.ok ? ok(await toldAlone(source, loaded.value.loaded)) : loaded;
  }
  const { loadBundle } = await import('./load-bundle.ts');
  return await loadBundle(sources, held, loading);
};
