/** Commands about the secrets that this machine keeps. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

/** Adds them to the program. */
export const declareKeyCommands = (program: Program, act: Act): void => {
  const keys = program
    .command('keys')
    .description('secrets that this machine keeps, sealed, for steps and models that name them');
  keys
    .command('set')
    .description('keep a secret; its value is asked for, hidden, or read from the standard input')
    .argument('<name>', 'as steps and configurations name it')
    .addHelpText(
      'after',
      examples('ws keys set ANTHROPIC_API_KEY', 'pass show anthropic | ws keys set ANTHROPIC_API_KEY'),
    )
    .action((name: string) => act(async (session) => (await import('./commands/keys.ts')).keysSet(session, { name })));
  keys
    .command('list')
    .description('what is kept, by name, with the last characters of long ones')
    .addHelpText('after', examples('ws keys list', 'ws keys list --json'))
    .action(() => act(async (session) => (await import('./commands/keys.ts')).keysList(session, null)));
  keys
    .command('test')
    .description('whether a secret can be had here, and from where')
    .argument('<name>', 'the secret')
    .addHelpText('after', examples('ws keys test ANTHROPIC_API_KEY'))
    .action((name: string) => act(async (session) => (await import('./commands/keys.ts')).keysTest(session, { name })));
  keys
    .command('rotate')
    .description('put another value in the place of one that is kept; what is under way takes it at its next call')
    .argument('<name>', 'the secret')
    .addHelpText('after', examples('ws keys rotate ANTHROPIC_API_KEY'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/keys.ts')).keysRotate(session, { name })),
    );
  keys
    .command('remove')
    .description('forget a secret')
    .argument('<name>', 'the secret')
    .addHelpText('after', examples('ws keys remove ANTHROPIC_API_KEY'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/keys.ts')).keysRemove(session, { name })),
    );
  keys
    .command('rekey')
    .description('seal all by the first master key: put the new one first, rekey, then take the old one away')
    .addHelpText('after', examples('ws keys rekey'))
    .action(() => act(async (session) => (await import('./commands/keys.ts')).keysRekey(session, null)));
};
