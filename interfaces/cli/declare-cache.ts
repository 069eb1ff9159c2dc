/** Commands about what is kept of steps. */
import { InvalidArgumentError, type Command as Program } from 'commander';
import { bytesOf } from '../../config/bytes.ts';
import { examples, type Act } from './declaration.ts';
import { durationOption } from './duration.ts';

const sizeOption = (text: string): number => {
  if (/^\d{1,15}(?:B|[kMG]B|[KMG]iB)$/.test(text)) return bytesOf(text);
  throw new InvalidArgumentError('It must be a size such as 500MiB or 2GiB.');
};

/** Adds them to the program. */
export const declareCacheCommands = (program: Program, act: Act): void => {
  const cache = program.command('cache').description('what is kept of steps with "cache"');
  cache
    .command('list')
    .description('every entry of this repository, what was used last first')
    .addHelpText('after', examples('ws cache list', 'ws cache list --json'))
    .action(() => act(async (session) => (await import('./commands/cache.ts')).cacheList(session, null)));
  cache
    .command('why')
    .description('why a step was run and not found in the cache: what differs from the nearest entry')
    .argument('<run>', 'the run')
    .argument('<step>', 'the step')
    .addHelpText('after', examples('ws cache why k3f9 build', 'ws cache why k3f9 test/linux --json'))
    .action((run: string, step: string) =>
      act(async (session) => (await import('./commands/cache.ts')).cacheWhy(session, { run, step })),
    );
  cache
    .command('gc')
    .description('throw away what was of no use for longest, until it is small enough')
    .option('--max-size <size>', 'leave at most so much (cache.maxSize of the configuration, 5GiB)', sizeOption)
    .option('--unused <duration>', 'and all that was of no use for so long', durationOption)
    .addHelpText('after', examples('ws cache gc', 'ws cache gc --max-size 500MiB --unused 30d'))
    .action(({ maxSize, unused }: { maxSize?: number; unused?: number }) =>
      act(async (session) =>
        (await import('./commands/cache.ts')).cacheGc(session, {
          maxBytes: maxSize ?? null,
          unusedMs: unused ?? null,
        }),
      ),
    );
  cache
    .command('clear')
    .description('throw all of it away, or all of a step')
    .option('--step <step>', 'only of this step')
    .addHelpText('after', examples('ws cache clear', 'ws cache clear --step build'))
    .action(({ step }: { step?: string }) =>
      act(async (session) => (await import('./commands/cache.ts')).cacheClear(session, { step: step ?? null })),
    );
};
