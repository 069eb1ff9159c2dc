/** Commands about prompts. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

/** Adds them to the program. */
export const declarePromptCommands = (program: Program, act: Act): void => {
  const prompts = program.command('prompts').description('the texts that shipped workstreams ask models with');
  prompts
    .command('list')
    .description('those that ws ships, and yours')
    .addHelpText('after', examples('ws prompts list', 'ws prompts list --json'))
    .action(() => act(async (session) => (await import('./commands/prompts.ts')).promptsList(session, null)));
  prompts
    .command('show')
    .description('print the text that counts')
    .argument('<name>', 'the prompt')
    .addHelpText('after', examples('ws prompts show review'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/prompts.ts')).promptsShow(session, { name })),
    );
  prompts
    .command('new')
    .description('write a prompt to your folder, to be edited: a copy of the shipped one of that name')
    .argument('<name>', 'the prompt')
    .addHelpText('after', examples('ws prompts new review'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/prompts.ts')).promptsNew(session, { name })),
    );
  prompts
    .command('export')
    .description('print a prompt as a JSON document, to be given to others')
    .argument('<name>', 'the prompt')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText('after', examples('ws prompts export review -o review.json'))
    .action((name: string, { output = null }: { readonly output?: string | null }) =>
      act(async (session) => (await import('./commands/prompts.ts')).promptsExport(session, { name, output })),
    );
  prompts
    .command('import')
    .description('keep a prompt of somebody else in your folder, with an id of its own')
    .argument('<file>', 'what ws prompts export wrote')
    .option('--name <name>', 'another name')
    .addHelpText('after', examples('ws prompts import review.json --name strict-review'))
    .action((file: string, { name = null }: { readonly name?: string | null }) =>
      act(async (session) => (await import('./commands/prompts.ts')).promptsImport(session, { file, name })),
    );
};
