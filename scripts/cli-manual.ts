/** Writes docs/cli.md from the help of the commands themselves. A test holds the two together. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { EXIT_CODES } from '../interfaces/cli/exit-code.ts';
import { createProgram } from '../interfaces/cli/program.ts';

const path = 'docs/cli.md';
const mark = '<!-- From here on written by `npx tsx scripts/cli-manual.ts`. -->';

const helpOf = (command: Command): string => {
  let text = '';
  // Those of every command are told once, at the top of the page.
  command.configureHelp({ showGlobalOptions: false }).configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
};

const leaves = (command: Command, name: string): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[name, command]]
    : command.commands
        .filter((subcommand) => subcommand.name() !== 'help')
        .flatMap((subcommand) => leaves(subcommand, `${name} ${subcommand.name()}`));

/** The part of docs/cli.md that follows from the program. */
export const manual = (): string => {
  const program = createProgram(async () => undefined);
  const parts = leaves(program, 'ws').map(
    ([name, command]) => `## ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
  );
  const codes = EXIT_CODES.map(({ code, meaning, givenBy }) => `| ${code} | ${meaning} | ${givenBy} |`).join('\n');
  return `${mark}\n\n## Exit codes\n\n| exit | meaning | given by |\n|---|---|---|\n${codes}\n\n${parts.join('\n')}`;
};

/** The whole page: what was written by hand above the mark, the manual below it. */
export const page = (before: string): string => `${before.split(mark)[0] ?? ''}${manual()}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(path, page(readFileSync(path, 'utf8')));
