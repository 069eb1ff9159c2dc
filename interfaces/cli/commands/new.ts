/** `ws new`: writes a workstream file that fits the project. */
import { newWorkstream } from '../../house/new-workstream.ts';
import type { TemplateName } from '../../house/template-names.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';

export type NewArgs = { readonly template: TemplateName; readonly file: string | null };

/** Never over a file that is there. */
export const newFile: Command<NewArgs> = async (session, { template, file }) => {
  const { screen, directory } = session;
  const written = await newWorkstream(template, {
    directory,
    file: file ?? `workstreams/${template}.yaml`,
    env: session.env,
  });
  if (!written.ok) return complain(screen, written.error);
  const { steps, asks, notes } = written.value;
  if (session.json) screen.line(JSON.stringify({ template, file: written.value.file, steps, asks }));
  else {
    screen.line(`wrote ${written.value.file}: ${steps.join(', ')}`);
    const inputs = asks.map((name) => ` --input ${name}=${name === 'version' ? '1.2.0' : '…'}`).join('');
    screen.line(`  try it: ws run ${written.value.file}${inputs}`);
  }
  for (const note of notes) screen.note(note);
  return exitCode.ok;
};
