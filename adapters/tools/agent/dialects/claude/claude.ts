/**
 * Claude Code, called as `claude -p`. The prompt goes to stdin. Source of flags and variables: its `--help` and settings reference,
 * version 2.1.
 */
import { dirname } from 'node:path';
import type { JsonObject } from '../../../../../core/json.ts';
import type { McpServer } from '../../../../../core/tool-profile.ts';
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import type { AgentDenial } from '../../event.ts';
import { mapServers } from '../../servers.ts';
import { claudeMeters } from './meters.ts';
import { claudeReader } from './reader.ts';

const LOOKING = ['Read', 'Glob', 'Grep', 'LS', 'WebFetch', 'WebSearch'];
const WRITING = ['Edit', 'MultiEdit', 'NotebookEdit', 'Write', 'TodoWrite'];

/** What it may do without being asked; what is not here is denied, and told as denied. */
const TOOLS: Readonly<Record<Permission, readonly string[]>> = {
  read: LOOKING,
  edit: [...LOOKING, ...WRITING],
  full: [...LOOKING, ...WRITING, 'Bash', 'Task', 'KillShell', 'BashOutput'],
};

const SERVERS = '.ws/mcp.json';

const sessionArgs = ({ session }: AgentTask): readonly string[] => {
  if (session === null) return [];
  return session.isNew ? ['--session-id', session.id] : ['--resume', session.id];
};

/** With a key it needs nothing of the user's home and takes nothing of it; a login lies there. What is trusted counts without. */
const bareArgs = ({ env, trusted }: AgentTask): readonly string[] =>
  env['ANTHROPIC_API_KEY'] === undefined || trusted.has('.claude') ? [] : ['--bare'];

/** One command, with nothing that would end the rule or stand for something else: it does not take others by their whole text. */
const isPlain = (text: string): boolean => text !== '' && !/[()\\*,:<>|&;$`\n]/.test(text);

const ruleOf = ({ name, subject }: Pick<AgentDenial, 'name' | 'subject'>): string =>
  name === 'Bash' && isPlain(subject) ? `Bash(${subject})` : name;

/** Its settings name programs, and where its models and the key go: also with `--bare`. */
const settingsArgs = ({ trusted }: AgentTask): readonly string[] => [
  '--setting-sources',
  trusted.has('.claude') ? 'user,project' : 'user',
];

/** Texts of instructions come with the settings of a repository; without them its folders are named. */
const folderArgs = ({ trusted, folders, directories }: AgentTask): readonly string[] =>
  [...directories, ...(trusted.has('.claude') ? [] : folders)].flatMap((folder) => ['--add-dir', folder]);

const serverOf = (server: McpServer): JsonObject => {
  if (server.kind === 'address') return { type: 'http', url: server.url };
  const { command, args, env, variables } = server;
  const passed = Object.fromEntries(variables.map((name) => [name, `\${${name}}`]));
  return { type: 'stdio', command, args, env: { ...env, ...passed } };
};

const serverArgs = ({ mcp, trusted, home, worktree }: AgentTask): readonly string[] => [
  '--strict-mcp-config',
  ...(Object.keys(mcp).length === 0 ? [] : ['--mcp-config', `${home}/${SERVERS}`]),
  ...(trusted.has('.mcp.json') ? ['--mcp-config', `${worktree}/.mcp.json`] : []),
];

const command = (task: AgentTask): AgentCommand => {
  const ofServers = Object.keys(task.mcp).map((name) => `mcp__${name}`);
  return {
    args: [
      ...bareArgs(task),
      '-p',
      ...['--output-format', 'stream-json', '--verbose'],
      ...sessionArgs(task),
      ...settingsArgs(task),
      ...serverArgs(task),
      ...['--permission-mode', 'dontAsk'],
      ...['--allowedTools', [...TOOLS[task.permission], ...ofServers, ...task.allowedTools].join(',')],
      ...(task.model === null ? [] : ['--model', task.model]),
      ...folderArgs(task),
      ...(task.budget.costUsd === null ? [] : ['--max-budget-usd', String(task.budget.costUsd)]),
      ...task.args,
    ],
    env: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // Waiting is up to the engine, which knows of the others that wait, too.
      CLAUDE_CODE_MAX_RETRIES: '2',
      CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1',
      // It renews a login by another file in its place, which a link would not outlive: it is told where the file lies.
      ...(task.login === null ? {} : { CLAUDE_SECURESTORAGE_CONFIG_DIR: dirname(task.login) }),
    },
    stdin: task.prompt,
    files: [],
    ours: [{ path: SERVERS, text: JSON.stringify({ mcpServers: mapServers(task.mcp, serverOf) }) }],
    hidden: [],
  };
};

export const claude: Dialect = {
  id: 'claude',
  title: 'Claude Code',
  program: 'claude',
  breaker: 'anthropic',
  keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  endpoints: ['ANTHROPIC_BASE_URL'],
  install: 'npm install -g @anthropic-ai/claude-code',
  brings: ['.claude', '.mcp.json'],
  instructions: [],
  takesServers: true,
  takesSessionName: true,
  tells: { cost: true, tokens: 'while' },
  meters: claudeMeters,
  ruleOf,
  command,
  reader: claudeReader,
  rows: [
    { says: 'No conversation found', then: 'crashed' },
    { says: 'credit balance', then: 'quota' },
    { says: 'usage limit', then: 'quota' },
    { says: 'hit your', then: 'quota' },
    { says: 'Not logged in', then: 'auth' },
    { says: 'Unable to connect to API', then: 'unavailable' },
    { says: 'Invalid API key', then: 'auth' },
    { reason: 'error_max_budget_usd', then: 'budget_exceeded' },
    { says: 'prompt is too long', then: 'context_too_long' },
  ],
};
