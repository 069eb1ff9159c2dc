/** Commands about the server: the page, the API, and who may ask. */
import { Option, type Command as Program } from 'commander';
import { examples, wholeNumber, type Act } from './declaration.ts';

type ServeOptions = {
  readonly host: string;
  readonly port?: number;
  readonly readOnly?: true;
  readonly behindProxy?: string;
};

type TokenOptions = { readonly role: 'metrics' | 'viewer' | 'operator' | 'admin' };

/** Adds them to the program. */
export const declareServeCommands = (program: Program, act: Act): void => {
  program
    .commandsGroup('Server:')
    .command('serve')
    .description('serve the page and the API of this repository; runs are never driven by it, and do not end with it')
    .option('--host <address>', 'where it listens; others than this machine reach it only behind a proxy', '127.0.0.1')
    .option('--port <n>', 'the port; 4455 or the next that is free if left out', wholeNumber(0))
    .option('--read-only', 'only show: nothing is started, moved or changed')
    .option('--behind-proxy <origin>', 'the origin of the proxy with TLS under which it is asked')
    .addHelpText(
      'after',
      examples(
        'ws serve',
        'ws serve --read-only --port 8080',
        'ws serve --host 0.0.0.0 --behind-proxy https://ws.example.org',
      ),
    )
    .action(({ host, port, readOnly, behindProxy }: ServeOptions) =>
      act(async (session) =>
        (await import('./commands/serve.ts')).serve(session, {
          ...{ host, port: port ?? null, readOnly: readOnly ?? false, behindProxy: behindProxy ?? null },
        }),
      ),
    );
  program
    .command('ui')
    .description('open the page in a browser; a server is started where none runs')
    .argument('[run]', 'the run to be shown; the overview if left out')
    .option('--print', 'print where the page is, and open nothing')
    .addHelpText('after', examples('ws ui', 'ws ui k3f9', 'ws ui --print'))
    .action((run: string | undefined, { print }: { readonly print?: true }) =>
      act(async (session) =>
        (await import('./commands/ui.ts')).ui(session, { run: run ?? null, print: print ?? false }),
      ),
    );
  const token = program.command('token').description('who may ask the server');
  token
    .command('new')
    .description('make a token and print it, once')
    .argument('<name>', 'who or what it is for')
    .addOption(
      new Option('--role <role>', 'what may be done by it')
        .choices(['metrics', 'viewer', 'operator', 'admin'])
        .default('viewer'),
    )
    .addHelpText('after', examples('ws token new grafana --role metrics', 'ws token new ci --role operator'))
    .action((name: string, { role }: TokenOptions) =>
      act(async (session) => (await import('./commands/token.ts')).tokenNew(session, { name, role })),
    );
  token
    .command('list')
    .description('the tokens there are, by name')
    .addHelpText('after', examples('ws token list', 'ws token list --json'))
    .action(() => act(async (session) => (await import('./commands/token.ts')).tokenList(session, null)));
  token
    .command('revoke')
    .description('let a token be nobody’s from now on')
    .argument('<name>', 'its name')
    .addHelpText('after', examples('ws token revoke ci'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/token.ts')).tokenRevoke(session, { name })),
    );
};
