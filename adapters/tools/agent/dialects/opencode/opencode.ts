/** opencode, called as `opencode run` with the prompt at stdin. Source: its `--help` and configuration reference, version 1.18. */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { opencodeReader } from './reader.ts';

/** Its own words for what it may do; what is not allowed is denied, because nobody is there to be asked. */
const PERMISSIONS: Readonly<Record<Permission, Readonly<Record<string, string>>>> = {
  read: { edit: 'deny', bash: 'deny' },
  edit: { edit: 'allow', bash: 'deny' },
  full: { edit: 'allow', bash: 'allow', webfetch: 'allow' },
};

const permissionOf = ({ permission, allowedTools }: Pick<AgentTask, 'permission' | 'allowedTools'>): string =>
  JSON.stringify({ ...PERMISSIONS[permission], ...Object.fromEntries(allowedTools.map((tool) => [tool, 'allow'])) });

const command = ({ permission, allowedTools, model, session, worktree, args, prompt }: AgentTask): AgentCommand => ({
  args: [
    ...['run', '--format', 'json', '--dir', worktree],
    ...(permission === 'full' ? ['--auto'] : []),
    // Else it asks a model for one.
    ...['--title', 'ws'],
    ...(model === null ? [] : ['-m', model]),
    ...(session === null || session.isNew ? [] : ['-s', session.id]),
    ...args,
  ],
  env: { OPENCODE_PERMISSION: permissionOf({ permission, allowedTools }), OPENCODE_DISABLE_AUTOUPDATE: '1' },
  stdin: prompt,
  files: [],
});

export const opencode: Dialect = {
  id: 'opencode',
  title: 'opencode',
  program: 'opencode',
  breaker: 'opencode',
  keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'OPENROUTER_API_KEY'],
  endpoints: [],
  install: 'npm install -g opencode-ai',
  takesSessionName: false,
  // A price of 0 is what it tells of models whose price it does not know.
  tells: { cost: false, tokens: 'while' },
  ruleOf: ({ name }) => name,
  command,
  reader: opencodeReader,
  rows: [{ says: 'quota', then: 'quota' }],
};
