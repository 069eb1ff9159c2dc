/** Help is as wide as the terminal, and short where somebody only looks. */
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { fullHelp } from '../../../../interfaces/cli/help.ts';
import { widthOf } from '../../../../interfaces/cli/fit.ts';
import { createProgram } from '../../../../interfaces/cli/program.ts';

const helpAt = (columns: number): readonly string[] => {
  const program = createProgram(async () => undefined);
  const texts: string[] = [];
  const ask = (command: Command): void => {
    command.configureOutput({ writeOut: (text) => texts.push(text), getOutHelpWidth: () => columns });
    for (const subcommand of command.commands) ask(subcommand);
    command.outputHelp();
  };
  ask(program);
  return [...texts, fullHelp(program)].flatMap((text) => text.split('\n'));
};

// A word that no line can hold is no fault of the wrapping: terms, usage and parts of examples are such words.
const isBreakable = (line: string): boolean =>
  /\S\s+\S/.test(line.replaceAll(/'[^']*'/g, 'quoted').replace(/^\s*(?:\$|-\w,|Usage:)?\s*/, ''));

test.each([40, 80, 100])('no line of any help is longer than %i columns, where it can be broken', (columns) => {
  const long = helpAt(columns).filter((line) => widthOf(line) > columns && !line.startsWith('Usage:'));
  expect(long.filter(isBreakable).filter((line) => !/^ {2,}(?:\$|-)/.test(line) && !line.endsWith('\\'))).toEqual([]);
});

test('ws --help shows a dozen commands', () => {
  const program = createProgram(async () => undefined).configureOutput({ getOutHelpWidth: () => 80 });
  const [, daily = ''] = program.helpInformation().split('Commands of a day:\n');
  expect(daily.split('\n\n')[0]?.match(/^ {2}\w+/gm)).toHaveLength(12);
});
