/** How help reads: the commands of a day, all of them, or those of a topic, as wide as the terminal is. */
import { Help, type Command as Program, type HelpConfiguration } from 'commander';
import { EXIT_CODES } from './exit-code.ts';
import { wrapped } from './fit.ts';

/** The commands of a day, in the order in which one meets them. */
const DAILY = 'init new run status logs show answer resume retry diff merge list'.split(' ');

/** Topics, and the heading that their commands stand under. */
const TOPICS: Readonly<Record<string, string>> = {
  running: 'Run:',
  looking: 'Look:',
  steering: 'Steer:',
  files: 'Workstream files:',
  errors: 'Failures:',
  specifications: 'Specifications:',
  house: 'House:',
};

const LEAST_BESIDE = 30;

const widthOf = (program: Program): number => program.configureOutput().getOutHelpWidth?.() ?? 80;

/** A term and what it means: beside it, or below it where beside it there is too little room. */
const item = (term: string, termWidth: number, description: string, width: number): string => {
  if (description === '') return `  ${term}`;
  const room = width - termWidth - 4;
  const isBeside = room >= LEAST_BESIDE;
  const indent = ' '.repeat(isBeside ? termWidth + 4 : 6);
  const lines = wrapped(description, isBeside ? room : width - indent.length);
  return isBeside
    ? `  ${term.padEnd(termWidth)}  ${lines.join(`\n${indent}`)}`
    : `  ${term}\n${lines.map((line) => `${indent}${line}`).join('\n')}`;
};

const items = (helper: Help, commands: readonly Program[], width: number): readonly string[] => {
  const termWidth = Math.max(...commands.map((command) => command.name().length));
  return commands.map((command) => item(command.name(), termWidth, helper.subcommandDescription(command), width));
};

const shortHelp = (program: Program, helper: Help): string => {
  const width = helper.helpWidth ?? 80;
  const daily = DAILY.flatMap((name) => program.commands.filter((command) => command.name() === name));
  const more: readonly (readonly [string, string])[] = [
    ['ws <command> --help', 'one command, with examples'],
    ['ws help all', 'every command, the options they share, exit codes'],
    ['ws help <topic>', Object.keys(TOPICS).join(', ')],
  ];
  return [
    'Usage: ws <command> [options]',
    '',
    ...wrapped(program.description(), width),
    '',
    'Commands of a day:',
    ...items(helper, daily, width),
    '',
    'And the rest:',
    ...more.map(([term, description]) => item(term, 19, description, width)),
    '',
  ].join('\n');
};

/** What all commands are configured with; that of the program itself is short. */
export const helpConfiguration: HelpConfiguration = {
  showGlobalOptions: true,
  minWidthToWrap: 20,
  formatItem: (term, termWidth, description, helper) => item(term, termWidth, description, helper.helpWidth ?? 80),
  formatHelp: (command, helper) =>
    command.parent === null ? shortHelp(command, helper) : Help.prototype.formatHelp.call(helper, command, helper),
};

const exitCodeLines = (width: number): readonly string[] => [
  'Exit codes:',
  ...EXIT_CODES.map(({ code, meaning }) => item(String(code), 4, meaning, width).trimEnd()),
];

const preparedHelp = (program: Program, width: number): Help => {
  const helper = program.createHelp();
  helper.prepareContext({ helpWidth: width });
  return helper;
};

/** Every command under its topic, the options they share, and the exit codes. */
export const fullHelp = (program: Program): string => {
  const width = widthOf(program);
  const helper = preparedHelp(program, width);
  const last = wrapped('A run may be named by the beginning of its id; without one the latest is meant.', width);
  return [Help.prototype.formatHelp.call(helper, program, helper), ...exitCodeLines(width), '', ...last, ''].join('\n');
};

const topicHelp = (program: Program, heading: string): string => {
  const width = widthOf(program);
  const commands = program.commands.filter((command) => command.helpGroup() === heading);
  return [heading, ...items(preparedHelp(program, width), commands, width), ''].join('\n');
};

const commandAt = (program: Program, names: readonly string[]): Program | null => {
  const [first, ...rest] = names;
  if (first === undefined) return program;
  const found = program.commands.find((command) => command.name() === first);
  return found === undefined ? null : commandAt(found, rest);
};

/** Adds `ws help`: of all, of a topic, or of a command. */
export const declareHelp = (program: Program): void => {
  program
    .helpCommand(false)
    .command('help')
    .description('show the commands of a day; all of them, those of a topic, or one')
    .argument('[what...]', `all, a command, or a topic: ${Object.keys(TOPICS).join(', ')}`)
    .action((what: readonly string[]) => {
      const write = (text: string): void => program.configureOutput().writeOut?.(text);
      const [first = ''] = what;
      const heading = TOPICS[first];
      const command = commandAt(program, what);
      if (first === 'all') write(fullHelp(program));
      else if (command !== null) command.outputHelp();
      else if (heading !== undefined) write(topicHelp(program, heading));
      else program.error(`error: there is no command and no topic "${what.join(' ')}"`);
    });
};

// Not within quotes.
const WORDS = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

/** A command line that goes on in the next line where it is too long for the terminal. */
const commandLines = (command: string, width: number): string => {
  const lines: string[] = [];
  let line = '  $';
  for (const [word] of command.matchAll(WORDS)) {
    if (line.trim() !== '$' && line.trim() !== '' && line.length + word.length + 3 > width) {
      lines.push(`${line} \\`);
      line = '     ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
};

/** Help text with one example after another. */
export const exampleText = (commands: readonly string[], command: Program): string =>
  `\nExamples:\n${commands.map((each) => commandLines(each, widthOf(command))).join('\n')}`;
