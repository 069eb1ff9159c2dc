/** Commands about specifications. */
import { Option, type Command as Program } from 'commander';
import type { ReportFormat } from './commands/spec/validate.ts';
import { collect, examples, type Act } from './declaration.ts';

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
export function declareSpecCommands(program: Program, act: Act): void {
  program.commandsGroup('Specifications:');
  const spec = program.command('spec').description('check, look up and run specifications');
  declareChecking(spec, act);
}

function declareChecking(spec: Program, act: Act): void {
  spec
    .command('validate')
    .description('check specs and open changes')
    .argument('[items...]', 'changes and specs by name; change/<name> or spec/<name> where that is not clear')
    .option('--all', 'all open changes and all specs, as without any choice')
    .option('--changes', 'all open changes')
    .option('--specs', 'all specs')
    .option('--archived', 'archived changes; with items, those may be archived, too')
    .option('--strict', 'warnings make an item invalid, too')
    .option('--profile <profile>', 'whose verdict: ws, or openspec@1.13 for the official one', 'ws')
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
}
