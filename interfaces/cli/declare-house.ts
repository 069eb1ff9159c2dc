/** Commands about the state of ws itself and of the machine. */
import { Argument, type Command as Program } from 'commander';
import type { Shell } from './commands/completion.ts';
import { examples, wholeNumber, type Act } from './declaration.ts';
import { durationOption, optionOfDuration } from './duration.ts';

const weekMs = 7 * 24 * 60 * 60 * 1000;

type GcOptions = {
  readonly olderThan: number;
  readonly keep: number;
  readonly ignored?: number | true;
  readonly logs?: number;
  readonly runs?: number;
  readonly dryRun?: true;
};

/** Adds them to the program. */
export const declareHouseCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('House:')
    .command('gc')
    .description('remove worktrees and merged branches of finished runs; never what is dirty, unmerged or not ours')
    .addOption(optionOfDuration('--older-than <duration>', 'only runs that finished longer ago', weekMs))
    .option('--keep <n>', 'keep the newest so many', wholeNumber(0), 5)
    .option(
      '--ignored [duration]',
      'let ignored files go with worktrees of runs that ended longer ago (14d, if gc.ignored of the configuration does not say); without a duration, of all that are removed',
      durationOption,
    )
    .option(
      '--logs <duration>',
      'archive the logs of runs that ended longer ago (gc.logs of the configuration)',
      durationOption,
    )
    .option('--runs <duration>', 'archive the events of runs that ended longer ago (gc.runs)', durationOption)
    .option('--dry-run', 'say what would be done')
    .addHelpText(
      'after',
      examples(
        'ws gc --dry-run',
        'ws gc --older-than 1d --keep 0',
        'ws gc --ignored 3d',
        'ws gc --logs 30d --runs 365d',
      ),
    )
    .action(({ olderThan, keep, ignored, logs, runs, dryRun }: GcOptions) =>
      act(async (session) => {
        const { gc } = await import('./commands/gc.ts');
        const ignoredMs = ignored === true ? 0 : (ignored ?? null);
        const archive = { logsMs: logs ?? null, runsMs: runs ?? null };
        return await gc(session, { olderThanMs: olderThan, keep, ignoredMs, ...archive, dryRun: dryRun ?? false });
      }),
    );
  program
    .command('doctor')
    .description('check what ws needs and say how to mend what is missing')
    .addHelpText('after', examples('ws doctor', 'ws doctor --json'))
    .action(() => act(async (session) => (await import('./commands/doctor.ts')).doctor(session, null)));
  const config = program.command('config').description('what is set for ws here');
  config
    .command('show', { isDefault: true })
    .description('every value that counts, and the file or variable it comes from')
    .addHelpText('after', examples('ws config', 'ws config --json | jq \'.values[] | select(.origin != "default")\''))
    .action(() => act(async (session) => (await import('./commands/config.ts')).configShow(session, null)));
  config
    .command('validate')
    .description('check your own configuration and that of the project')
    .addHelpText('after', examples('ws config validate', 'WS_CONFIG=new.yaml ws config validate'))
    .action(() => act(async (session) => (await import('./commands/config.ts')).configValidate(session, null)));
  const audit = program.command('audit').description('prove that nobody has edited what is kept of the runs');
  audit
    .command('verify')
    .description('check the log of a run and all that follows from it, or all there is')
    .argument('[run]', 'the run; all if left out')
    .addHelpText('after', examples('ws audit verify', 'ws audit verify k3f9'))
    .action((run: string | undefined) =>
      act(async (session) => (await import('./commands/audit.ts')).auditVerify(session, { run: run ?? null })),
    );
  program
    .command('repair')
    .description('rebuild what is kept of the runs, where it is damaged')
    .addHelpText('after', examples('ws repair', 'ws repair --json'))
    .action(() => act(async (session) => (await import('./commands/repair.ts')).repair(session, null)));
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        'ws completion bash > ~/.local/share/bash-completion/completions/ws',
        'ws completion zsh > "${fpath[1]}/_ws"',
        'ws completion fish > ~/.config/fish/completions/ws.fish',
      ),
    )
    .action((shell: Shell) =>
      act(async (session) => (await import('./commands/completion.ts')).completion(session, { shell, program })),
    );
};
