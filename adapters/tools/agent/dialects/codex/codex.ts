/**
 * Codex CLI, called as `codex exec --json -`; the prompt goes to stdin. Its own sandbox is used for `read` and `edit`. Source: its
 * `--help`, docs/exec.md and docs/config.md, version 0.17.
 */
import type { McpServer } from '../../../../../core/tool-profile.ts';
import type { AgentCommand, AgentTask, Dialect, Permission } from '../../dialect.ts';
import { codexMeters } from './meters.ts';
import { codexReader } from './reader.ts';

const SANDBOXES: Readonly<Record<Permission, string>> = {
  read: 'read-only',
  edit: 'workspace-write',
  full: 'danger-full-access',
};

/** A text as TOML has it: a JSON text is one, but for DEL. */
const toml = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
const tomlList = (texts: readonly string[]): string => `[${texts.map(toml).join(', ')}]`;
const tomlTable = (texts: Readonly<Record<string, string>>): string =>
  `{${Object.entries(texts)
    .map(([name, text]) => `${toml(name)} = ${toml(text)}`)
    .join(', ')}}`;

const serverArgs = ([name, server]: readonly [string, McpServer]): readonly string[] => {
  const at = `mcp_servers.${name}`;
  const settings =
    server.kind === 'address'
      ? [`${at}.url=${toml(server.url)}`]
      : [
          `${at}.command=${toml(server.command)}`,
          `${at}.args=${tomlList(server.args)}`,
          `${at}.env=${tomlTable(server.env)}`,
          `${at}.env_vars=${tomlList(server.variables)}`,
        ];
  // Nobody is there to be asked; whoever names a server wants it to be used.
  return [...settings, `${at}.default_tools_approval_mode="approve"`].flatMap((setting) => ['-c', setting]);
};

/** It takes a repository's own configuration only where it trusts the folder, and hooks where their trust is said beside. */
const trustArgs = ({ trusted, worktree }: Pick<AgentTask, 'trusted' | 'worktree'>): readonly string[] =>
  trusted.has('.codex')
    ? ['-c', `projects={${toml(worktree)} = {trust_level = "trusted"}}`, '--dangerously-bypass-hook-trust']
    : [];

const command = ({
  permission,
  model,
  session,
  worktree,
  directories,
  home,
  args,
  prompt,
  mcp,
  trusted,
}: AgentTask): AgentCommand => ({
  args: [
    ...['exec', '--json', '--skip-git-repo-check', '-C', worktree, '-s', SANDBOXES[permission]],
    // Both ask the network at the end, and wait for it.
    ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
    ...trustArgs({ trusted, worktree }),
    ...Object.entries(mcp).flatMap(serverArgs),
    ...(model === null ? [] : ['-m', model]),
    ...directories.flatMap((directory) => ['--add-dir', directory]),
    ...args,
    ...(session === null || session.isNew ? [] : ['resume', session.id]),
    '-',
  ],
  env: {
    CODEX_HOME: `${home}/.codex`,
    // With a home below the folder for temporary files it makes no sandbox, and says so nowhere.
    ...(home.startsWith('/tmp/') ? { TMPDIR: '/var/tmp' } : {}),
  },
  stdin: prompt,
  // The folder must be there, else it does not start.
  files: [{ path: '.codex/config.toml', text: '' }],
  ours: [],
  hidden: [],
});

export const codex: Dialect = {
  id: 'codex',
  title: 'Codex',
  program: 'codex',
  breaker: 'openai',
  keys: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
  endpoints: [],
  install: 'npm install -g @openai/codex',
  ...{ brings: ['.codex'], instructions: [], takesServers: true },
  takesSessionName: false,
  tells: { cost: false, tokens: 'end' },
  meters: codexMeters,
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
