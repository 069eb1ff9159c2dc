/** Gemini CLI, called with the prompt at stdin. Source: its `--help`, docs/cli/headless.md and docs/reference, version 0.61. */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { geminiReader } from './reader.ts';

const MODES: Readonly<Record<Permission, string>> = { read: 'default', edit: 'auto_edit', full: 'yolo' };

/** A base URL alone makes it take another way to log in, which it then refuses: the way is said. */
const SETTINGS = JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } });

const sessionArgs = ({ session }: AgentTask): readonly string[] => {
  if (session === null) return [];
  return session.isNew ? ['--session-id', session.id] : ['--resume', session.id];
};

const command = (task: AgentTask): AgentCommand => ({
  args: [
    ...['-o', 'stream-json', '--approval-mode', MODES[task.permission], '--skip-trust'],
    ...(task.model === null ? [] : ['-m', task.model]),
    ...task.allowedTools.flatMap((tool) => ['--allowed-tools', tool]),
    ...task.directories.flatMap((directory) => ['--include-directories', directory]),
    ...sessionArgs(task),
    ...task.args,
  ],
  env: {},
  stdin: task.prompt,
  files: task.env['GEMINI_API_KEY'] === undefined ? [] : [{ path: '.gemini/settings.json', text: SETTINGS }],
});

export const gemini: Dialect = {
  id: 'gemini',
  title: 'Gemini CLI',
  program: 'gemini',
  breaker: 'google',
  keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  endpoints: ['GOOGLE_GEMINI_BASE_URL'],
  install: 'npm install -g @google/gemini-cli',
  takesSessionName: true,
  tells: { cost: false, tokens: 'end' },
  ruleOf: ({ name }) => name,
  command,
  reader: geminiReader,
  // Its exit code is the HTTP status cut to a byte: 400 is 144, 401 is 145, 402 is 146, 403 is 147, 429 is 173.
  rows: [
    { exit: [41, 145, 147], then: 'auth' },
    { exit: [146, 173], then: 'quota' },
    { says: 'quota', then: 'quota' },
    { says: 'RESOURCE_EXHAUSTED', then: 'quota' },
    { says: 'token count', then: 'context_too_long' },
    { says: 'API key not valid', then: 'auth' },
  ],
};
