/** Reads and checks a definition; starts no process and needs no repository. */
import { sha256 } from '../../adapters/machine/digest.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import { inForce, type Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { toolId } from '../../core/id.ts';
import type { SecretSource } from '../../core/secret-source.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import { everyStep } from '../../core/steps-within.ts';
import type { KnownTools } from '../../schema/check-calls.ts';
import type { Definition } from '../../schema/warn-at.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';
import { loadSources, type SourcesRequest } from '../../schema/load-sources.ts';
import type { LoadedMember } from '../../schema/load-workstream.ts';
import type { LoadedDefinition } from './driving.ts';
import type { GivenTools } from './tools/given.ts';
import { readSources } from './read-sources.ts';
import { besideShipped, readUsedFrom } from './read-used.ts';
import { homeOf } from './plugin-places.ts';
import type { Here } from './tools/unready.ts';
import { toolsAt, type HouseTools } from './tools/house-tools.ts';

/** What no hint can be without: what hints are given on is loaded only where one could be. */
const MAY_HINT = /WS_OUTPUT|\[\[|function|source|pipefail|=\(|[<>]\(|<<<|&>|\$\{[^{]|-[aA]\b/;

/**
 * Where a definition is to be run, which says what tools there are. `given`: those of a program; left out where there are none.
 * `committed`: reads what lies beside the definition; left out where that is the file system.
 */
export type Where = {
  readonly directory: string;
  readonly env: Environment;
  readonly given?: GivenTools;
  readonly committed?: ReadUsed;
};

/** The tools that it names and of which not all counts that the repository says. */
const warnings = (file: string, { workstream }: LoadedMember, tools: HouseTools): readonly Diagnostic[] => {
  const steps = [...workstream.steps, ...workstream.finally];
  const named = new Set(steps.flatMap((step) => [step.tool, ...step.fallback.map(({ tool }) => tool)]));
  const place = { file, line: 1, column: 1, pointer: '' };
  return tools.withheld
    .filter(({ name, untrusted }) => untrusted.length > 0 && named.has(toolId(name)))
    .map(({ name, file: profile, untrusted }) => {
      const message = `of the tool "${name}", ${untrusted.join(', ')} in ${profile} count once they are trusted: ws trust ${profile}`;
      return { code: 'untrusted-profile', severity: 'warning', message, ...place };
    });
};

/** What its tools lack here; asked only where it names one beside that of scripts, and where secrets may be looked at. */
const warnOfUnready = async (
  { workstream, document }: LoadedMember,
  source: Definition,
  { secrets, ...where }: Omit<Here, 'secrets'> & { readonly secrets: SecretSource | null },
): Promise<readonly Diagnostic[]> => {
  if (secrets === null || everyStep(workstream).every(({ tool }) => tool === SHELL)) return [];
  const { unready } = await import('./tools/unready.ts');
  const lacks = unready(workstream, { ...where, secrets });
  return lacks.length === 0 ? [] : (await import('../../schema/warn-at.ts')).warningsIn(document, lacks, source);
};

/** As {@link loadDefinition}, of a text that is there already; `file` is how it is called in diagnostics. */
export const readDefinition = (
  { text, file }: { readonly text: string; readonly file: string },
  where: Where,
  secrets: SecretSource | null = null,
): Promise<LoadedDefinition> => definitionOf({ sources: [{ text, file, id: null }], isBundle: false }, where, secrets);

const ofCommit = (read: ReadUsed, committed: ReadUsed | undefined): ReadUsed =>
  committed === undefined ? read : besideShipped(committed, read);

const definitionOf = async (
  request: SourcesRequest,
  { directory, env, given, committed }: Where,
  secrets: SecretSource | null,
): Promise<LoadedDefinition> => {
  const tools = await toolsAt(directory, env, given);
  if (!tools.ok) return { plan: null, diagnostics: tools.error.diagnostics };
  const { describe, defaultsOf } = tools.value;
  // Needed only where a file names a tool beside that of scripts.
  const known = async (): Promise<KnownTools> => (await import('./tools/tools-here.ts')).knownTools(tools.value);
  const readUsed = ofCommit(readUsedFrom(directory), committed);
  const configuration = async (): Promise<Configuration> => {
    const { configuredAt } = await import('./configured.ts');
    return inForce(await configuredAt(homeOf(directory), env));
  };
  const pools = async (): Promise<ReadonlyMap<string, number>> => (await configuration()).pools;
  const readFound: ReadUsed = async (name, from) => {
    const { readBesideFrom } = await import('./read-beside.ts');
    const replacements = async (): Promise<string | null> => (await configuration()).prompts;
    return await readBesideFrom({ directory, replacements })(name, from);
  };
  const readBeside = ofCommit(readFound, committed);
  const parts = { digest: sha256, describe, defaultsOf, scriptTool: SHELL, pools, readUsed, readBeside };
  const loaded = await loadSources(request, parts, known);
  if (!loaded.ok) return { plan: null, diagnostics: loaded.error };
  const { plan } = loaded.value;
  const told = [...loaded.value.told];
  for (const member of loaded.value.members)
    told.push(...(await warnOf(member, { tools: tools.value, directory, env, secrets })));
  return { plan, diagnostics: told };
};

/** What of one workstream keeps nothing from running, and its author should know. */
const warnOf = async (
  member: LoadedMember,
  here: Omit<Here, 'secrets' | 'tools'> & { readonly tools: HouseTools; readonly secrets: SecretSource | null },
): Promise<readonly Diagnostic[]> => {
  const { text, file } = member;
  const { secrets } = here;
  const source = { text, file, scriptTool: SHELL };
  const hints = MAY_HINT.test(text) ? (await import('../../schema/tell-hints.ts')).tellHints(member, source) : [];
  const told = [...hints, ...warnings(file, member, here.tools), ...(await warnOfUnready(member, source, here))];
  if (secrets === null || secretsNamedIn(member.workstream).length === 0) return told;
  const { warnOfWeakSecrets } = await import('../../schema/weak-secrets.ts');
  return [...told, ...(await warnOfWeakSecrets(member, secrets))];
};

/**
 * A file that cannot be read is a diagnostic like any other, and so is what is wrong with profiles of tools. With `secrets`,
 * warns of those that hide badly.
 */
export const loadDefinition = async (
  file: string,
  where: Where,
  secrets: SecretSource | null = null,
): Promise<LoadedDefinition> => {
  const read = await readSources(file);
  return read.ok ? await definitionOf(read.value, where, secrets) : { plan: null, diagnostics: read.error };
};
