/**
 * goose, called as `goose run -i -`. Source: its guide of commands (documentation/docs/guides/goose-cli-commands.md), version 1.x. It could
 * not be tried here: it is not on npm.
 */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { gooseReader } from './reader.ts';

/** Nobody is there to be asked: what would be asked about is not done. */
const MODES: Readonly<Record<Permission, string>> = { read: 'chat', edit: 'smart_approve', full: 'auto' };

const command = ({ permission, model, session, args, prompt }: AgentTask): AgentCommand => ({
  args: [
    ...['run', '-i', '-', '--output-format', 'stream-json', '--quiet'],
    ...(session === null ? ['--no-session'] : ['-n', session.id, ...(session.isNew ? [] : ['-r'])]),
    ...(model === null ? [] : ['--model', model]),
    ...args,
  ],
  env: { GOOSE_MODE: MODES[permission] },
  stdin: prompt,
  ...{ files: [], ours: [], hidden: [] },
});

export const goose: Dialect = {
  id: 'goose',
  title: 'goose',
  program: 'goose',
  breaker: 'goose',
  keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_API_KEY', 'OPENROUTER_API_KEY'],
  endpoints: [],
  install: 'see https://block.github.io/goose',
  ...{ brings: [], instructions: [], takesServers: false },
  takesSessionName: true,
  tells: { cost: false, tokens: 'end' },
  command,
  reader: gooseReader,
  rows: [
    { says: 'context length', then: 'context_too_long' },
    { says: 'credits', then: 'quota' },
  ],
};
