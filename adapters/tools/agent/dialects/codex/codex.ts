/**
 * Codex CLI, called as `codex exec --json -`; the prompt goes to stdin. Its own sandbox is used for `read` and `edit`. Source: its
 * `--help`, docs/exec.md and docs/config.md, version 0.17.
 */
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { codexReader } from './reader.ts';

const SANDBOXES: Readonly<Record<Permission, string>> = {
  read: 'read-only',
  edit: 'workspace-write',
  full: 'danger-full-access',
};

const command = ({
  permission,
  model,
  session,
  worktree,
  directories,
  home,
  args,
  prompt,
}: AgentTask): AgentCommand => ({
  args: [
    ...['exec', '--json', '--skip-git-repo-check', '-C', worktree, '-s', SANDBOXES[permission]],
    // Both ask the network at the end, and wait for it.
    ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
    ...(model === null ? [] : ['-m', model]),
    ...directories.flatMap((directory) => ['--add-dir', directory]),
    ...args,
    ...(session === null || session.isNew ? [] : ['resume', session.id]),
    '-',
  ],
  env: { CODEX_HOME: `${home}/.codex` },
  stdin: prompt,
  // The folder must be there, else it does not start.
  files: [{ path: '.codex/config.toml', text: '' }],
});

export const codex: Dialect = {
  id: 'codex',
  title: 'Codex',
  program: 'codex',
  breaker: 'openai',
  keys: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
  endpoints: [],
  install: 'npm install -g @openai/codex',
  takesSessionName: false,
  tells: { cost: false, tokens: 'end' },
  command,
  reader: codexReader,
  rows: [
    { says: 'usage limit', then: 'quota' },
    { says: 'exceeded your current quota', then: 'quota' },
    { says: '401 Unauthorized', then: 'auth' },
    { says: 'Not logged in', then: 'auth' },
    { says: 'context_length_exceeded', then: 'context_too_long' },
    { says: 'experiencing high demand', then: 'unavailable' },
    { says: 'stream disconnected', then: 'unavailable' },
    { says: 'error sending request', then: 'unavailable' },
  ],
};
