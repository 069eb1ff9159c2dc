/** Commands about what a failure means. */
import { constants } from 'node:os';
import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import { examples, wholeNumber, type Act } from './declaration.ts';
import { durationOption, optionOfDuration } from './duration.ts';

const LARGEST_EXIT_CODE = 255;
const monthMs = 30 * 24 * 60 * 60 * 1000;

const endCode = (text: string): number => {
  const code = wholeNumber(0)(text);
  if (code > LARGEST_EXIT_CODE)
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${LARGEST_EXIT_CODE}.`);
  return code;
};

/** The name of a signal as the system knows it, from `SIGKILL`, `kill` or `9`. */
const signalName = (text: string): string => {
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const found = Object.entries(constants.signals).find(([known, number]) => known === name || String(number) === text);
  if (found === undefined) throw new InvalidArgumentError('It must be a signal such as SIGKILL.');
  return found[0];
};

type ClassifyOptions = {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly command?: string;
  readonly trustPlugins?: true;
};

/** Adds them to the program. */
export const declareFailureCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Failures:')
    .command('classify')
    .description(
      'say what a failing log died of, where, and what would be decided about it as the first failure of a step with `retry: 1`: reads any tool’s output, in a repository or not',
    )
    .argument('[file]', 'the log; the standard input if left out')
    .option('--exit-code <n>', 'the exit code of the command that wrote it', endCode)
    .addOption(
      new Option('--signal <signal>', 'the signal that ended the command').argParser(signalName).conflicts('exitCode'),
    )
    .option('--command <text>', 'the command that wrote it: what its exit code means where the log says nothing')
    .option('--trust-plugins', 'let the code in .ws/plugins run too')
    .addHelpText(
      'after',
      examples(
        'npm test 2>&1 | ws classify',
        'ws classify build.log --exit-code 2',
        "ws classify fetch.log --exit-code 7 --command 'curl -s https://example.org'",
        'ws classify --json < ci.log | jq -r \'.issues[] | "\\(.path):\\(.line) \\(.message)"\'',
      ),
    )
    .action((file: string | undefined, { exitCode, signal, command, trustPlugins }: ClassifyOptions) =>
      act(async (session) => {
        const { classify } = await import('./commands/classify.ts');
        return await classify(session, {
          file: file ?? null,
          exitCode: exitCode ?? null,
          signal: signal ?? null,
          command: command ?? null,
          trustsPlugins: trustPlugins ?? false,
        });
      }),
    );
  const failures = program.command('failures').description('what failed for good');
  failures
    .command('list', { isDefault: true })
    .description('what failed for good and no later run has taken up: the newest first')
    .option('--run <run>', 'only of this run')
    .option('--since <duration>', 'only of the last so long', durationOption)
    .option('--all', 'every failure, whatever was decided about it, of runs that were taken up again or dismissed too')
    .addHelpText('after', examples('ws failures', 'ws failures --since 7d', 'ws failures --run k3f9 --all --json'))
    .action(({ run, since, all }: { readonly run?: string; readonly since?: number; readonly all?: true }) =>
      act(async (session) => {
        const { failuresList } = await import('./commands/failures.ts');
        return await failuresList(session, { run: run ?? null, sinceMs: since ?? null, all: all ?? false });
      }),
    );
  failures
    .command('dismiss')
    .description('take the failures of a run off the list: nobody is going to take them up')
    .argument('<run>', 'the run')
    .addHelpText('after', examples('ws failures dismiss k3f9'))
    .action((run: string) =>
      act(async (session) => (await import('./commands/failures.ts')).failuresDismiss(session, { run })),
    );
  const stats = program.command('stats').description('what can be learned from past runs');
  stats
    .command('errors')
    .description('how many failures were understood, fixed and escalated, and which come back')
    .addOption(optionOfDuration('--since <duration>', 'of the last so long', monthMs))
    .option('--flaky', 'what failed and then passed on the same tree, by test where a plugin knows it')
    .addHelpText(
      'after',
      examples('ws stats errors', 'ws stats errors --flaky', 'ws stats errors --since 7d --json | jq .matchRate'),
    )
    .action(({ since, flaky = false }: { readonly since: number; readonly flaky?: boolean }) =>
      act(async (session) => {
        if (flaky) return await (await import('./commands/stats-flaky.ts')).statsFlaky(session, { sinceMs: since });
        const { statsErrors } = await import('./commands/stats.ts');
        return await statsErrors(session, { sinceMs: since });
      }),
    );
  program
    .command('diagnostics')
    .description('write all that helps to understand a run into one .tar.gz, secrets masked, to be passed on')
    .argument('[run]', 'the run; the latest if left out')
    .option('-o, --output <file>', 'the archive; in the folder of the run if left out')
    .addHelpText('after', examples('ws diagnostics', 'ws diagnostics k3f9 -o k3f9.tar.gz'))
    .action((run: string | undefined, { output }: { readonly output?: string }) =>
      act(async (session) => {
        const { diagnostics } = await import('./commands/diagnostics.ts');
        return await diagnostics(session, { run: run ?? null, output: output ?? null });
      }),
    );
  const plugins = program.command('plugins').description('the plugins that understand logs, shipped and of your own');
  plugins
    .command('list')
    .description('every plugin; those that speak first at the top')
    .addHelpText('after', examples('ws plugins list', "ws plugins list --json | jq -r '.[].name'"))
    .action(() => act(async (session) => (await import('./commands/plugins.ts')).pluginsList(session, null)));
  plugins
    .command('show')
    .description('what a plugin is and whether it is on')
    .argument('<name>', 'the plugin')
    .addHelpText('after', examples('ws plugins show eslint', 'ws plugins show eslint --json'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/plugins.ts')).pluginsShow(session, { name })),
    );
  plugins
    .command('new')
    .description('write a plugin of your own into .ws/plugins, ready to work')
    .argument('<name>', 'in kebab-case')
    .addHelpText('after', examples('ws plugins new my-tool'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/plugins.ts')).pluginsNew(session, { name })),
    );
  plugins
    .command('test')
    .description('run plugins over their recorded logs; runs the code of the plugins it tests')
    .argument('[plugin]', 'its name or its folder; all in .ws/plugins if left out')
    .option('--fixtures <folder>', 'where the recorded logs are, if not with the plugin')
    .addHelpText(
      'after',
      examples('ws plugins test', 'ws plugins test my-tool', 'ws plugins test eslint --fixtures my-logs'),
    )
    .action((which: string | undefined, { fixtures }: { readonly fixtures?: string }) =>
      act(async (session) => {
        const { pluginsTest } = await import('./commands/plugins-test.ts');
        return await pluginsTest(session, { which: which ?? null, fixtures: fixtures ?? null });
      }),
    );
};
