/** Commands that start, drive and look at runs. */
import { Argument, Option, type Command as Program } from 'commander';
import type { Labels, RunStatus } from '../../core/run.ts';
import { collect, collectLabel, examples, runName, wholeNumber, type Act } from './declaration.ts';

const runArgument = (): Argument => new Argument('[run]', 'the run; the latest if left out');

const statuses: readonly RunStatus[] = [
  'created',
  'running',
  'waiting',
  'paused',
  'cancelling',
  'compensating',
  'succeeded',
  'failed',
  'cancelled',
  'damaged',
];

/** Adds them to the program. */
export const declareRunCommands = (program: Program, act: Act): void => {
  declareDriving(program, act);
  declareLooking(program, act);
  declareSteering(program, act);
};

type ResumeOptions = { readonly acceptChanges?: true; readonly restoreBranch?: true; readonly again?: true };
type RunOptions = {
  readonly change?: string;
  readonly tool: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly dryRun?: true;
  readonly concurrency?: number;
  readonly base?: string;
  readonly withChanges?: boolean;
  readonly only?: readonly string[];
  readonly label?: Labels;
  readonly id?: string;
};

const declareDriving = (program: Program, act: Act): void => {
  program
    .commandsGroup('Run:')
    .command('run')
    .description('start a run of a workstream file, or of a change, and see it through')
    .argument('[file]', 'a workstream, JSON or YAML')
    .option('--change <id>', 'compile this open change and run it')
    .option('--tool <tool>', 'with --change: the tool for tasks that are no command', 'manual')
    .option('-i, --input <name=value>', 'an input of the workstream; may be given again', collect)
    .option('--inputs <file>', 'a JSON file with inputs; --input wins over it')
    .option('--dry-run', 'show the plan and start nothing')
    .option('--concurrency <n>', 'how many steps may run at once', wholeNumber(1))
    .option('--base <ref>', 'the ref the branch starts from')
    .option('--with-changes', 'start with what is not committed in the checkout, untracked files included')
    .option('--no-with-changes', 'start without it, whatever the configuration says')
    .option('--only <step>', 'run this step and what it needs, nothing else; may be given again', collect)
    .option('--label <name=value>', 'what to find the run by: ws list --label; may be given again', collectLabel)
    .option('--id <name>', 'the id of the run; where there is a run of this name, go on with that', runName)
    .addHelpText(
      'after',
      examples(
        'ws run workstreams/quickstart.json',
        'ws run ci.yaml --input node=20 --concurrency 4',
        'ws run ci.yaml --only test',
        'ws run nightly.yaml --id nightly-2026-01-31 --label ticket=42',
        'ws run --change add-login',
        'ws run ci.yaml --json | jq -r .type',
      ),
    )
    .action((file: string | undefined, options: RunOptions) =>
      act(async (session) => {
        const { input = [], inputs = null, dryRun = false, concurrency = null, base = null } = options;
        const { withChanges = null, only = [], label: labels = {}, id = null } = options;
        const rest = { inputs: input, inputsFile: inputs, dryRun, concurrency, base, withChanges, only, labels, id };
        const { change, tool } = options;
        if ((file === undefined) === (change === undefined)) {
          const [{ complain }, { invalid }] = await Promise.all([
            import('./complaint.ts'),
            import('../house/refusals.ts'),
          ]);
          return complain(session.screen, invalid('name a workstream file, or a change with --change <id>'));
        }
        if (change !== undefined)
          return await (await import('./commands/change/run-change.ts')).runChange(session, { ...rest, change, tool });
        return await (await import('./commands/run.ts')).run(session, { ...rest, file: file ?? '' });
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
    .addHelpText('after', examples('ws resume', 'ws resume k3f9 --accept-changes'))
    .action((run: string | undefined, options: ResumeOptions) =>
      act(async (session) => {
        const { resume } = await import('./commands/resume.ts');
        const { acceptChanges = false, restoreBranch = false, again = false } = options;
        return await resume(session, { run: run ?? null, acceptChanges, restoreBranch, again });
      }),
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

type ListOptions = {
  readonly limit: number;
  readonly status?: RunStatus;
  readonly workstream?: string;
  readonly label?: Labels;
};
type LogsOptions = { readonly follow?: true; readonly stderr?: true; readonly attempt?: number };

const declareLooking = (program: Program, act: Act): void => {
  program
    .commandsGroup('Look:')
    .command('status')
    .description('how a run stands, step by step')
    .addArgument(runArgument())
    .addHelpText('after', examples('ws status', 'ws status k3f9 --json'))
    .action((run: string | undefined) =>
      act(async (session) => (await import('./commands/status.ts')).status(session, { run: run ?? null })),
    );
  program
    .command('list')
    .description('the runs of this repository, newest first; with --quiet only their ids')
    .option('-n, --limit <n>', 'at most so many', wholeNumber(1), 20)
    .addOption(new Option('--status <status>', 'only those that stand like this').choices(statuses))
    .option('--workstream <id>', 'only runs of this workstream')
    .option('--label <name=value>', 'only runs with this label; may be given again', collectLabel)
    .addHelpText('after', examples('ws list', 'ws list --status failed --json', 'ws list --label ticket=42'))
    .action(({ limit, status, workstream, label }: ListOptions) =>
      act(async (session) => {
        const { list } = await import('./commands/list.ts');
        return await list(session, {
          limit,
          statuses: status === undefined ? null : [status],
          workstream: workstream ?? null,
          labels: label ?? {},
        });
      }),
    );
  program
    .command('logs')
    .description('what the steps of a run wrote')
    .argument('[run]', 'the run, or a step of the latest run; the latest if left out')
    .argument('[step]', 'only this step')
    .option('-f, --follow', 'go on while the run is driven')
    .option('--stderr', 'only what went to stderr')
    .option('--attempt <n>', 'of this attempt, not the last', wholeNumber(1))
    .addHelpText(
      'after',
      examples('ws logs', 'ws logs build', 'ws logs k3f9 build -f', 'ws logs k3f9 build --attempt 1 --stderr'),
    )
    .action((run: string | undefined, step: string | undefined, options: LogsOptions) =>
      act(async (session) => {
        const { logs } = await import('./commands/logs.ts');
        const { follow = false, stderr = false, attempt = null } = options;
        return await logs(session, { run: run ?? null, step: step ?? null, follow, stderr, attempt });
      }),
    );
  program
    .command('events')
    .description('the log of a run, event by event')
    .addArgument(runArgument())
    .option('--after <seq>', 'only events after this number', wholeNumber(0), 0)
    .option('-f, --follow', 'go on while the run is driven')
    .addHelpText('after', examples('ws events', 'ws events k3f9 --json --after 40'))
    .action((run: string | undefined, options: { readonly after: number; readonly follow?: true }) =>
      act(async (session) => {
        const { events } = await import('./commands/events.ts');
        return await events(session, { run: run ?? null, after: options.after, follow: options.follow ?? false });
      }),
    );
  program
    .command('show')
    .description('the whole story of a run: steps, failures with the end of their logs, checkpoints')
    .addArgument(runArgument())
    .addHelpText('after', examples('ws show', 'ws show k3f9'))
    .action((run: string | undefined) =>
      act(async (session) => (await import('./commands/show.ts')).show(session, { run: run ?? null })),
    );
  program
    .command('diff')
    .description('what a run, or one of its steps, changed')
    .addArgument(runArgument())
    .argument('[step]', 'only this step')
    .option('--stat', 'only the names and sizes of the changes')
    .addHelpText('after', examples('ws diff', 'ws diff k3f9 greet', 'ws diff k3f9 --stat'))
    .action((run: string | undefined, step: string | undefined, options: { readonly stat?: true }) =>
      act(async (session) => {
        const { diff } = await import('./commands/diff.ts');
        return await diff(session, { run: run ?? null, step: step ?? null, stat: options.stat ?? false });
      }),
    );
};

type AnswerOptions = {
  readonly output?: readonly string[];
  readonly resume?: true;
  readonly question?: number;
};
type MergeOptions = { readonly squash?: true; readonly force?: true; readonly undo?: true };

const declareSteering = (program: Program, act: Act): void => {
  program
    .commandsGroup('Steer:')
    .command('pause')
    .description('start nothing new in a run; what runs ends first, and ws resume goes on')
    .addArgument(runArgument())
    .addHelpText('after', examples('ws pause', 'ws pause k3f9'))
    .action((run: string | undefined) =>
      act(async (session) => (await import('./commands/pause.ts')).pause(session, { run: run ?? null })),
    );
  program
    .command('cancel')
    .description('end a run for good')
    .addArgument(runArgument())
    .option('--compensate', 'undo what has succeeded, by the `compensate` of its steps, in reverse order')
    .addHelpText('after', examples('ws cancel', 'ws cancel k3f9 --compensate'))
    .action((run: string | undefined, options: { readonly compensate?: true }) =>
      act(async (session) => {
        const { cancel } = await import('./commands/cancel.ts');
        return await cancel(session, { run: run ?? null, compensates: options.compensate ?? false });
      }),
    );
  program
    .command('answer')
    .description('answer a step that waits for a person')
    .usage('[options] [run] <step> <answer>')
    .argument('<run>', 'the run; the latest that waits if left out')
    .argument('<step>', 'the step that waits')
    .argument('[answer]', 'accept, again, skip or reject: one of those the step offers')
    .option('-o, --output <name=value>', 'an output of the step, with accept; may be given again', collect)
    .option('--resume', 'go on with the run at once')
    .option('--question <seq>', 'only if the step still asks this question (see: ws status --json)', wholeNumber(1))
    .addHelpText(
      'after',
      examples(
        'ws answer review accept --resume',
        'ws answer k3f9 review accept --resume',
        'ws answer k3f9 review accept --output verdict=good',
      ),
    )
    .action((first: string, second: string, third: string | undefined, options: AnswerOptions) =>
      act(async (session) => {
        // With two words the run is the one that is left out.
        const [run, step, given] = third === undefined ? [null, first, second] : [first, second, third];
        const { answer } = await import('./commands/answer.ts');
        const { output = [], resume = false, question = null } = options;
        return await answer(session, { run, step, answer: given, outputs: output, resume, question });
      }),
    );
  program
    .command('discard')
    .description('throw a run away: its worktree and its branch go, and can be brought back for 30 days')
    .addArgument(runArgument())
    .option('--ignored', 'remove the worktree although ignored files go with it')
    .option('--undo', 'bring a run back that was thrown away')
    .addHelpText('after', examples('ws discard k3f9', 'ws discard k3f9 --undo'))
    .action((run: string | undefined, options: { readonly ignored?: true; readonly undo?: true }) =>
      act(async (session) => {
        const { discard } = await import('./commands/discard.ts');
        const { ignored = false, undo = false } = options;
        return await discard(session, { run: run ?? null, ignored, undo });
      }),
    );
  program
    .command('merge')
    .description("merge a run's branch into the branch of your checkout")
    .addArgument(runArgument())
    .option('--squash', 'as one commit')
    .option('--force', 'even if the run has not succeeded')
    .option('--undo', 'take the merge back, while the branch stands where it left it')
    .addHelpText('after', examples('ws merge', 'ws merge k3f9 --squash', 'ws merge k3f9 --undo'))
    .action((run: string | undefined, options: MergeOptions) =>
      act(async (session) => {
        const { merge, undo } = await import('./commands/merge.ts');
        if (options.undo === true) return await undo(session, { run: run ?? null });
        return await merge(session, {
          run: run ?? null,
          squash: options.squash ?? false,
          force: options.force ?? false,
        });
      }),
    );
};
