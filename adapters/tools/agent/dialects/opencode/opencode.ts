/** opencode, called as `opencode run` with the prompt at stdin. Source: its `--help` and configuration reference, version 1.18. */
import type { Json, JsonObject } from '../../../../../core/json.ts';
import type { McpServer } from '../../../../../core/tool-profile.ts';
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { documentOf, objectIn } from '../../json-of-line.ts';
import { mapServers } from '../../servers.ts';
import { opencodeMeters } from './meters.ts';
import { opencodeReader } from './reader.ts';

/** Its own words for what it may do; what is not allowed is denied, because nobody is there to be asked. */
const PERMISSIONS: Readonly<Record<Permission, Readonly<Record<string, string>>>> = {
  read: { edit: 'deny', bash: 'deny' },
  edit: { edit: 'allow', bash: 'deny' },
  full: { edit: 'allow', bash: 'allow', webfetch: 'allow' },
};

const permissionOf = ({ permission, allowedTools }: Pick<AgentTask, 'permission' | 'allowedTools'>): string =>
  JSON.stringify({ ...PERMISSIONS[permission], ...Object.fromEntries(allowedTools.map((tool) => [tool, 'allow'])) });

const serverOf = (server: McpServer): JsonObject => {
  if (server.kind === 'address') return { type: 'remote', url: server.url, enabled: true };
  const { command, args, env, variables } = server;
  const passed = Object.fromEntries(variables.map((name) => [name, `{env:${name}}`]));
  return { type: 'local', command: [command, ...args], environment: { ...env, ...passed }, enabled: true };
};

/** It has one switch for all configuration of a repository: all that is there must be trusted. */
const isTrusted = ({ trusted, untrusted }: AgentTask): boolean => trusted.size > 0 && untrusted.length === 0;

/** What the step says of its configuration, with servers and, where its own look at the repository is off, instructions. */
const configOf = (task: AgentTask): string => {
  const { env, mcp } = task;
  const given = documentOf(env['OPENCODE_CONFIG_CONTENT'] ?? '') ?? {};
  const listed = given['instructions'];
  const texts: readonly Json[] = Array.isArray(listed) ? listed : [];
  return JSON.stringify({
    ...given,
    mcp: { ...objectIn(given, 'mcp'), ...mapServers(mcp, serverOf) },
    instructions: [...texts, ...(isTrusted(task) ? [] : task.instructions)],
  });
};

const command = (task: AgentTask): AgentCommand => {
  const { permission, model, session, worktree, args, prompt } = task;
  return {
    args: [
      ...['run', '--format', 'json', '--dir', worktree],
      ...(permission === 'full' ? ['--auto'] : []),
      // Else it asks a model for one.
      ...['--title', 'ws'],
      ...(model === null ? [] : ['-m', model]),
      ...(session === null || session.isNew ? [] : ['-s', session.id]),
      ...args,
    ],
    env: {
      OPENCODE_PERMISSION: permissionOf(task),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_CONFIG_CONTENT: configOf(task),
      ...(isTrusted(task) ? {} : { OPENCODE_DISABLE_PROJECT_CONFIG: '1' }),
    },
    stdin: prompt,
    ...{ files: [], ours: [], hidden: [] },
  };
};

export const opencode: Dialect = {
  id: 'opencode',
  title: 'opencode',
  program: 'opencode',
  breaker: 'opencode',
  keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'OPENROUTER_API_KEY'],
  endpoints: [],
  install: 'npm install -g opencode-ai',
  brings: ['.opencode', 'opencode.json', 'opencode.jsonc'],
  instructions: ['AGENTS.md', 'CLAUDE.md'],
  takesServers: true,
  takesSessionName: false,
  models: { form: /^[^/\s]+\/\S+$/, like: 'provider/model, as in anthropic/claude-sonnet-4-5' },
  // A price of 0 is what it tells of models whose price it does not know.
  tells: { cost: false, tokens: 'while' },
  meters: opencodeMeters,
  ruleOf: ({ name }) => name,
  command,
  reader: opencodeReader,
  rows: [{ says: 'quota', then: 'quota' }],
};
