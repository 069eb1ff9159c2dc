/** Whether the tools of a place can be used; what programs said is kept with the state of the machine. */
import { join } from 'node:path';
import { baseEnvironment } from '../../../adapters/machine/environment.ts';
import { machineStateFolder } from '../../../adapters/machine/machine-state.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { checkProfile, type ProfileCheck } from '../../../adapters/tools/check/check-profile.ts';
import { openKnownVersions } from '../../../adapters/tools/check/known-versions.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import type { ToolModule, ToolModules } from './tool-modules.ts';

/** Where the machine keeps what it knows of tools; null where it cannot. */
export const toolStateFolder = (env: Environment): string | null => {
  const folder = machineStateFolder(env);
  return folder.ok ? join(folder.value, 'tools') : null;
};

export type CheckedTool = { readonly profile: ToolProfile; readonly check: ProfileCheck };

/** `root`: the repository, of which nothing is started. */
type CheckRequest = {
  readonly env: Environment;
  readonly root: string;
  readonly isRefreshed: boolean;
  readonly modules: ToolModules;
};

/** What has no module that counts can do nothing. */
const withModule = (check: ProfileCheck, module: ToolModule | undefined): ProfileCheck => {
  if (module === undefined) return check;
  return module.problem === null
    ? { ...check, path: module.path }
    : { ...check, available: false, hint: `it ${module.problem}` };
};

/** Looks at each of the profiles, at the same time. */
export const checkTools = async (
  profiles: readonly ToolProfile[],
  { env, root, isRefreshed, modules }: CheckRequest,
): Promise<readonly CheckedTool[]> => {
  const folder = toolStateFolder(env);
  const versions = openKnownVersions(folder === null ? null : join(folder, 'checks.json'));
  const place = { env, programEnv: baseEnvironment(env), versions, isRefreshed, repository: root };
  const checked = await Promise.all(
    profiles.map(async (profile) => ({
      profile,
      check: withModule(await checkProfile(profile, place), modules.get(profile.name)),
    })),
  );
  versions.save();
  return checked;
};
