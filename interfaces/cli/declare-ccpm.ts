/** Commands about CCPM. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

type ForceOptions = { readonly force?: true };

/** Adds them to the program. */
export const declareCcpmCommands = (program: Program, act: Act): void => {
  const ccpm = program.command('ccpm').description('changes as PRDs, epics and tasks of CCPM, and back');
  ccpm
    .command('export')
    .description('write a change as a PRD, an epic and tasks below .claude/')
    .argument('<change>', 'an open change')
    .option('--force', 'write over files that are there')
    .addHelpText('after', examples('ws ccpm export add-login', 'ws ccpm export add-login --force'))
    .action((change: string, { force }: ForceOptions) =>
      act(async (session) => {
        const { ccpmExport } = await import('./commands/ccpm/ccpm.ts');
        return await ccpmExport(session, { change, force: force ?? false });
      }),
    );
  ccpm
    .command('import')
    .description('write an epic as the proposal and task list of a change')
    .argument('<epic>', 'its name')
    .option('--force', 'write over files that are there')
    .addHelpText('after', examples('ws ccpm import add-login', 'ws ccpm import add-login --force'))
    .action((epic: string, { force }: ForceOptions) =>
      act(async (session) => {
        const { ccpmImport } = await import('./commands/ccpm/ccpm.ts');
        return await ccpmImport(session, { epic, force: force ?? false });
      }),
    );
  ccpm
    .command('status')
    .description('how far epics are, what is ready and what waits')
    .addHelpText('after', examples('ws ccpm status', 'ws ccpm status --json'))
    .action(() => act(async (session) => (await import('./commands/ccpm/ccpm.ts')).ccpmStatus(session, null)));
  ccpm
    .command('sync')
    .description('bring an epic and its tasks to GitHub through gh: new issues, edits, closed ones')
    .argument('<epic>', 'its name')
    .option('--dry-run', 'only show the calls')
    .addHelpText(
      'after',
      examples('ws ccpm sync add-login --dry-run', 'ws ccpm sync add-login', 'ws ccpm sync add-login --json'),
    )
    .action((epic: string, { dryRun }: { readonly dryRun?: true }) =>
      act(async (session) => {
        const { ccpmSync } = await import('./commands/ccpm/sync.ts');
        return await ccpmSync(session, { epic, dryRun: dryRun ?? false });
      }),
    );
};
