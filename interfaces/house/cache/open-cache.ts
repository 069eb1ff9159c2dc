/** The cache that the attempts of one run look into. */
import { createStepCache } from '../../../adapters/cache/step-cache.ts';
import { createPatches } from '../../../adapters/git/patch/patches.ts';
import type { Equipment } from '../../../core/engine/parts.ts';
import type { StepCache } from '../../../core/step-cache.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { House } from '../house.ts';
import { versionsOf, versionsOn } from '../tools/versions-of.ts';
import { entriesOf } from './places.ts';

type CacheParts = Pick<House, 'repository' | 'stateDirectory' | 'env' | 'clock'> & {
  readonly profiles: Profiles;
};

/** Nothing is looked for until an attempt asks. */
export const openCache = (
  { mask, secretIn, files }: Pick<Equipment, 'mask' | 'secretIn' | 'files'>,
  parts: CacheParts,
): StepCache =>
  createStepCache({
    ...{ mask, secretIn, files, root: parts.stateDirectory, entries: entriesOf(parts) },
    patches: createPatches(parts.repository),
    platform: `${process.platform} ${process.arch}`,
    ...{ versionOf: versionsOf(parts), versionOn: versionsOn(), now: () => parts.clock.now() },
  });
