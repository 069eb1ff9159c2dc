/**
 * aider, called with the prompt as a message file. Source: aider/args.py and the options reference (aider.chat/docs/config/options.html),
 * version 0.86. It could not be tried here: it comes from PyPI only.
 */
import type { AgentCommand, AgentTask, Dialect } from '../../dialect.ts';
import { aiderReader } from './reader.ts';

const command = ({ permission, model, home, args, prompt }: AgentTask): AgentCommand => ({
  args: [
    ...['--message-file', '/dev/stdin', '--yes-always'],
    // The engine commits.
    ...['--no-auto-commits', '--no-dirty-commits', '--no-gitignore'],
    ...['--no-stream', '--no-pretty', '--no-check-update', '--no-show-release-notes', '--no-detect-urls'],
    ...['--no-suggest-shell-commands', '--no-analytics'],
    ...['--chat-history-file', `${home}/chat.md`, '--input-history-file', `${home}/input`, '--restore-chat-history'],
    ...(permission === 'read' ? ['--chat-mode', 'ask'] : []),
    ...(model === null ? [] : ['--model', model]),
    ...args,
  ],
  env: {},
  stdin: prompt,
  ...{ files: [], ours: [], hidden: [] },
});

export const aider: Dialect = {
  id: 'aider',
  title: 'aider',
  program: 'aider',
  breaker: 'aider',
  keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'OPENROUTER_API_KEY', 'DEEPSEEK_API_KEY'],
  endpoints: [],
  install: 'pipx install aider-chat',
  ...{ brings: ['.aider.conf.yml'], instructions: [], takesServers: false },
  takesSessionName: false,
  tells: { cost: true, tokens: 'while' },
  command,
  reader: aiderReader,
  rows: [
    { says: 'ContextWindowExceededError', then: 'context_too_long' },
    { says: 'exceeded your current quota', then: 'quota' },
    { says: 'credit balance', then: 'quota' },
  ],
};
