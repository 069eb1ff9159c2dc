/** Commands about specifications. */
import { Option, type Command as Program } from 'commander';
import type { ReportFormat } from './commands/spec/validate.ts';
import { collect, examples, wholeNumber, type Act } from './declaration.ts';

type ValidateOptions = {
  readonly all?: true;
  readonly changes?: true;
  readonly specs?: true;
  readonly archived?: true;
  readonly strict?: true;
  readonly profile: string;
  readonly changedSince?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly format: ReportFormat;
  readonly fix?: true;
  readonly severity?: readonly string[];
};

/** Adds them to the program. */
export const declareSpecCommands = (program: Program, act: Act): void => {
  program.commandsGroup('Specifications:');
  const spec = program.command('spec').description('check, look up and run specifications');
  declareChecking(spec, act);
  declareLooking(spec, act);
  declareRelations(spec, act);
  declareBridge(spec, act);
};

const declareChecking = (spec: Program, act: Act): void => {
  spec
    .command('validate')
    .description('check specs and open changes')
    .argument('[items...]', 'changes and specs by name; change/<name> or spec/<name> where that is not clear')
    .option('--all', 'all open changes and all specs, as without any choice')
    .option('--changes', 'all open changes')
    .option('--specs', 'all specs')
    .option('--archived', 'archived changes; with items, those may be archived, too')
    .option('--strict', 'warnings make an item invalid, too')
    .option(
      '--profile <profile>',
      'whose verdict: ws, or that of a version of the official tool, openspec@0.16 to openspec@1.13',
      'ws',
    )
    .option('--severity <rule=level>', 'error, warning, info or off for a rule; may be given again', collect)
    .option('--changed-since <ref>', 'only what changes since this commit, and untracked files, concern')
    .option('--baseline <file>', 'do not tell the findings that this file knows')
    .option('--write-baseline', 'write all findings to the file of --baseline')
    .addOption(
      new Option('--format <format>', 'the form of the report')
        .choices(['text', 'json', 'sarif', 'junit', 'github'])
        .default('text'),
    )
    .option('--fix', 'apply the fixes that are safe, then check again')
    .addHelpText(
      'after',
      examples(
        'ws spec validate',
        'ws spec validate add-login --strict',
        'ws spec validate --changed-since origin/main --format github',
        'ws spec validate --all --profile openspec@1.13 --json',
      ),
    )
    .action((items: readonly string[], options: ValidateOptions) =>
      act(async (session) => {
        const { specValidate } = await import('./commands/spec/validate.ts');
        const { all = false, changes = false, specs = false, archived = false, baseline = null } = options;
        const isOpen = all || !(changes || specs || archived);
        return await specValidate(session, {
          items,
          scope: { changes: isOpen || changes, specs: isOpen || specs, archived },
          isScopeNamed: all || changes || specs,
          strict: options.strict ?? false,
          profile: options.profile,
          severities: options.severity ?? [],
          changedSince: options.changedSince ?? null,
          baseline,
          writeBaseline: options.writeBaseline ?? false,
          format: options.format,
          fix: options.fix ?? false,
        });
      }),
    );
  spec
    .command('explain')
    .description('what a rule finds, why it matters and what to do; without a rule all of them')
    .argument('[rule]', 'the id of a rule')
    .addHelpText('after', examples('ws spec explain', 'ws spec explain spec/missing-purpose'))
    .action((rule: string | undefined) =>
      act(async (session) => {
        const { specExplain } = await import('./commands/spec/explain.ts');
        return await specExplain(session, { rule: rule ?? null });
      }),
    );
};

type ListOptions = { readonly specs?: boolean; readonly changes?: boolean; readonly official?: boolean };
type GraphFormat = 'mermaid' | 'dot' | 'json';

const declareLooking = (spec: Program, act: Act): void => {
  spec
    .command('list')
    .description('specs, documents and open changes')
    .option('--specs', 'only specs and documents')
    .option('--changes', 'only open changes')
    .option('--official', 'JSON as `openspec list` prints it: changes, or with --specs the specs')
    .addHelpText('after', examples('ws spec list', 'ws spec list --changes --json', 'ws spec list --official'))
    .action(({ specs = false, changes = false, official = false }: ListOptions) =>
      act(async (session) => {
        if (official) {
          const { officialList } = await import('./commands/spec/official.ts');
          return await officialList(session, { specs });
        }
        const { specList } = await import('./commands/spec/look-up.ts');
        const isAll = specs === changes;
        return await specList(session, { specs: isAll || specs, changes: isAll || changes });
      }),
    );
  spec
    .command('show')
    .description('one spec, document or change')
    .argument('<name>', 'a name, change/<name>, spec/<name> or spec://…')
    .option('--official', 'JSON as `openspec show` prints it')
    .addHelpText('after', examples('ws spec show auth', 'ws spec show add-login --json'))
    .action((name: string, { official = false }: { readonly official?: boolean }) =>
      act(async (session) =>
        official
          ? (await import('./commands/spec/official.ts')).officialShow(session, { name })
          : (await import('./commands/spec/show.ts')).specShow(session, { name }),
      ),
    );
  spec
    .command('search')
    .description('find what holds all words: specs, changes, tasks, documents, the archive')
    .argument('<words...>', 'the words')
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .addHelpText('after', examples('ws spec search log in', 'ws spec search password --json'))
    .action((words: readonly string[], { limit }: { readonly limit: number }) =>
      act(async (session) => (await import('./commands/spec/look-up.ts')).specSearch(session, { words, limit })),
    );
  spec
    .command('graph')
    .description('draw what specs, documents and changes lead to')
    .addOption(
      new Option('--format <format>', 'the language of the drawing')
        .choices(['mermaid', 'dot', 'json'])
        .default('mermaid'),
    )
    .addHelpText('after', examples('ws spec graph', 'ws spec graph --format dot | dot -Tsvg > specs.svg'))
    .action(({ format }: { readonly format: GraphFormat }) =>
      act(async (session) => (await import('./commands/spec/look-up.ts')).specGraph(session, { format })),
    );
  spec
    .command('index')
    .description('write the index with the history of each spec, as a file and into the state store')
    .option('-o, --output <file>', 'where to, from the folder that holds openspec/', 'specs_index.json')
    .addHelpText('after', examples('ws spec index', 'ws spec index -o build/specs_index.json'))
    .action(({ output }: { readonly output: string }) =>
      act(async (session) => (await import('./commands/spec/write-index.ts')).specIndex(session, { output })),
    );
};

const declareRelations = (spec: Program, act: Act): void => {
  spec
    .command('resolve')
    .description('a document with all it inherits and depends on')
    .argument('<uri>', 'such as spec://feature/auth:v2')
    .addHelpText('after', examples('ws spec resolve spec://feature/auth', 'ws spec resolve spec://cap/auth#log-in'))
    .action((uri: string) =>
      act(async (session) => (await import('./commands/spec/relations.ts')).specResolve(session, { uri })),
    );
  spec
    .command('impact')
    .description('what depends on a spec or change, and what would break')
    .argument('<name>', 'a change, a spec or spec://…')
    .addHelpText('after', examples('ws spec impact add-login', 'ws spec impact spec://common/user'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/spec/relations.ts')).specImpact(session, { name })),
    );
  spec
    .command('diff')
    .description('what a change does to requirements and scenarios')
    .argument('<change>', 'an open change')
    .addHelpText('after', examples('ws spec diff add-login', 'ws spec diff add-login --json'))
    .action((change: string) =>
      act(async (session) => (await import('./commands/spec/archive.ts')).specDiff(session, { change })),
    );
  spec
    .command('archive')
    .description('take changes into the specs, those they depend on first, and put them into the archive')
    .argument('<changes...>', 'open changes')
    .option('--dry-run', 'say what would be done')
    .option('--skip-specs', 'leave the specs as they are')
    .option('--yes', 'archive changes with open tasks without asking')
    .addHelpText('after', examples('ws spec archive add-login --dry-run', 'ws spec archive add-login add-logout'))
    .action((changes: readonly string[], options: ArchiveOptions) =>
      act(async (session) => {
        const { specArchive } = await import('./commands/spec/archive.ts');
        const { dryRun = false, skipSpecs = false, yes = false } = options;
        return await specArchive(session, { changes, dryRun, skipSpecs, yes });
      }),
    );
};

type ArchiveOptions = { readonly dryRun?: true; readonly skipSpecs?: true; readonly yes?: true };
type CompileOptions = { readonly output?: string; readonly tool: string; readonly withDone?: true };
type TraceOptions = { readonly format: 'md' | 'json' | 'html' };

const declareBridge = (spec: Program, act: Act): void => {
  spec
    .command('compile')
    .description('a workstream from a change or a document')
    .argument('<name>', 'an open change, or spec://…')
    .option('-o, --output <file>', 'where to; printed if left out')
    .option('--tool <tool>', 'the tool for tasks that are no command', 'manual')
    .option('--with-done', 'ticked tasks as well')
    .addHelpText('after', examples('ws spec compile add-login', 'ws spec compile spec://feature/auth -o auth.json'))
    .action((name: string, options: CompileOptions) =>
      act(async (session) => {
        const { specCompile } = await import('./commands/spec/compile.ts');
        const { output = null, tool, withDone = false } = options;
        return await specCompile(session, { name, output, tool, withDone });
      }),
    );
  spec
    .command('trace')
    .description('from requirement to scenario, step, commit and result')
    .argument('[name]', 'a change, for its newest run, or a run; the latest run if left out')
    .addOption(new Option('--format <format>', 'the form').choices(['md', 'json', 'html']).default('md'))
    .addHelpText('after', examples('ws spec trace add-login', 'ws spec trace k3f9 --format html > trace.html'))
    .action((name: string | undefined, { format }: TraceOptions) =>
      act(async (session) => {
        const { specTrace } = await import('./commands/spec/trace.ts');
        return await specTrace(session, { name: name ?? null, format });
      }),
    );
};
