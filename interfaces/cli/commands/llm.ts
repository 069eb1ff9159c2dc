/** `ws llm`: asks a model one question. The answer is the result; what it cost is said beside it. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { NO_SETTINGS, type ModelReply, type ModelRefusal } from '../../../core/model.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import { askByHand, type Asking } from '../../house/models/ask-by-hand.ts';
import { explainRoutes, type Who } from '../../house/models/model-verbs.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command, Session } from '../session.ts';
import { withModels } from './models.ts';

export type LlmArgs = Who & {
  readonly prompt: string;
  readonly system: string | null;
  readonly attach: readonly string[];
  /** A file. */
  readonly schema: string | null;
  readonly maxTokens: number | null;
};

const readAll = async ({ chunks }: ReturnType<Session['openInput']>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString('utf8');
};

const schemaIn = async (directory: string, file: string): Promise<Result<JsonObject, Refusal>> => {
  try {
    const schema: unknown = JSON.parse(await readFile(resolve(directory, file), 'utf8'));
    return isJsonObject(schema) ? ok(schema) : err(invalid(`${file} is no JSON Schema: it must be an object`));
  } catch (error) {
    const code = codeOf(error);
    return err(invalid(code === null ? `${file} is no JSON` : `${file} cannot be read (${code})`));
  }
};

const questionOf = async (session: Session, args: LlmArgs): Promise<Result<Asking, Refusal>> => {
  const prompt = args.prompt === '-' ? await readAll(session.openInput()) : args.prompt;
  if (prompt.trim() === '')
    return err(invalid('there is no question', 'ws llm "…", or ws llm - with the question on its input'));
  const schema = args.schema === null ? ok(null) : await schemaIn(session.directory, args.schema);
  if (!schema.ok) return schema;
  const { agent, task, provider, model, maxTokens, system, attach } = args;
  const settings = { ...NO_SETTINGS, provider, model, maxTokens };
  return ok({ prompt, system, attach, schema: schema.value, agent, task, settings, directory: session.directory });
};

const costWords = ({ provider, model, tokens, costMicroUsd }: ModelReply): string => {
  const cost = costMicroUsd === null ? 'price unknown' : `$${(costMicroUsd / 1e6).toFixed(4)}`;
  return `${provider}/${model}, ${tokens.input} tokens in, ${tokens.output} out, ${cost}`;
};

const refusalOf = ({ tried, failure }: ModelRefusal): Refusal => ({
  ...{ kind: 'environment', hint: 'See: ws models check', diagnostics: [] },
  message:
    tried.length === 0
      ? failure.message
      : tried
          .map((route) => `${route.provider}/${route.model}: ${route.failure.message} (${route.failure.code})`)
          .join('; '),
});

/** Text is printed as it comes; a value where a schema is given, as JSON. Exits with 1 where no model answered. */
export const llm: Command<LlmArgs> = (session, args) =>
  withModels(session, async (desk) => {
    const { screen } = session;
    const question = await questionOf(session, args);
    if (!question.ok) return complain(screen, question.error);
    const routes = explainRoutes(desk, args);
    if (!routes.ok) return complain(screen, routes.error);
    const isStreamed = !session.json && question.value.schema === null;
    let last = '';
    const hear = (text: string): void => {
      if (!isStreamed || text === '') return;
      screen.quote(text);
      last = text;
    };
    const unheard = session.interrupts.listen(() => undefined);
    const ended = await askByHand(desk, question.value, { signal: session.interrupts.stop, hear });
    unheard();
    if (isStreamed && last !== '' && !last.endsWith('\n')) screen.write('\n');
    if (!ended.ok) return complain(screen, ended.error);
    if (!ended.value.ok) {
      complain(screen, refusalOf(ended.value.error));
      return exitCode.failed;
    }
    const reply = ended.value.value;
    if (session.json) screen.line(JSON.stringify(reply));
    else if (!isStreamed) screen.line(JSON.stringify(reply.value, null, 2));
    if (!session.json) screen.note(costWords(reply));
    return exitCode.ok;
  });
