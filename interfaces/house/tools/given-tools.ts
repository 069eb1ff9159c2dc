/** Tools that are there as code are named like those of profiles, and lie over one of the same name. */
import { profileOf } from '../../../config/profiles/profile-of.ts';
import type { DescribeTool, ToolAdapter } from '../../../core/tool.ts';
import type { Profiles, ToolProfile } from '../../../core/tool-profile.ts';
import type { GivenTools } from './given.ts';

/** Nothing chooses it by itself: it says nothing of what it is good at. */
const profileOfGiven = (tool: ToolAdapter): ToolProfile => {
  const { access, sandbox, breakers } = tool.describe({});
  const said = { title: tool.title, adapter: tool.id, access, sandbox, breakers, priority: 0 };
  return profileOf(tool.id, said, { origins: [], isCommandBrought: false });
};

/** The profiles with those of the given tools over them. */
export const withGiven = (profiles: Profiles, given: GivenTools): Profiles =>
  given.size === 0
    ? profiles
    : new Map([...profiles, ...[...given].map(([id, tool]) => [id, profileOfGiven(tool)] as const)]);

/** Says what a given tool does by asking it. */
export const describeGiven =
  (given: GivenTools, others: DescribeTool): DescribeTool =>
  (tool, args) =>
    given.get(tool)?.describe(args) ?? others(tool, args);
