/** One file of a profile, as it is laid over others of its name. */
import type { ProfileOrigin } from '../../core/tool-profile.ts';
import type { Problem } from '../../schema/problem.ts';
import type { WrittenTool } from '../../schema/written-tool.ts';

export type ProfileLayer = {
  readonly name: string;
  readonly origin: ProfileOrigin;
  /** null for what ws ships. */
  readonly file: string | null;
  readonly tool: WrittenTool;
};

/** What is wrong with a profile, and in which layer of it. */
export type LayerProblem = { readonly layer: ProfileLayer; readonly problem: Problem };

const MERGED = ['settings', 'env', 'hooks', 'version'] as const;

/** What counts where `over` lies over `under`: key by key, and also inside of settings, env, hooks and version. */
export const layTool = (under: WrittenTool, over: WrittenTool): WrittenTool => {
  const merged = MERGED.map((key) => {
    const [below, above] = [under[key], over[key]];
    return below === undefined || above === undefined ? {} : { [key]: { ...below, ...above } };
  });
  return merged.reduce<WrittenTool>((whole, part) => ({ ...whole, ...part }), { ...under, ...over });
};
