/** Commands about workstream files. */
import { Argument, Option, type Command as Program } from 'commander';
import { TEMPLATES, type TemplateName } from '../house/template-names.ts';
import type { GraphFormat } from './commands/graph.ts';
import { SCHEMAS, type SchemaName } from '../house/schema-names.ts';
import { examples, type Act } from './declaration.ts';

const schemaOption = (flags: string, what: string): Option =>
  new Option(flags, what).choices(SCHEMAS).default('workstream');

/** Adds them to the program. */
export const declareFileCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Workstream files:')
    .command('init')
    .description('set a repository up: git, a first commit, and a workstream that fits the project')
    .argument('[file]', 'where to; workstreams/ and the name of what fits if left out')
    .option('--yes', 'make a repository and a first commit where there is none, without being asked')
    .addHelpText('after', examples('ws init', 'ws init --yes', 'ws init workstreams/first.yaml'))
    .action((file: string | undefined, options: { readonly yes?: true }) =>
      act(async (session) => {
        const { init } = await import('./commands/init.ts');
        return await init(session, { file: file ?? null, yes: options.yes ?? false });
      }),
    );
  program
    .command('new')
    .description('write a workstream that fits the project: its lock file, its package manager, its scripts')
    .addArgument(
      new Argument(
        '<template>',
        'ci: checks and build; python: its checks; release: version, notes, a person agrees; parallel-agents: three tasks in lanes; fix-until-green: a loop; best-of: one task by several CLIs; monorepo-ci: the workspaces that changed',
      ).choices(TEMPLATES),
    )
    .argument('[file]', 'where to; workstreams/<template>.yaml if left out')
    .option('-o, --output <file>', 'the same')
    .addHelpText('after', examples('ws new ci', 'ws new release workstreams/next.yaml', 'ws new best-of -o best.yaml'))
    .action((template: TemplateName, file: string | undefined, { output }: { readonly output?: string }) =>
      act(async (session) =>
        (await import('./commands/new.ts')).newFile(session, { template, file: file ?? output ?? null }),
      ),
    );
  program
    .command('validate')
    .description('check workstream files; starts nothing')
    .argument('<files...>', 'workstreams, JSON or YAML')
    .addHelpText('after', examples('ws validate workstreams/*', 'ws validate ci.yaml --json'))
    .action((files: readonly string[]) =>
      act(async (session) => (await import('./commands/validate.ts')).validate(session, { files })),
    );
  program
    .command('explain')
    .description('say what a key of a workstream means, with examples')
    .argument('<key>', 'a name (timeout, retry.limit), or a JSON pointer into a file (/steps/0/retry)')
    .addOption(schemaOption('--of <schema>', 'whose key it is'))
    .addHelpText(
      'after',
      examples('ws explain retry.backoff', 'ws explain /steps/0/cache', 'ws explain pools --of config'),
    )
    .action((key: string, { of }: { readonly of: SchemaName }) =>
      act(async (session) => (await import('./commands/explain.ts')).explain(session, { key, of })),
    );
  program
    .command('schema')
    .description('print the JSON Schema of files that people write, for editors')
    .addArgument(new Argument('[name]', 'of which file').choices(SCHEMAS).default('workstream'))
    .addHelpText('after', examples('ws schema > workstream.schema.json', 'ws schema config'))
    .action((name: SchemaName) =>
      act(async (session) => (await import('./commands/schema.ts')).schema(session, { name })),
    );
  program
    .command('plan')
    .description('show in which order steps would run, what beside what, and the critical path')
    .argument('<files...>', 'a workstream, JSON or YAML; several, or a folder, as they would run together')
    .addHelpText('after', examples('ws plan ci.yaml', 'ws plan ci.yaml --json', 'ws plan workstreams/'))
    .action((files: readonly string[]) =>
      act(async (session) => (await import('./commands/plan.ts')).plan(session, { file: files.join('\n') })),
    );
  program
    .command('graph')
    .description('draw the steps and what they need')
    .argument('<files...>', 'a workstream, JSON or YAML; several, or a folder, as they would run together')
    .addOption(
      new Option('--format <format>', 'the language of the drawing')
        .choices(['mermaid', 'dot', 'json'])
        .default('mermaid'),
    )
    .addHelpText('after', examples('ws graph ci.yaml', 'ws graph ci.yaml --format dot | dot -Tsvg > ci.svg'))
    .action((files: readonly string[], { format }: { readonly format: GraphFormat }) =>
      act(async (session) => {
        const { graph } = await import('./commands/graph.ts');
        return await graph(session, { file: files.join('\n'), format });
      }),
    );
};
