/** Commands about workstream files. */
import { Option, type Command as Program } from 'commander';
import type { GraphFormat } from './commands/graph.ts';
import { examples, type Act } from './declaration.ts';

/** Adds them to the program. */
export const declareFileCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Workstream files:')
    .command('init')
    .description('write a commented workstream that runs as it is')
    .argument('[file]', 'where to', 'workstreams/hello.yaml')
    .addHelpText('after', examples('ws init', 'ws init workstreams/release.yaml'))
    .action((file: string) => act(async (session) => (await import('./commands/init.ts')).init(session, { file })));
  program
    .command('validate')
    .description('check workstream files; starts nothing')
    .argument('<files...>', 'workstreams, JSON or YAML')
    .addHelpText('after', examples('ws validate workstreams/*', 'ws validate ci.yaml --json'))
    .action((files: readonly string[]) =>
      act(async (session) => (await import('./commands/validate.ts')).validate(session, { files })),
    );
  program
    .command('plan')
    .description('show in which order steps would run, what beside what, and the critical path')
    .argument('<file>', 'a workstream, JSON or YAML')
    .addHelpText('after', examples('ws plan ci.yaml', 'ws plan ci.yaml --json'))
    .action((file: string) => act(async (session) => (await import('./commands/plan.ts')).plan(session, { file })));
  program
    .command('graph')
    .description('draw the steps and what they need')
    .argument('<file>', 'a workstream, JSON or YAML')
    .addOption(
      new Option('--format <format>', 'the language of the drawing')
        .choices(['mermaid', 'dot', 'json'])
        .default('mermaid'),
    )
    .addHelpText('after', examples('ws graph ci.yaml', 'ws graph ci.yaml --format dot | dot -Tsvg > ci.svg'))
    .action((file: string, { format }: { readonly format: GraphFormat }) =>
      act(async (session) => (await import('./commands/graph.ts')).graph(session, { file, format })),
    );
};
