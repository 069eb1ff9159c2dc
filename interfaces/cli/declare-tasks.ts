/** Commands that give tasks to coding CLIs. */
import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import type { Labels } from '../../core/run.ts';
import { COST_KEYS, type CostKey } from '../house/cost-of-runs.ts';
import { collect, collectLabel, examples, wholeNumber, type Act } from './declaration.ts';

type DoOptions = {
  readonly file?: string;
  readonly tool?: readonly string[];
  readonly workflow?: string;
  readonly model?: string;
  readonly accept?: readonly string[];
  readonly files?: readonly string[];
  readonly budget?: number;
  readonly budgetTokens?: number;
  readonly read?: true;
  readonly base?: string;
  readonly withChanges?: boolean;
  readonly label?: Labels;
  readonly print?: true;
  readonly record?: true;
};

const dollars = (text: string): number => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0)
    throw new InvalidArgumentError('It must be an amount of US dollars above 0, such as 2 or 0.50.');
  return value;
};

const names = (text: string): readonly string[] => {
  const all = text.split(',').map((name) => name.trim());
  if (all.includes('')) throw new InvalidArgumentError('It must be a name, or several with commas between them.');
  return all;
};

type CostOptions = { readonly by: CostKey; readonly csv?: boolean; readonly estimate?: string };

/** Adds them to the program. */
export const declareTaskCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Run:')
    .command('do')
    .description('have a coding CLI do a task in a run of its own, and show what it does')
    .argument('[task]', 'what is to be done; - to read it from standard input')
    .option('--file <file>', 'a file that says what is to be done')
    .option(
      '--tool <names>',
      'a tool that is a coding CLI, such as claude or codex; else the one that fits best of those that can be used. Of several (claude,codex) each does it in a lane of its own, and you take the best',
      names,
    )
    .option('--workflow <name>', 'a workflow that ships, in place of one step: quick, thorough, review-only, document')
    .option('--model <model>', 'as the CLI calls it')
    .option('--accept <command>', 'a check that must hold when it is done; may be given again', collect)
    .option('--files <glob>', 'only files that match may be changed; may be given again', collect)
    .option('--budget <usd>', 'stop it when it has cost so many US dollars', dollars)
    .option('--budget-tokens <n>', 'stop it when it has used so many tokens', wholeNumber(1))
    .option('--read', 'a question: it changes nothing, and its answer is the result')
    .option('--base <ref>', 'the ref the branch starts from')
    .option('--with-changes', 'start with what is not committed in the checkout, untracked files included')
    .option('--no-with-changes', 'start without it, whatever the configuration says')
    .option('--label <name=value>', 'what to find the run by: ws list --label; may be given again', collectLabel)
    .option('--record', 'keep its calls and what they changed in a cassette')
    .option('--print', 'show the workstream that this makes, and start nothing')
    .addHelpText(
      'after',
      examples(
        'ws do "make the failing test pass" --accept "npm test"',
        "ws do --file task.md --tool codex --files 'src/**'",
        'ws do "add a --json flag" --workflow thorough --accept "npm test"',
        'ws do --read "where are sessions kept?"',
        'ws do - --budget 0.50 < task.md',
      ),
    )
    .action((task: string | undefined, options: DoOptions) =>
      act(async (session) => {
        const { doTask } = await import('./commands/do.ts');
        const { file = null, tool: tools = [], model = null, accept = [], files = [], base = null } = options;
        const { budget = null, budgetTokens = null, withChanges = null, label: labels = {}, workflow = null } = options;
        return await doTask(session, {
          ...{ task: task ?? null, taskFile: file, tools, workflow, model, accept, files, base, withChanges, labels },
          ...{ budget: { costUsd: budget, tokens: budgetTokens } },
          ...{ isRead: options.read ?? false, print: options.print ?? false, record: options.record ?? false },
        });
      }),
    );
  program
    .commandsGroup('Steer:')
    .command('tell')
    .description('say something to the coding CLI that does a step: it ends its turn and goes on with it')
    .argument('<run>', 'the run')
    .argument('<step>', 'the step')
    .argument('<text>', 'what it is told')
    .addHelpText('after', examples('ws tell k3f9 task "use the helper in src/time.ts"'))
    .action((run: string, step: string, text: string) =>
      act(async (session) => (await import('./commands/tell.ts')).tell(session, { run, step, text })),
    );
  program
    .commandsGroup('Steer:')
    .command('emit')
    .description('tell a domain event: steps of runs that wait for one of its type (on) go on with it')
    .argument('<type>', 'its type, such as order.created')
    .option('--payload <json>', 'what it tells, a JSON object, or @ and a file that holds one', '{}')
    .addHelpText(
      'after',
      examples('ws emit order.created --payload \'{"id": 7}\'', 'ws emit nightly.done --payload @report.json'),
    )
    .action((type: string, { payload }: { readonly payload: string }) =>
      act(async (session) => (await import('./commands/emit.ts')).emit(session, { type, payload })),
    );
  program
    .commandsGroup('Look:')
    .command('cost')
    .description('what runs have used of models: tokens, and money where it is known')
    .argument('[run]', 'the run; all of them if left out')
    .addOption(new Option('--by <key>', 'what a line is for').choices(COST_KEYS).default('step'))
    .option('--csv', 'print CSV')
    .option('--estimate <file>', 'what a workstream may cost, by what earlier runs of its steps have used')
    .addHelpText(
      'after',
      examples('ws cost', 'ws cost k3f9 --by model', 'ws cost --by day --csv', 'ws cost --estimate feature.yaml'),
    )
    .action((run: string | undefined, { by, csv = false, estimate }: CostOptions) =>
      act(async (session) => {
        if (estimate === undefined)
          return await (await import('./commands/cost.ts')).cost(session, { run: run ?? null, by, csv });
        return await (await import('./commands/cost-estimate.ts')).costEstimate(session, estimate);
      }),
    );
};
