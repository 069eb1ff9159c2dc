/** `ws init`: sets a repository up, and writes a first workstream that fits it. */
import { ok, type Result } from '../../../core/result.ts';
import { fittingTemplate, newWorkstream, writeNew, type Written } from '../../house/new-workstream.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { refuseUnknownPerson, setUpRepository, whatLacks } from '../../house/set-up-repository.ts';
import { canAsk, typedLine } from '../ask.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command, Session } from '../session.ts';
import { starter } from '../starter.ts';

export type InitArgs = {
  /** null for a name after the template. */
  readonly file: string | null;
  /** Make a repository and a first commit, where they are lacking, without asking. */
  readonly yes: boolean;
};

const HELLO = { file: 'workstreams/hello.yaml', steps: ['count', 'greet', 'goodbye'] };

/** The template that fits, else the commented starter. */
const write = async ({ directory, env }: Session, file: string | null): Promise<Result<Written, Refusal>> => {
  const template = fittingTemplate(directory);
  if (template !== null)
    return await newWorkstream(template, { directory, file: file ?? `workstreams/${template}.yaml`, env });
  const named = file ?? HELLO.file;
  const written = await writeNew(directory, named, starter);
  return written.ok ? ok({ file: named, steps: HELLO.steps, asks: [], notes: [] }) : written;
};

const LACKS = {
  repository: ['this is no git repository', 'Make one here, with all that is here in a first commit?'],
  commit: ['this repository has no commit yet', 'Make a first one of all that is here?'],
} as const;

const isWanted = async (
  session: Session,
  yes: boolean,
  [lacks, question]: readonly [string, string],
): Promise<boolean> => {
  if (yes) return true;
  if (!canAsk(session)) return false;
  session.screen.complain(`${lacks}. ${question} [y/N]`);
  return ['y', 'yes'].includes((await typedLine(session)).toLowerCase());
};

const told = (session: Session, { file, steps, notes }: Written, done: readonly string[]): void => {
  const { screen } = session;
  if (session.json) screen.line(JSON.stringify({ file, steps, done }));
  else {
    for (const line of done) screen.line(line);
    screen.line(`wrote ${file}: ${steps.join(', ')}\n  try it: ws run ${file}`);
  }
  for (const note of notes) screen.note(note);
};

/** Never over a file that is there; nothing is done to git unasked. */
export const init: Command<InitArgs> = async (session, { file, yes }) => {
  const { screen, directory } = session;
  const lacking = await whatLacks(directory);
  if (lacking === null) {
    const written = await write(session, file);
    if (!written.ok) return complain(screen, written.error);
    told(session, written.value, []);
    return exitCode.ok;
  }
  const lacks = LACKS[lacking];
  if (!(await isWanted(session, yes, lacks)))
    return complain(
      screen,
      invalid(`${lacks[0]}, and a run needs one`, 'ws init --yes makes it; or: git init && git add -A && git commit'),
    );
  const unknown = await refuseUnknownPerson(directory);
  if (unknown !== null) return complain(screen, unknown);
  const made = { ci: ['node_modules'], python: ['.venv'], none: [] }[fittingTemplate(directory) ?? 'none'];
  const done = await setUpRepository(directory, lacking, made, () => write(session, file));
  if (!done.ok) return complain(screen, done.error);
  told(session, done.value.written, done.value.done);
  return exitCode.ok;
};
