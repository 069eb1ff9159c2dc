/** Commands about models: which there are, and asking one by hand. */
import { InvalidArgumentError, type Command as Program } from 'commander';
import { collect, examples, type Act } from './declaration.ts';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
};

type Who = { readonly agent?: string; readonly task?: string; readonly provider?: string; readonly model?: string };

type LlmOptions = Who & {
  readonly system?: string;
  readonly attach?: readonly string[];
  readonly schema?: string;
  readonly maxTokens?: number;
};

const whoOf = ({ agent, task, provider, model }: Who) => ({
  ...{ agent: agent ?? null, task: task ?? null, provider: provider ?? null, model: model ?? null },
});

const declareLlm = (program: Program, act: Act): void => {
  program
    .command('llm')
    .description('ask a model one question; the answer is the result')
    .argument('<prompt>', 'the question; - reads it from the standard input')
    .option('--system <text>', 'what the model is to be')
    .option('--attach <file>', 'a file that goes with it; can be given more than once', collect)
    .option('--schema <file>', 'a JSON Schema that the answer must fit')
    .option('--agent <name>', 'whose settings count, of those below models.agents')
    .option('--task <name>', 'which settings count, of those below models.tasks')
    .option('--provider <name>', 'who is asked')
    .option('--model <name>', 'the model, as its provider calls it')
    .option('--max-tokens <n>', 'how long the answer may be', wholeNumber)
    .addHelpText(
      'after',
      examples(
        'ws llm "What is a breaking change?"',
        'git diff | ws llm - --system "Review this diff. Be short."',
        'ws llm "Which licence is this?" --attach LICENSE --schema licence.schema.json',
      ),
    )
    .action((prompt: string, { system, attach, schema, maxTokens, ...who }: LlmOptions) =>
      act(async (session) =>
        (await import('./commands/llm.ts')).llm(session, {
          ...{ prompt, system: system ?? null, attach: attach ?? [], schema: schema ?? null },
          ...{ maxTokens: maxTokens ?? null, ...whoOf(who) },
        }),
      ),
    );
};

/** Adds them to the program. */
export const declareModelCommands = (program: Program, act: Act): void => {
  declareLlm(program, act);
  const models = program.command('models').description('the models that steps and ws llm ask');
  models
    .command('list')
    .description('every provider, its default model, and whether its key is set')
    .addHelpText('after', examples('ws models list', 'ws models list --json'))
    .action(() => act(async (session) => (await import('./commands/models.ts')).modelsList(session, null)));
  models
    .command('show')
    .description('a provider with everything filled in')
    .argument('<provider>', 'the provider')
    .addHelpText('after', examples('ws models show anthropic'))
    .action((name: string) =>
      act(async (session) => (await import('./commands/models.ts')).modelsShow(session, { name })),
    );
  models
    .command('route')
    .description('which models a call would be made of, in which order, and with what settings')
    .argument('[agent]', 'whose settings count, of those below models.agents')
    .option('--task <name>', 'which settings count, of those below models.tasks')
    .option('--provider <name>', 'as if a step named it')
    .option('--model <name>', 'as if a step named it')
    .addHelpText('after', examples('ws models route', 'ws models route critic --task review'))
    .action((agent: string | undefined, options: Who) =>
      act(async (session) =>
        (await import('./commands/models.ts')).modelsRoute(session, { ...whoOf(options), agent: agent ?? null }),
      ),
    );
  models
    .command('check')
    .description('make one small call of each provider whose key is set')
    .argument('[providers...]', 'the providers; all that can be asked if left out')
    .addHelpText('after', examples('ws models check', 'ws models check anthropic'))
    .action((names: readonly string[]) =>
      act(async (session) => (await import('./commands/models.ts')).modelsCheck(session, { names })),
    );
  models
    .command('presets')
    .description('providers that a configuration can name by preset')
    .addHelpText('after', examples('ws models presets'))
    .action(() => act(async (session) => (await import('./commands/models.ts')).modelsPresets(session, null)));
};
