/** `ws validate`: checks workstream files; starts no process but git, where a file brings something into worktrees or calls a script that is there. */
import { localSecrets } from '../../house/keys/local-secrets.ts';
import { namedDefinition } from '../../house/named-definition.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { diagnosticLine } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Plan } from '../../../core/plan.ts';
import { checkProvisions } from '../../house/check-provisions.ts';
import { checkScripts } from '../../house/check-scripts.ts';
import { loadDefinition } from '../../house/load-definition.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';

export type ValidateArgs = { readonly files: readonly string[] };

const documented = ({ code, severity, message, line, column, pointer }: Diagnostic): object => {
  return { code, severity, message, line, column, pointer };
};

const sizeOf = ({ steps, compensation }: Plan): string => {
  const undoing = compensation.length === 0 ? '' : ` and ${counted(compensation.length, 'compensation')}`;
  return `${counted(steps.length, 'step')}${undoing}`;
};

const hint = ({ workstream }: Plan): string =>
  `all steps see ${workstream.secrets.join(', ')}: \`secrets\` on the steps that need it keeps it from the others`;

/** Checks each file; exits with 2 when one of them has an error. */
export const validate: Command<ValidateArgs> = async (session, args) => {
  const { screen } = session;
  const documents: object[] = [];
  let invalidCount = 0;
  for (const file of args.files) {
    const { directory } = session;
    const path = namedDefinition(file, directory);
    const loaded = await loadDefinition(path, session, localSecrets(session.env));
    const unfit = loaded.plan === null ? [] : await checkProvisions(loaded.plan, path, { directory, base: null });
    const plan = unfit.length > 0 ? null : loaded.plan;
    const missing = loaded.plan === null ? [] : await checkScripts(path, loaded.plan.workstream, directory);
    const diagnostics = [...loaded.diagnostics, ...missing, ...unfit];
    if (plan === null) invalidCount += 1;
    documents.push({ file, valid: plan !== null, diagnostics: diagnostics.map(documented) });
    if (session.json) continue;
    for (const diagnostic of diagnostics)
      screen.line(diagnosticLine(diagnostic.file === path ? { ...diagnostic, file } : diagnostic, screen.paint));
    if (
      plan !== null &&
      plan.workstream.secrets.length > 0 &&
      plan.workstream.steps.length + plan.workstream.finally.length > 1
    )
      screen.note(`  ${hint(plan)}`);
    if (plan !== null) screen.note(`${screen.notePaint.green('✔')} ${file}: ${sizeOf(plan)}`);
  }
  if (session.json) screen.line(JSON.stringify({ files: documents }, null, 2));
  else if (invalidCount > 0) screen.complain(`ws: ${invalidCount} of ${counted(args.files.length, 'file')} not valid`);
  return invalidCount === 0 ? exitCode.ok : exitCode.usage;
};
