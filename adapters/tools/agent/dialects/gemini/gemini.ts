/** Gemini CLI, called with the prompt at stdin. Source: its `--help`, docs/cli/headless.md and docs/reference, version 0.61. */
import type { JsonObject } from '../../../../../core/json.ts';
import type { McpServer } from '../../../../../core/tool-profile.ts';
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { mapServers } from '../../servers.ts';
import { geminiMeters } from './meters.ts';
import { geminiReader } from './reader.ts';

const MODES: Readonly<Record<Permission, string>> = { read: 'default', edit: 'auto_edit', full: 'yolo' };

const SETTINGS = '.gemini/settings.json';

const serverOf = (server: McpServer): JsonObject => {
  if (server.kind === 'address') return { httpUrl: server.url, trust: true };
  const { command, args, env, variables } = server;
  const passed = Object.fromEntries(variables.map((name) => [name, `$${name}`]));
  return { command, args, env: { ...env, ...passed }, trust: true };
};

/** A base URL alone makes it take another way to log in, which it then refuses: the way is said. */
const authOf = ({ env, login }: AgentTask): JsonObject => {
  if (env['GEMINI_API_KEY'] !== undefined) return { security: { auth: { selectedType: 'gemini-api-key' } } };
  return login === null ? {} : { security: { auth: { selectedType: 'oauth-personal' } } };
};

const settingsOf = (task: AgentTask): JsonObject => ({
  ...authOf(task),
  advanced: { ignoreLocalEnv: true },
  mcpServers: mapServers(task.mcp, serverOf),
});

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];
/**
 * What it would take from a file `.env` of the repository where it is not set: where its models are and how they are reached,
 * and code to begin with. Empty is not set to it.
 */
const TAKEN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_VERTEX_BASE_URL', 'NODE_OPTIONS', 'GEMINI_SANDBOX', ...PROXIES].map((name) => [
      name,
      '',
    ]),
  ),
  NODE_TLS_REJECT_UNAUTHORIZED: '1',
  CODE_ASSIST_ENDPOINT: 'https://cloudcode-pa.googleapis.com',
};

const trustEnv = ({ trusted, env }: AgentTask): Readonly<Record<string, string>> =>
  trusted.has('.gemini')
    ? { GEMINI_CLI_TRUST_WORKSPACE: 'true' }
    : Object.fromEntries(Object.entries(TAKEN).filter(([name]) => env[name] === undefined));

const sessionArgs = ({ session }: AgentTask): readonly string[] => {
  if (session === null) return [];
  return session.isNew ? ['--session-id', session.id] : ['--resume', session.id];
};

const command = (task: AgentTask): AgentCommand => ({
  args: [
    ...['-o', 'stream-json', '--approval-mode', MODES[task.permission]],
    // Without any trust it allows nothing; with this one it has read the settings of the repository as untrusted before.
    ...(task.trusted.has('.gemini') ? [] : ['--skip-trust']),
    ...(task.model === null ? [] : ['-m', task.model]),
    ...task.allowedTools.flatMap((tool) => ['--allowed-tools', tool]),
    ...task.directories.flatMap((directory) => ['--include-directories', directory]),
    ...sessionArgs(task),
    ...task.args,
  ],
  env: trustEnv(task),
  stdin: task.prompt,
  files: [],
  ours: [{ path: SETTINGS, text: JSON.stringify(settingsOf(task)) }],
  hidden: task.trusted.has('.gemini') ? [] : ['.gemini'],
});

export const gemini: Dialect = {
  id: 'gemini',
  title: 'Gemini CLI',
  program: 'gemini',
  breaker: 'google',
  keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  endpoints: ['GOOGLE_GEMINI_BASE_URL'],
  install: 'npm install -g @google/gemini-cli',
  ...{ brings: ['.gemini'], instructions: [], takesServers: true },
  takesSessionName: true,
  tells: { cost: false, tokens: 'end' },
  meters: geminiMeters,
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
