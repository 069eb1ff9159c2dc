/** Commands about change proposals. */
import type { Command as Program } from 'commander';
import type { ProposalEvent } from '../../specifications/bridge/proposal-state.ts';
import { examples, type Act } from './declaration.ts';

type MoveOptions = { readonly message?: string; readonly by?: string };

const moves: readonly (readonly [event: ProposalEvent, does: string])[] = [
  ['submit', 'ask for a review'],
  ['approve', 'approve a change as it stands; an edit makes the approval void'],
  ['reject', 'turn a change down'],
  ['request-changes', 'send a change back to its author'],
  ['cancel', 'give a change up'],
  ['reopen', 'make a draft of a change that was rejected, cancelled or failed'],
];

/** Adds them to the program. */
export const declareChangeCommands = (program: Program, act: Act): void => {
  const change = program.command('change').description('change proposals, from the first draft to the merge');
  change
    .command('new')
    .description('write the skeleton of a change')
    .argument('<change>', 'its name, such as add-login')
    .option('--title <title>', 'its title')
    .addHelpText('after', examples('ws change new add-login', 'ws change new add-login --title "Add a login"'))
    .action((name: string, { title }: { readonly title?: string }) =>
      act(async (session) => {
        const { changeNew } = await import('./commands/change/change.ts');
        return await changeNew(session, { change: name, title: title ?? null });
      }),
    );
  change
    .command('list')
    .description('the state of every change')
    .addHelpText('after', examples('ws change list', 'ws change list --json'))
    .action(() => act(async (session) => (await import('./commands/change/change.ts')).changeList(session, null)));
  change
    .command('show')
    .description('every move of a change, and its approvals with --json; also of one that is archived')
    .argument('<change>', 'a change')
    .addHelpText('after', examples('ws change show add-login', 'ws change show add-login --json > add-login.json'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/change/change.ts')).changeShow(session, { change: name })),
    );
  change
    .command('status')
    .description('how a change stands: its state, who approved it, whether it may run, its newest run')
    .argument('<change>', 'an open change')
    .addHelpText('after', examples('ws change status add-login', 'ws change status add-login --json'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/change/change.ts')).changeStatus(session, { change: name })),
    );
  for (const [event, does] of moves)
    change
      .command(event)
      .description(does)
      .argument('<change>', 'an open change')
      .option('-m, --message <text>', 'what to remember about it')
      .option('--by <name>', 'who does it; if left out, who git says you are, else the user of the system')
      .addHelpText('after', examples(`ws change ${event} add-login`, `ws change ${event} add-login -m "…" --by Ada`))
      .action((name: string, { message, by }: MoveOptions) =>
        act(async (session) => {
          const { changeMove } = await import('./commands/change/change.ts');
          return await changeMove(session, { change: name, event, note: message ?? '', by: by ?? null });
        }),
      );
};
