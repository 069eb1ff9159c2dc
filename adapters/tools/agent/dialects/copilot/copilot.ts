/** GitHub Copilot CLI, called with the prompt at stdin. Source: its `--help` and `copilot help providers`, version 1.0. */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { copilotReader } from './reader.ts';

const PERMISSIONS: Readonly<Record<Permission, readonly string[]>> = {
  read: ['--deny-tool', 'write', '--deny-tool', 'shell'],
  edit: ['--allow-tool', 'write'],
  full: ['--allow-all-tools'],
};

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
    ...sessionArgs(task),
    ...task.args,
  ],
  env: {},
  stdin: task.prompt,
  files: [],
});

export const copilot: Dialect = {
  id: 'copilot',
  title: 'Copilot CLI',
  program: 'copilot',
  breaker: 'github',
  keys: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN', 'COPILOT_PROVIDER_API_KEY'],
  endpoints: ['COPILOT_PROVIDER_BASE_URL'],
  install: 'npm install -g @github/copilot',
  takesSessionName: true,
  tells: { cost: false, tokens: 'never' },
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
