/** `ws tools new` writes a profile for a user to fill in, and `ws tools test` tries one. */
import { toolId } from '../../../core/id.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import { invalid } from '../../house/refusals.ts';
import { toolsAt } from '../../house/tools/house-tools.ts';
import { newTool, type NewTool } from '../../house/tools/new-tool.ts';
import { testTool } from '../../house/tools/test-tool.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';

/** Says where it was written. */
export const toolsNew: Command<NewTool> = async (session, args) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const made = newTool(args, tools.value, session.env);
  if (!made.ok) return complain(screen, made.error);
  screen.line(session.json ? JSON.stringify({ tool: args.name, file: made.value }) : made.value);
  screen.note(`Edit it, then try it: ws tools test ${args.name}`);
  return exitCode.ok;
};

/** Exits with 1 where the tool breaks a promise. */
export const toolsTest: Command<{ readonly name: string }> = async (session, { name }) => {
  const { screen } = session;
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const profile = tools.value.profiles.get(toolId(name));
  if (profile === undefined) {
    const meant = didYouMean(name, tools.value.profiles.keys()).trim();
    return complain(screen, invalid(`there is no tool ${name}`, meant || 'See them: ws tools list'));
  }
  const kept = await testTool(profile, tools.value.modules);
  if (session.json) screen.line(JSON.stringify({ tool: name, promises: kept }, null, 2));
  else
    for (const { promise, trouble } of kept)
      screen.line(
        trouble === null
          ? `${screen.paint.green('✔')} ${promise}`
          : `${screen.paint.red('✖')} ${promise}: ${plainLine(trouble)}`,
      );
  return kept.every(({ trouble }) => trouble === null) ? exitCode.ok : exitCode.failed;
};
