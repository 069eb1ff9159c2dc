/** Commands that look at runs, and steer them. */
import { Option, type Command as Program } from 'commander';
import type { Labels, RunStatus } from '../../core/run.ts';
import { ANSWERS } from '../../core/attempt.ts';
import { collect, collectLabel, examples, runArgument, wholeNumber, type Act } from './declaration.ts';

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
  declareLooking(program, act);
  declareSteering(program, act);
};

type ListOptions = {
  readonly limit: number;
  readonly status?: RunStatus;
  readonly workstream?: string;
  readonly label?: Labels;
};
type LogsOptions = { readonly follow?: true; readonly stderr?: true; readonly attempt?: number; readonly raw?: true };

const declareLooking = (program: Program, act: Act): void => {
  program
    .commandsGroup('Look:')
    .command('status')
    .description('how a run stands, step by step')
    .addArgument(runArgument())
    .option('--all', 'every step, also inside of what succeeded, and however many they are')
    .addHelpText('after', examples('ws status', 'ws status k3f9 --json'))
    .action((run: string | undefined, { all }: { readonly all?: true }) =>
      act(async (session) =>
        (await import('./commands/status.ts')).status(session, { run: run ?? null, all: all ?? false }),
      ),
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
    .option('--raw', 'of a coding CLI the stream that it printed, not what it told of its work')
    .addHelpText(
      'after',
      examples('ws logs', 'ws logs build', 'ws logs k3f9 build -f', 'ws logs k3f9 build --attempt 1 --stderr'),
    )
    .action((run: string | undefined, step: string | undefined, options: LogsOptions) =>
      act(async (session) => {
        const { logs } = await import('./commands/logs.ts');
        const { follow = false, stderr = false, attempt = null, raw = false } = options;
        return await logs(session, { run: run ?? null, step: step ?? null, follow, stderr, attempt, raw });
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
    .argument('[run]', 'the run, or a step of the latest run; the latest if left out')
    .argument('[step]', 'only this step')
    .option('--stat', 'only the names and sizes of the changes')
    .addHelpText('after', examples('ws diff', 'ws diff greet', 'ws diff k3f9 greet', 'ws diff k3f9 --stat'))
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
  readonly text?: string;
  readonly outputs?: string;
  readonly comment?: string;
};
type MergeOptions = Readonly<Partial<Record<'squash' | 'force' | 'undo' | 'acceptDamage', true>>> & {
  readonly lane?: string;
};

/** Which of the words is what: the run may be left out, and the answer, which is then asked for. */
const answered = (
  first: string,
  second?: string,
  third?: string,
): Record<'run' | 'answer', string | null> & { step: string } => {
  if (second === undefined) return { run: null, step: first, answer: null };
  if (third !== undefined) return { run: first, step: second, answer: third };
  const isStep = !ANSWERS.some((word) => word === second);
  return isStep ? { run: first, step: second, answer: null } : { run: null, step: first, answer: second };
};

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
    .usage('[options] [run] <step> [answer]')
    .argument('<run>', 'the run; the latest that waits if left out')
    .argument('[step]', 'the step that waits')
    .argument(
      '[answer]',
      'one of those that the step offers, such as accept, again, once or reply; asked for where it is left out',
    )
    .option('-o, --output <name=value>', 'an output of the step, with accept; may be given again', collect)
    .option('--outputs <json>', 'all outputs of the step at once, as a JSON object')
    .option('--comment <text>', 'why, for the log')
    .option('--text <text>', 'what its tool is told, with reply')
    .option('--resume', 'go on with the run at once')
    .option('--question <seq>', 'only if the step still asks this question (see: ws status --json)', wholeNumber(1))
    .addHelpText(
      'after',
      examples(
        'ws answer review accept --resume',
        'ws answer k3f9 review accept --resume',
        'ws answer k3f9 review accept --output verdict=good',
        'ws answer k3f9 code once --resume',
        'ws answer k3f9 code reply --text "the second one"',
      ),
    )
    .action((first: string, second: string | undefined, third: string | undefined, options: AnswerOptions) =>
      act(async (session) => {
        const { run, step, answer: given } = answered(first, second, third);
        const { answer } = await import('./commands/answer.ts');
        const { output = [], resume = false, question = null, text = null } = options;
        const { outputs: whole = null, comment = null } = options;
        return await answer(session, {
          run,
          step,
          answer: given,
          outputs: output,
          whole,
          comment,
          resume,
          question,
          text,
        });
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
    .option('--lane <step>', 'only what this lane of the run did, also where that failed')
    .option('--squash', 'as one commit')
    .option('--force', 'even if the run has not succeeded')
    .option('--accept-damage', 'even if the run is not what was recorded of it, which is told')
    .option('--undo', 'take the merge back, while the branch stands where it left it')
    .addHelpText(
      'after',
      examples('ws merge', 'ws merge k3f9 --squash', 'ws merge k3f9 --lane fix/parser', 'ws merge k3f9 --undo'),
    )
    .action((run: string | undefined, options: MergeOptions) =>
      act(async (session) => {
        const { merge, undo } = await import('./commands/merge.ts');
        const { lane = null, squash = false, force = false, acceptDamage = false } = options;
        if (options.undo === true) return await undo(session, { run: run ?? null });
        return await merge(session, { run: run ?? null, lane, squash, force, acceptDamage });
      }),
    );
};
