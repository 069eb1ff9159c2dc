/** Reads and checks a definition; starts no process and needs no repository. */
import { readFile } from 'node:fs/promises';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import type { SecretSource } from '../../core/secret-source.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import { codeOf } from '../../core/thrown.ts';
import { loadWorkstream } from '../../schema/load-workstream.ts';
import type { LoadedDefinition } from './driving.ts';
import { planParts } from './plan-parts.ts';

/** What no hint can be without: what hints are given on is loaded only where one could be. */
const MAY_HINT = /WS_OUTPUT|\[\[|function|source|pipefail|=\(|[<>]\(|<<<|&>|\$\{[^{]|-[aA]\b/;

/** A file that cannot be read is a diagnostic like any other. With `secrets`, warns of those that hide badly. */
export const loadDefinition = async (file: string, secrets: SecretSource | null = null): Promise<LoadedDefinition> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string') {
    const reason = codeOf(text.error) ?? 'unknown error';
    const message = reason === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${reason})`;
    const place = { line: 1, column: 1, pointer: '' };
    return { plan: null, diagnostics: [{ code: 'unreadable', severity: 'error', message, file, ...place }] };
  }
  // Needed only where a file names a tool that nobody ships.
  const toolNames = async (): Promise<readonly string[]> => {
    const { toolsHere } = await import('./tools-here.ts');
    return toolsHere()
      .all()
      .map(({ id }) => id);
  };
  const loaded = await loadWorkstream(text, file, { ...planParts, scriptTool: SHELL }, toolNames);
  if (!loaded.ok) return { plan: null, diagnostics: loaded.error };
  const { plan } = loaded.value;
  const source = { text, file, scriptTool: SHELL };
  const hints = MAY_HINT.test(text) ? (await import('../../schema/tell-hints.ts')).tellHints(loaded.value, source) : [];
  if (secrets === null || secretsNamedIn(plan.workstream).length === 0) return { plan, diagnostics: hints };
  const { warnOfWeakSecrets } = await import('../../schema/weak-secrets.ts');
  return { plan, diagnostics: [...hints, ...(await warnOfWeakSecrets(source, secrets))] };
};
