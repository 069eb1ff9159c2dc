/** Fills every default of a profile in. */
import { toolId } from '../../core/id.ts';
import { PLAIN_STEP } from '../../core/plain-step.ts';
import type { ExecProfile, LoginFile, McpServer, Metering, ToolProfile } from '../../core/tool-profile.ts';
import { milliseconds, normalRetry } from '../../schema/normalise-retry.ts';
import type { WrittenLoginFile, WrittenMcpServer, WrittenOutput, WrittenTool } from '../../schema/written-tool.ts';

export const DEFAULT_PRIORITY = 50;

const NONE: readonly never[] = [];

const textsOf = (values: WrittenTool['env']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, String(value)]));

const loginFileOf = (written: string | WrittenLoginFile): LoginFile => {
  const { path, variable = null, has = null } = typeof written === 'string' ? { path: written } : written;
  return { path, variable, has };
};

const serverOf = ({ command = '', args = NONE, env, variables = NONE, url }: WrittenMcpServer): McpServer =>
  url === undefined ? { kind: 'program', command, args, env: textsOf(env), variables } : { kind: 'address', url };

const meteringOf = (written: WrittenTool['metering']): Metering => ({
  ...{ mode: 'auto', models: null, map: {} },
  ...(typeof written === 'string' ? { mode: written } : written),
});

const outputOf = (written: WrittenOutput | undefined): ExecProfile['output'] => {
  const {
    format = 'text',
    pointer = '',
    where = {},
    pattern = null,
  } = typeof written === 'string' ? { format: written } : (written ?? {});
  return { format, pointer, where, pattern };
};

const execOf = ({ inputs, stdin, promptFile, output, success, usage }: WrittenTool): ExecProfile => ({
  inputs: inputs ?? { type: 'object' },
  stdin: stdin ?? null,
  promptFile: promptFile ?? null,
  output: outputOf(output),
  success: { exitCodes: success?.exitCodes ?? [0], equals: success?.equals ?? {} },
  usage: { tokens: [usage?.tokens ?? []].flat(), costUsd: usage?.costUsd ?? null },
});

/** Gives the profile with nothing left open. */
export const profileOf = (
  name: string,
  tool: WrittenTool & { readonly adapter: string },
  from: Pick<ToolProfile, 'origins' | 'isCommandBrought'> & Partial<Pick<ToolProfile, 'code'>>,
): ToolProfile => ({
  name: toolId(name),
  title: tool.title ?? name,
  description: tool.description ?? '',
  adapter: tool.adapter,
  enabled: tool.enabled ?? true,
  command: tool.command ?? null,
  args: tool.args ?? NONE,
  settings: tool.settings ?? {},
  env: textsOf(tool.env),
  secrets: tool.secrets ?? NONE,
  keys: tool.keys ?? NONE,
  login: { files: (tool.login?.files ?? NONE).map(loginFileOf), get: tool.login?.get ?? null },
  version: {
    args: tool.version?.args ?? ['--version'],
    from: tool.version?.from ?? null,
    below: tool.version?.below ?? null,
  },
  install: tool.install ?? null,
  capabilities: tool.capabilities ?? NONE,
  languages: tool.languages ?? NONE,
  taskTypes: tool.taskTypes ?? NONE,
  environments: tool.environments ?? NONE,
  priority: tool.priority ?? DEFAULT_PRIORITY,
  timeoutMs: milliseconds(tool.timeout),
  stallMs: milliseconds(tool.stall),
  models: tool.models ?? NONE,
  retry: tool.retry === undefined ? null : normalRetry(tool.retry, PLAIN_STEP.retry),
  access: tool.access ?? 'exclusive',
  sandbox: tool.sandbox ?? 'auto',
  network: tool.network ?? 'full',
  home: tool.home ?? NONE,
  mcp: Object.fromEntries(Object.entries(tool.mcp ?? {}).map(([server, written]) => [server, serverOf(written)])),
  commits: tool.commits ?? false,
  metering: meteringOf(tool.metering),
  breakers: tool.breakers ?? [name],
  fallback: (tool.fallback ?? NONE).map(toolId),
  hooks: {
    before: tool.hooks?.before ?? null,
    after: tool.hooks?.after ?? null,
    onSuccess: tool.hooks?.onSuccess ?? null,
    onFailure: tool.hooks?.onFailure ?? null,
  },
  exec: execOf(tool),
  code: null,
  ...from,
});
