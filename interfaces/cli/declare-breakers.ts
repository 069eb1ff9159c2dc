/** Commands about circuit breakers. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';
import { durationOption } from './duration.ts';

/** Adds them to the program. */
export const declareBreakerCommands = (program: Program, act: Act): void => {
  const breakers = program
    .command('breakers')
    .description('circuit breakers: tools and providers that keep failing are left alone for a while');
  breakers
    .command('list')
    .description('every breaker of this machine and when it lets calls through; in a repository or not')
    .addHelpText(
      'after',
      examples('ws breakers list', 'ws breakers list --json | jq -r \'.[] | select(.state == "OPEN").name\''),
    )
    .action(() => act(async (session) => (await import('./commands/breakers.ts')).breakersList(session, null)));
  breakers
    .command('reset')
    .description('close a breaker and forget its failures: what it guards is mended')
    .argument('[name]', 'the breaker')
    .option('--all', 'close all of them')
    .addHelpText('after', examples('ws breakers reset openai', 'ws breakers reset --all'))
    .action((name: string | undefined, { all }: { readonly all?: true }) =>
      act(async (session) =>
        (await import('./commands/breakers.ts')).breakersReset(session, { name: name ?? null, all: all ?? false }),
      ),
    );
  breakers
    .command('trip')
    .description('open a breaker by hand: what it guards is left alone')
    .argument('<name>', 'the breaker; need not have been used yet')
    .option('--for <duration>', 'how long; its usual cool-down if left out', durationOption)
    .addHelpText('after', examples('ws breakers trip openai', 'ws breakers trip openai --for 10m'))
    .action((name: string, options: { readonly for?: number }) =>
      act(async (session) =>
        (await import('./commands/breakers.ts')).breakersTrip(session, { name, forMs: options.for ?? null }),
      ),
    );
};
