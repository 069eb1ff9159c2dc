/** A model on the loopback interface for workstreams that ask one: a script says what it answers, and the user's configuration names it. */
import { join } from 'node:path';
import type { Reply, Script } from '../clis/model-server/replies.ts';
import { openModelServer, type ModelServer } from '../clis/model-server/server.ts';
import { writeFiles } from './ws.ts';

export const MODEL_KEY = 'sk-ant-canary-4f9a1c77e0';

/** What `ws` is started with to be let in. */
export const withModel: { readonly env: Readonly<Record<string, string>> } = { env: { ANTHROPIC_API_KEY: MODEL_KEY } };

/** Listens, and is the only model of who lives in `home`. */
export const serveModel = async (home: string, script: Script): Promise<ModelServer> => {
  const server = await openModelServer(script);
  const models = { 'claude-test': { price: { input: 3, output: 15 } } };
  const anthropic = { baseURL: `${server.url}/v1`, model: 'claude-test', models };
  writeFiles(join(home, '.config/ws'), { 'config.json': { models: { providers: { anthropic } } } });
  return server;
};

/** An answer that is data. */
export const answers = (value: unknown): Reply => ({ kind: 'text', text: JSON.stringify(value) });

/** Answers in this order, and the last one for ever. */
export const inOrder = (...replies: readonly Reply[]): Script => {
  let at = 0;
  return () => replies[Math.min(at++, replies.length - 1)] ?? { kind: 'silence' };
};
