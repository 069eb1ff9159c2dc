/** Commands about what a repository brings that can run on this machine. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

type Options = { readonly run?: string; readonly yes?: true };

/** Adds them to the program. */
export const declareTrustCommands = (program: Program, act: Act): void => {
  const trust = program
    .commandsGroup('House:')
    .command('trust')
    .description('what a repository brings that can run, and what of it may');
  trust
    .command('accept', { isDefault: true })
    .description('show what is new or has changed, ask, and trust exactly that')
    .argument('[items...]', 'only these, such as .ws/tools/mine.yaml; all if left out')
    .option('--run <run>', 'what the branch of this run would bring, before it is merged')
    .option('--yes', 'without being asked; needed where there is no terminal')
    .addHelpText('after', examples('ws trust', 'ws trust .ws/tools/mine.yaml', 'ws trust --run k3f9', 'ws trust --yes'))
    .action((items: readonly string[], { run, yes }: Options) =>
      act(async (session) => {
        const { trustAccept } = await import('./commands/trust.ts');
        return await trustAccept(session, { run: run ?? null, yes: yes ?? false, items });
      }),
    );
  trust
    .command('show')
    .description('show the same, and change nothing')
    .option('--run <run>', 'what the branch of this run would bring')
    .addHelpText('after', examples('ws trust show', 'ws trust show --run k3f9', 'ws trust show --json'))
    .action(({ run }: Options) =>
      act(async (session) => {
        const { trustShow } = await import('./commands/trust.ts');
        return await trustShow(session, { run: run ?? null });
      }),
    );
  trust
    .command('list')
    .description('what is trusted on this machine, of every repository')
    .addHelpText('after', examples('ws trust list', 'ws trust list --json'))
    .action(() => act(async (session) => (await import('./commands/trust.ts')).trustList(session, null)));
  trust
    .command('revoke')
    .description('trust no more what this repository brings')
    .argument('[item]', 'only this, such as .ws/plugins/my-tool')
    .addHelpText('after', examples('ws trust revoke', 'ws trust revoke .ws/plugins/my-tool'))
    .action((item: string | undefined) =>
      act(async (session) => (await import('./commands/trust.ts')).trustRevoke(session, { item: item ?? null })),
    );
};
