/** Holds the scripts of a definition against the shells that would run them. */
import { readFile } from 'node:fs/promises';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { checkSyntax } from '../../adapters/tools/shell/check-syntax.ts';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { scriptsOf, type PlacedScript } from '../../core/planning/hints/scripts.ts';
import type { PlanProblem } from '../../core/planning/problem.ts';
import { compileScript } from '../../core/planning/shell/script.ts';
import type { Workstream } from '../../core/workstream.ts';

/** A process each; a plan of more scripts is not held up for the rest. */
const MOST_SCRIPTS = 200;
const AT_ONCE = 8;

const problemOf = async (
  { script, pointer, shell }: PlacedScript,
  searched: string,
): Promise<readonly PlanProblem[]> => {
  const compiled = compileScript(script);
  const name = shell === 'bash' ? 'bash' : 'sh';
  const fault = compiled.ok ? await checkSyntax(compiled.value.text, name, searched) : null;
  if (fault === null) return [];
  const lines = script.split('\n');
  const line = Math.min(fault.line, script.endsWith('\n') ? lines.length - 1 : lines.length);
  const within = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
  return [{ code: 'shell-syntax', message: `${name} cannot read this script: ${fault.message}`, pointer, within }];
};

/** Warnings, each at the line that the shell names. Starts a shell for each script, and runs none of them. */
export const checkScriptSyntax = async (
  file: string,
  workstream: Workstream,
  env: Environment,
): Promise<readonly Diagnostic[]> => {
  const scripts = scriptsOf(workstream, SHELL).slice(0, MOST_SCRIPTS);
  const searched = env['PATH'] ?? '/usr/bin:/bin';
  const problems: PlanProblem[] = [];
  for (let from = 0; from < scripts.length; from += AT_ONCE)
    problems.push(
      ...(await Promise.all(scripts.slice(from, from + AT_ONCE).map((placed) => problemOf(placed, searched)))).flat(),
    );
  const text = problems.length === 0 ? null : await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  const { warnAt } = await import('../../schema/warn-at.ts');
  return warnAt(problems, { text, file, scriptTool: SHELL });
};
