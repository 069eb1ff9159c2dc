/** Commands about the tools that a workstream may name. */
import type { Command as Program } from 'commander';
import type { Requirement } from '../../core/requirement.ts';
import { collect, examples, type Act } from './declaration.ts';

type WhyOptions = {
  readonly capability?: string;
  readonly language?: readonly string[];
  readonly task?: string;
  readonly environment?: string;
};

const requirementOf = ({ capability, language, task, environment }: WhyOptions): Requirement => ({
  capability: capability ?? null,
  languages: language ?? [],
  task: task ?? null,
  environment: environment ?? null,
  unsaid: [],
});

/** Adds them to the program. */
export const declareToolCommands = (program: Program, act: Act): void => {
  const tools = program.command('tools').description('the tools a workstream may name');
  tools
    .command('list')
    .description('every tool, and whether it can be used here')
    .addHelpText('after', examples('ws tools list', 'ws tools list --json'))
    .action(() => act(async (session) => (await import('./commands/tools.ts')).toolsList(session, null)));
  tools
    .command('show')
    .description('what a tool is, with everything filled in, and which files say so')
    .argument('<name>', 'the tool')
    .addHelpText('after', examples('ws tools show claude', 'ws tools show claude --json'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/tools.ts')).toolsShow(session, { name })),
    );
  tools
    .command('check')
    .description('where the program of each tool lies, its version, and whether there is a key or a login')
    .argument('[names...]', 'the tools; all if left out')
    .option('--refresh', 'ask programs for their versions even where it is known what they said')
    .addHelpText('after', examples('ws tools check', 'ws tools check claude --refresh'))
    .action((names: readonly string[], { refresh }: { readonly refresh?: true }) =>
      act(async (session) =>
        (await import('./commands/tools.ts')).toolsCheck(session, { names, refresh: refresh ?? false }),
      ),
    );
  tools
    .command('why')
    .description('which tool would do a step that requires, and how each that could was judged')
    .argument('[workstream]', 'the file of the step; without it, the options say what is required')
    .argument('[step]', 'the step')
    .option('--capability <word>', 'what the tool must be able to do')
    .option('--language <word>', 'a programming language; can be given more than once', collect)
    .option('--task <word>', 'the kind of the task')
    .option('--environment <word>', 'where it is used')
    .addHelpText('after', examples('ws tools why feature.yaml code', 'ws tools why --capability code --language rust'))
    .action((file: string | undefined, name: string | undefined, options: WhyOptions) =>
      act(async (session) => {
        const step = file === undefined ? null : { file, name: name ?? '' };
        return (await import('./commands/tools-why.ts')).toolsWhy(session, {
          step,
          requirement: requirementOf(options),
        });
      }),
    );
  tools
    .command('new')
    .description('write a tool profile of your own to fill in')
    .argument('<name>', 'what steps will call it')
    .option('--extends <tool>', 'a tool that it is to be like; without it, any program')
    .option('--code', 'a JavaScript module beside the profile, in place of a program')
    .addHelpText(
      'after',
      examples('ws tools new claude-cheap --extends claude', 'ws tools new my-linter', 'ws tools new my-tool --code'),
    )
    .action((name: string, options: { readonly extends?: string; readonly code?: true }) =>
      act(async (session) => {
        const request = { name, base: options.extends ?? null, isCode: options.code ?? false };
        return (await import('./commands/tools-new.ts')).toolsNew(session, request);
      }),
    );
  tools
    .command('test')
    .description(
      'try whether a tool keeps what every tool must, with a recorder in place of its program; a module is run without network',
    )
    .argument('<name>', 'the tool')
    .addHelpText('after', examples('ws tools test claude-cheap', 'ws tools test my-linter --json'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/tools-new.ts')).toolsTest(session, { name })),
    );
};
