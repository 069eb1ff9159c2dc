/** What programs say of their versions, each asked once. */
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { liesIn, programPath } from '../../../adapters/tools/check/program-path.ts';
import { toolId } from '../../../core/id.ts';
import type { ToolCall } from '../../../core/tool.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { House } from '../house.ts';
import { checkTools } from './check-tools.ts';

type Place = Pick<House, 'env' | 'repository'> & { readonly profiles: Profiles };

/** Remembers what was asked before. */
const each = <T>(ask: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const answer = asked.get(name) ?? ask(name);
    asked.set(name, answer);
    return answer;
  };
};

/** Of the program that a tool starts; null where it starts none, or does not say. */
export const versionsOf = ({ profiles, env, repository }: Place): ((tool: string) => Promise<string | null>) =>
  each(async (tool) => {
    const profile = profiles.get(toolId(tool));
    if (profile === undefined || profile.command === null) return null;
    const place = { env, root: repository.root, isRefreshed: false, modules: new Map() };
    const [checked] = await checkTools([profile], place);
    return checked?.check.version ?? null;
  });

const ASK_MS = 10_000;
const SHOWN = 1_000;

const asked = (path: string, env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((settle) => {
    const options = { cwd: '/', env, timeout: ASK_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
    const child = execFile(path, ['--version'], options, (_, stdout, stderr) => {
      settle((stdout.trim() === '' ? stderr : stdout).trim().slice(0, SHOWN));
    });
    child.stdin?.end();
  });

/**
 * Of a program as a step finds it; null where there is none. Of one that the worktree holds, which is not started to be asked, what it
 * holds itself is told.
 */
export const versionsOn = (): ((
  program: string,
  call: Pick<ToolCall, 'env' | 'cwd' | 'worktree'>,
) => Promise<string | null>) => {
  const ask = new Map<string, Promise<string>>();
  return async (program, { env, cwd, worktree }) => {
    const folders = (env['PATH'] ?? '').split(delimiter).map((folder) => resolve(cwd, folder));
    const path = programPath(program, { PATH: folders.join(delimiter) });
    if (path === null) return null;
    if (liesIn(path, worktree)) return createHash('sha256').update(readFileSync(path)).digest('hex');
    const answer = ask.get(path) ?? asked(path, env);
    ask.set(path, answer);
    return answer;
  };
};
