/** Commands about what runs recorded. */
import type { Command as Program } from 'commander';
import { examples, type Act } from './declaration.ts';

/** Adds them to the program. */
export const declareCassetteCommands = (program: Program, act: Act): void => {
  const cassette = program.command('cassette').description('what runs recorded with --record');
  cassette
    .command('list')
    .description('every cassette of this repository')
    .addHelpText('after', examples('ws cassette list', 'ws cassette list --json'))
    .action(() => act(async (session) => (await import('./commands/cassette.ts')).cassetteList(session, null)));
  cassette
    .command('show')
    .description('what a cassette holds, call by call')
    .argument('<cassette>', 'a folder, or the run that recorded')
    .addHelpText('after', examples('ws cassette show k3f9', 'ws cassette show examples/cassette --json'))
    .action((named: string) =>
      act(async (session) => (await import('./commands/cassette.ts')).cassetteShow(session, { cassette: named })),
    );
  cassette
    .command('save')
    .description('copy a cassette to a folder, to keep it with the sources or to give it away')
    .argument('<cassette>', 'a folder, or the run that recorded')
    .argument('<folder>', 'where to; it must not be there yet')
    .addHelpText('after', examples('ws cassette save k3f9 tests/cassettes/fix'))
    .action((named: string, folder: string) =>
      act(async (session) =>
        (await import('./commands/cassette.ts')).cassetteSave(session, { cassette: named, folder }),
      ),
    );
  cassette
    .command('remove')
    .description('remove what a run recorded')
    .argument('<run>', 'the run that recorded, by its whole id')
    .addHelpText('after', examples('ws cassette remove k3f9x0a1b2'))
    .action((run: string) =>
      act(async (session) => (await import('./commands/cassette.ts')).cassetteRemove(session, { run })),
    );
};
