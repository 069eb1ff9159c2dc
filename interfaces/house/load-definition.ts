/** Reads and checks a definition; starts no process and needs no repository. */
import { readFile } from 'node:fs/promises';
import { sha256 } from '../../adapters/machine/digest.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import { inForce, type Configuration } from '../../config/configuration.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { toolId } from '../../core/id.ts';
import type { SecretSource } from '../../core/secret-source.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import { codeOf } from '../../core/thrown.ts';
import { everyStep } from '../../core/steps-within.ts';
import type { Plan } from '../../core/plan.ts';
import type { KnownTools } from '../../schema/check-calls.ts';
import type { Definition } from '../../schema/warn-at.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';
import { loadWorkstream, type LoadedWorkstream } from '../../schema/load-workstream.ts';
import type { LoadedDefinition } from './driving.ts';
import type { GivenTools } from './tools/given.ts';
import { readUsedFrom } from './read-used.ts';
import { homeOf } from './plugin-places.ts';
import type { Here } from './tools/unready.ts';
import { toolsAt, type HouseTools } from './tools/house-tools.ts';

/** What no hint can be without: what hints are given on is loaded only where one could be. */
const MAY_HINT = /WS_OUTPUT|\[\[|function|source|pipefail|=\(|[<>]\(|<<<|&>|\$\{[^{]|-[aA]\b/;

/** Where a definition is to be run, which says what tools there are. `given`: those of a program; left out where there are none. */
export type Where = { readonly directory: string; readonly env: Environment; readonly given?: GivenTools };

/** The tools that it names and of which not all counts that the repository says. */
const warnings = (file: string, { plan }: { readonly plan: Plan }, tools: HouseTools): readonly Diagnostic[] => {
  const named = new Set(plan.steps.flatMap((step) => [step.tool, ...step.fallback.map(({ tool }) => tool)]));
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
  { plan: { workstream }, document }: LoadedWorkstream,
  source: Definition,
  { secrets, ...where }: Omit<Here, 'secrets'> & { readonly secrets: SecretSource | null },
): Promise<readonly Diagnostic[]> => {
  if (secrets === null || everyStep(workstream).every(({ tool }) => tool === SHELL)) return [];
  const { unready } = await import('./tools/unready.ts');
  const lacks = unready(workstream, { ...where, secrets });
  return lacks.length === 0 ? [] : (await import('../../schema/warn-at.ts')).warningsIn(document, lacks, source);
};

/** As {@link loadDefinition}, of a text that is there already; `file` is how it is called in diagnostics. */
export const readDefinition = async (
  { text, file }: { readonly text: string; readonly file: string },
  { directory, env, given }: Where,
  secrets: SecretSource | null = null,
): Promise<LoadedDefinition> => {
  const tools = await toolsAt(directory, env, given);
  if (!tools.ok) return { plan: null, diagnostics: tools.error.diagnostics };
  const { describe, defaultsOf } = tools.value;
  // Needed only where a file names a tool beside that of scripts.
  const known = async (): Promise<KnownTools> => (await import('./tools/tools-here.ts')).knownTools(tools.value);
  const readUsed = readUsedFrom(directory);
  const configuration = async (): Promise<Configuration> => {
    const { configuredAt } = await import('./configured.ts');
    return inForce(await configuredAt(homeOf(directory), env));
  };
  const pools = async (): Promise<ReadonlyMap<string, number>> => (await configuration()).pools;
  const readBeside: ReadUsed = async (name, from) => {
    const { readBesideFrom } = await import('./read-beside.ts');
    const replacements = async (): Promise<string | null> => (await configuration()).prompts;
    return await readBesideFrom({ directory, replacements })(name, from);
  };
  const parts = { digest: sha256, describe, defaultsOf, scriptTool: SHELL, pools, readUsed, readBeside };
  const loaded = await loadWorkstream(text, file, parts, known);
  if (!loaded.ok) return { plan: null, diagnostics: loaded.error };
  const { plan } = loaded.value;
  const source = { text, file, scriptTool: SHELL };
  const hints = MAY_HINT.test(text) ? (await import('../../schema/tell-hints.ts')).tellHints(loaded.value, source) : [];
  const found = [...hints, ...warnings(file, loaded.value, tools.value)];
  const told = [
    ...loaded.value.told,
    ...found,
    ...(await warnOfUnready(loaded.value, source, { tools: tools.value, directory, env, secrets })),
  ];
  if (secrets === null || secretsNamedIn(plan.workstream).length === 0) return { plan, diagnostics: told };
  const { warnOfWeakSecrets } = await import('../../schema/weak-secrets.ts');
  return { plan, diagnostics: [...told, ...(await warnOfWeakSecrets(source, secrets))] };
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
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text === 'string') return await readDefinition({ text, file }, where, secrets);
  const reason = codeOf(text.error) ?? 'unknown error';
  const message = reason === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${reason})`;
  const place = { line: 1, column: 1, pointer: '' };
  return { plan: null, diagnostics: [{ code: 'unreadable', severity: 'error', message, file, ...place }] };
};
