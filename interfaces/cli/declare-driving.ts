/** Commands that start and drive runs. */
import { Option, type Command as Program } from 'commander';
import type { Labels } from '../../core/run.ts';
import { collect, collectLabel, examples, runArgument, runName, wholeNumber, type Act } from './declaration.ts';

const waitOption = (): Option =>
  new Option('--wait', 'stay until steps go on that are parked until a limit ends, hours away; without it ws lets go');

const detachOption = (): Option =>
  new Option('-d, --detach', 'let a process of its own drive the run and come back at once; watch it: ws attach');

type ResumeOptions = {
  readonly detach?: true;
  readonly acceptChanges?: true;
  readonly restoreBranch?: true;
  readonly again?: true;
  readonly wait?: true;
};
type RunOptions = {
  readonly change?: string;
  readonly tool: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly dryRun?: true;
  readonly concurrency?: number;
  readonly base?: string;
  readonly continue?: string;
  readonly wait?: true;
  readonly detach?: true;
  readonly withChanges?: boolean;
  readonly only?: readonly string[];
  readonly label?: Labels;
  readonly id?: string;
  readonly record?: string | true;
  readonly replay?: string;
};

/** Adds them to the program. */
export const declareDrivingCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Run:')
    .command('run')
    .description('start a run of a workstream file, or of a change, and see it through')
    .argument(
      '[files...]',
      'a workstream, JSON or YAML; several, or a folder, are run together: file#id for one of a file',
    )
    .option('--change <id>', 'compile this open change and run it')
    .option('--tool <tool>', 'with --change: the tool for tasks that are no command', 'manual')
    .option('-i, --input <name=value>', 'an input of the workstream; may be given again', collect)
    .option('--inputs <file>', 'a JSON file with inputs; --input wins over it')
    .option('--dry-run', 'show the plan and start nothing')
    .option('--concurrency <n>', 'how many steps may run at once', wholeNumber(1))
    .option('--base <ref>', 'the ref the branch starts from')
    .option(
      '--continue <run>',
      'go on from the branch of this run, which is over; previous.outputs and previous.diff tell what it did',
    )
    .addOption(waitOption())
    .addOption(detachOption())
    .option('--with-changes', 'start with what is not committed in the checkout, untracked files included')
    .option('--no-with-changes', 'start without it, whatever the configuration says')
    .option('--only <step>', 'run this step and what it needs, nothing else; may be given again', collect)
    .option('--label <name=value>', 'what to find the run by: ws list --label; may be given again', collectLabel)
    .option('--id <name>', 'the id of the run; where there is a run of this name, go on with that', runName)
    .addOption(
      new Option('--record [what]', 'keep each call and what it changed in a cassette').choices([
        'tools',
        'models',
        'all',
      ]),
    )
    .option(
      '--replay <cassette>',
      'make no call: give what a cassette holds, offline (a folder, or the run that recorded)',
    )
    .addHelpText(
      'after',
      examples(
        'ws run workstreams/quickstart.json',
        'ws run ci.yaml --input node=20 --concurrency 4',
        'ws run ci.yaml --only test',
        'ws run nightly.yaml --detach',
        'ws run api.yaml web.yaml --input api.port=8080',
        'ws run nightly.yaml --id nightly-2026-01-31 --label ticket=42',
        'ws run fix.yaml --record',
        'ws run fix.yaml --replay k3f9',
        'ws run --change add-login',
        'ws run ci.yaml --json | jq -r .type',
      ),
    )
    .action((files: readonly string[], options: RunOptions) =>
      act(async (session) => {
        const { input = [], inputs = null, dryRun = false, concurrency = null, base = null } = options;
        const { wait = false, detach = false, withChanges = null, only = [], label: labels = {}, id = null } = options;
        const { record = null, replay = null } = options;
        const rest = {
          inputs: input,
          inputsFile: inputs,
          dryRun,
          concurrency,
          base,
          continues: options.continue ?? null,
          wait,
          detach,
          withChanges,
          only,
          labels,
          id,
          record: record === true ? 'tools' : record,
          replay,
        };
        const { change, tool } = options;
        if ((files.length === 0) === (change === undefined)) {
          const [{ complain }, { invalid }] = await Promise.all([
            import('./complaint.ts'),
            import('../house/refusals.ts'),
          ]);
          return complain(session.screen, invalid('name a workstream file, or a change with --change <id>'));
        }
        if (change !== undefined)
          return await (await import('./commands/change/run-change.ts')).runChange(session, { ...rest, change, tool });
        return await (await import('./commands/run.ts')).run(session, { ...rest, file: files.join('\n') });
      }),
    );
  program
    .command('resume')
    .description('go on with a run where it stood; without a name the latest unfinished one')
    .addArgument(runArgument())
    .option('--accept-changes', 'take a change of the file into the run, where no finished step is concerned')
    .option(
      '--restore-branch',
      'first put a branch that was deleted or moved back to where the log of the run knows it',
    )
    .option('--again', 'try quarantined steps again: those at work whenever ws died, three times in a row')
    .addOption(waitOption())
    .addOption(detachOption())
    .addHelpText('after', examples('ws resume', 'ws resume k3f9 --accept-changes', 'ws resume --detach'))
    .action((run: string | undefined, options: ResumeOptions) =>
      act(async (session) => {
        const { resume } = await import('./commands/resume.ts');
        const { acceptChanges = false, restoreBranch = false, again = false, wait = false, detach = false } = options;
        return await resume(session, { run: run ?? null, acceptChanges, restoreBranch, again, wait, detach });
      }),
    );
  program
    .command('attach')
    .description('watch a run that another process drives; Ctrl-C lets go of it, and it goes on')
    .addArgument(runArgument())
    .addHelpText('after', examples('ws attach', 'ws attach k3f9', 'ws attach k3f9 --json | jq -r .type'))
    .action((run: string | undefined) =>
      act(async (session) => (await import('./commands/attach.ts')).attach(session, { run: run ?? null })),
    );
  program
    .command('retry')
    .description('start a new run that keeps what succeeded and does the rest again')
    .addArgument(runArgument())
    .option('--from <step>', 'do this step and what depends on it again, even if they succeeded')
    .option('--base <ref>', 'start from this ref, and do every step again')
    .addHelpText('after', examples('ws retry', 'ws retry k3f9 --from build', 'ws retry k3f9 --base HEAD'))
    .action((run: string | undefined, options: { readonly from?: string; readonly base?: string }) =>
      act(async (session) => {
        const { retry } = await import('./commands/retry.ts');
        const { from = null, base = null } = options;
        return await retry(session, { run: run ?? null, from, base });
      }),
    );
};
