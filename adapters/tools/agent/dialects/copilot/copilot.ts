/** GitHub Copilot CLI, called with the prompt at stdin. Source: its `--help` and `copilot help providers`, version 1.0. */
import type { JsonObject } from '../../../../../core/json.ts';
import type { McpServer } from '../../../../../core/tool-profile.ts';
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { mapServers } from '../../servers.ts';
import { copilotMeters } from './meters.ts';
import { copilotReader } from './reader.ts';

const PERMISSIONS: Readonly<Record<Permission, readonly string[]>> = {
  read: ['--deny-tool', 'write', '--deny-tool', 'shell'],
  edit: ['--allow-tool', 'write'],
  full: ['--allow-all-tools'],
};

const SERVERS = '.ws/mcp.json';

const serverOf = (server: McpServer): JsonObject => {
  if (server.kind === 'address') return { type: 'http', url: server.url, tools: ['*'] };
  const { command, args, env, variables } = server;
  const passed = Object.fromEntries(variables.map((name) => [name, `\${${name}}`]));
  return { type: 'local', command, args, env: { ...env, ...passed }, tools: ['*'] };
};

const serverArgs = ({ mcp, home }: AgentTask): readonly string[] =>
  Object.keys(mcp).length === 0
    ? []
    : [
        ...['--additional-mcp-config', `@${home}/${SERVERS}`],
        ...Object.keys(mcp).flatMap((name) => ['--allow-tool', name]),
      ];

/**
 * It takes a repository's configuration only of a folder that it trusts: all that is there of it must be trusted. Its words for
 * that in a session of ours allow everything, too, and list no folder in a file that may be the user's own.
 */
const isTrusted = ({ trusted, untrusted, permission }: AgentTask): boolean =>
  trusted.size > 0 && untrusted.length === 0 && permission === 'full';

const sessionArgs = ({ session }: AgentTask): readonly string[] => {
  if (session === null) return [];
  return session.isNew ? ['--session-id', session.id] : [`--resume=${session.id}`];
};

const command = (task: AgentTask): AgentCommand => ({
  args: [
    ...['--output-format', 'json', '--no-ask-user', '--no-auto-update', '-C', task.worktree],
    ...PERMISSIONS[task.permission],
    ...task.allowedTools.flatMap((tool) => ['--allow-tool', tool]),
    ...(task.model === null ? [] : ['--model', task.model]),
    ...task.directories.flatMap((directory) => ['--add-dir', directory]),
    ...serverArgs(task),
    ...sessionArgs(task),
    ...task.args,
  ],
  env: isTrusted(task) ? { COPILOT_ALLOW_ALL: 'true' } : {},
  stdin: task.prompt,
  files: [],
  ours: [{ path: SERVERS, text: JSON.stringify({ mcpServers: mapServers(task.mcp, serverOf) }) }],
  hidden: [],
});

export const copilot: Dialect = {
  id: 'copilot',
  title: 'Copilot CLI',
  program: 'copilot',
  breaker: 'github',
  keys: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY'],
  endpoints: ['COPILOT_PROVIDER_BASE_URL'],
  install: 'npm install -g @github/copilot',
  brings: [...['.claude', '.mcp.json', '.github/hooks', '.github/mcp.json', '.github/copilot', '.github/extensions']],
  instructions: [],
  takesServers: true,
  takesSessionName: true,
  tells: { cost: false, tokens: 'never' },
  meters: copilotMeters,
  ruleOf: ({ name, subject }) => {
    if (name !== 'bash') return name;
    return /[()\n]/.test(subject) || subject === '' ? 'shell' : `shell(${subject})`;
  },
  command,
  reader: copilotReader,
  rows: [
    { says: 'No authentication', then: 'auth' },
    { says: 'premium request', then: 'quota' },
    { says: 'quota', then: 'quota' },
  ],
};
