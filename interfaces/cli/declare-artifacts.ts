/** Commands about the files that were kept of steps. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

/** Adds them to the program. */
export const declareArtifactCommands = (program: Program, act: Act): void => {
  const artifacts = program.command('artifacts').description('files that were kept of steps with "artifacts"');
  artifacts
    .command('list', { isDefault: true })
    .description('those of a run; without a name of the latest')
    .argument('[run]', 'the run')
    .argument('[step]', 'only of this step')
    .addHelpText('after', examples('ws artifacts', 'ws artifacts list k3f9 report --json'))
    .action((run: string | undefined, step: string | undefined) =>
      act(async (session) =>
        (await import('./commands/artifacts.ts')).artifactsList(session, { run: run ?? null, step: step ?? null }),
      ),
    );
  artifacts
    .command('get')
    .description('copy one, or all of a step, into a folder; nothing that is there is written over')
    .argument('<run>', 'the run')
    .argument('<step>', 'the step')
    .argument('[path]', 'its path; all of the step if left out')
    .option('--to <folder>', 'the folder they are copied to, under their paths', '.')
    .addHelpText(
      'after',
      examples('ws artifacts get k3f9 report report.html', 'ws artifacts get k3f9 test --to /tmp/coverage'),
    )
    .action((run: string, step: string, path: string | undefined, { to }: { readonly to: string }) =>
      act(async (session) =>
        (await import('./commands/artifacts.ts')).artifactsGet(session, { run, step, path: path ?? null, to }),
      ),
    );
};
