/**
 * A tool whose code is a module that its profile names. The module is run in a process of its own for each attempt, and never loaded
 * to be asked what it is: that its profile says.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { err } from '../../../core/result.ts';
import type { Failure } from '../../../core/failure.ts';
import type { Processes } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall } from '../../../core/tool.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import { describeProfile } from '../descriptions.ts';
import { valueOfNode } from '../node/failure-of-node.ts';
import { runNode } from '../node/run-node.ts';
import { outcomeIn, tellReport } from './read-told.ts';

/** What of a call can be said to another process. */
const toldOf = ({
  attempt,
  with: args,
  cwd,
  worktree,
  paths,
  timeoutMs,
  limits,
  sandbox,
  access,
}: ToolCall): JsonObject => ({
  ...{ attempt: { ...attempt }, with: args, cwd, worktree, paths: { ...paths }, timeoutMs },
  ...{ limits: limits === null ? null : { ...limits }, sandbox, access },
});

const failed = (failure: Failure): { readonly ok: false; readonly error: { failure: Failure; evidence: null } } =>
  err({ failure, evidence: null });

/** `path`: where the module lies; null where it is not there or not trusted, which who names the tool is told before. */
export const createModuleTool = (profile: ToolProfile, path: string | null, processes: Processes): ToolAdapter => {
  const { title } = profile;
  return {
    id: profile.name,
    title,
    inputSchema: profile.exec.inputs,
    describe: () => describeProfile(profile),
    check: () => Promise.resolve({ available: path !== null, version: null, hint: '' }),
    execute: async (call, report) => {
      const name = profile.code?.file.slice('./'.length) ?? title;
      if (path === null)
        return failed({
          code: 'tool-missing',
          tool: profile.name,
          message: `${title} has no module ${name} that counts`,
        });
      const { home } = call.paths;
      mkdirSync(home, { recursive: true, mode: 0o700 });
      const ended = await runNode(
        processes,
        call,
        { mode: 'tool', name, module: path, call: toldOf(call) },
        {
          // What it imports lies beside it.
          view: { writable: [home], readable: [dirname(path)] },
          onReport: (told) => tellReport(told, profile.name, report),
        },
      );
      const value = valueOfNode(ended, name);
      if (!value.ok) return failed(value.error);
      const outcome = outcomeIn(value.value);
      if (outcome.ok) return outcome.value;
      return failed({ code: 'bad-output', pointer: '', message: `${name}: ${outcome.error}` });
    },
  };
};
