/** `ws tools list`: the tools a workstream may name, and whether they can be used here. */
import { exitCode } from '../exit-code.ts';
import { toolsHere } from '../../house/tools-here.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';

/** Prints every tool with what its own check says. */
export const toolsList: Command<null> = async (session) => {
  const { screen } = session;
  const tools = toolsHere().all();
  const rows = await Promise.all(
    tools.map(async (tool) => ({ tool, described: tool.describe({}), check: await tool.check() })),
  );
  if (session.json) {
    const documents = rows.map(({ tool: { id, title, inputSchema }, described: { access, sandbox }, check }) => ({
      ...{ id, title, access, sandbox },
      ...{ available: check.available, version: check.version, hint: check.hint, inputSchema },
    }));
    screen.line(JSON.stringify(documents, null, 2));
    return exitCode.ok;
  }
  const cells = rows.map(({ tool, described, check }) => [
    `${check.available ? screen.paint.green('✔') : screen.paint.red('✖')} ${tool.id}`,
    tool.title,
    described.access,
    check.version ?? '',
    check.available ? '' : check.hint,
  ]);
  for (const line of tableLines(['TOOL', 'TITLE', 'ACCESS', 'VERSION', ''], cells, {
    columns: screen.columns,
    column: null,
  }))
    screen.line(line);
  return exitCode.ok;
};
