/**
 * Claude Code, called as `claude -p`. The prompt goes to stdin. Source of flags and variables: its `--help` and settings reference,
 * version 2.1.
 */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import type { AgentDenial } from '../../event.ts';
import { claudeReader } from './reader.ts';

const LOOKING = ['Read', 'Glob', 'Grep', 'LS', 'WebFetch', 'WebSearch'];
const WRITING = ['Edit', 'MultiEdit', 'NotebookEdit', 'Write', 'TodoWrite'];

/** What it may do without being asked; what is not here is denied, and told as denied. */
const TOOLS: Readonly<Record<Permission, readonly string[]>> = {
  read: LOOKING,
  edit: [...LOOKING, ...WRITING],
  full: [...LOOKING, ...WRITING, 'Bash', 'Task', 'KillShell', 'BashOutput'],
};

const sessionArgs = ({ session }: AgentTask): readonly string[] => {
  if (session === null) return [];
  return session.isNew ? ['--session-id', session.id] : ['--resume', session.id];
};

/** With a key it needs nothing of the user's home and takes nothing of it; a login lies there. */
const bareArgs = ({ env }: AgentTask): readonly string[] => (env['ANTHROPIC_API_KEY'] === undefined ? [] : ['--bare']);

/** One command, with nothing that would end the rule or stand for something else: it does not take others by their whole text. */
const isPlain = (text: string): boolean => text !== '' && !/[()\\*,:<>|&;$`\n]/.test(text);

const ruleOf = ({ name, subject }: Pick<AgentDenial, 'name' | 'subject'>): string =>
  name === 'Bash' && isPlain(subject) ? `Bash(${subject})` : name;

const command = (task: AgentTask): AgentCommand => ({
  args: [
    ...bareArgs(task),
    '-p',
    ...['--output-format', 'stream-json', '--verbose'],
    ...sessionArgs(task),
    ...['--permission-mode', 'dontAsk'],
    ...['--allowedTools', [...TOOLS[task.permission], ...task.allowedTools].join(',')],
    ...(task.model === null ? [] : ['--model', task.model]),
    ...task.directories.flatMap((directory) => ['--add-dir', directory]),
    ...(task.budget.costUsd === null ? [] : ['--max-budget-usd', String(task.budget.costUsd)]),
    ...task.args,
  ],
  env: {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Waiting is up to the engine, which knows of the others that wait, too.
    CLAUDE_CODE_MAX_RETRIES: '2',
  },
  stdin: task.prompt,
  files: [],
});

export const claude: Dialect = {
  id: 'claude',
  title: 'Claude Code',
  program: 'claude',
  breaker: 'anthropic',
  keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  endpoints: ['ANTHROPIC_BASE_URL'],
  install: 'npm install -g @anthropic-ai/claude-code',
  takesSessionName: true,
  tells: { cost: true, tokens: 'while' },
  ruleOf,
  command,
  reader: claudeReader,
  rows: [
    { says: 'No conversation found', then: 'crashed' },
    { says: 'credit balance', then: 'quota' },
    { says: 'usage limit', then: 'quota' },
    { says: 'hit your', then: 'quota' },
    { says: 'Not logged in', then: 'auth' },
    { says: 'Invalid API key', then: 'auth' },
    { reason: 'error_max_budget_usd', then: 'budget_exceeded' },
    { says: 'prompt is too long', then: 'context_too_long' },
  ],
};
