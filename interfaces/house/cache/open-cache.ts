/** The cache that the attempts of one run look into. */
import { collectEntries } from '../../../adapters/cache/collect.ts';
import type { Entries } from '../../../adapters/cache/entries.ts';
import { shareEntries } from '../../../adapters/cache/shared-entries.ts';
import { createStepCache } from '../../../adapters/cache/step-cache.ts';
import { createPatches } from '../../../adapters/git/patch/patches.ts';
import type { Configuration } from '../../../config/configuration.ts';
import type { Equipment } from '../../../core/engine/parts.ts';
import type { StepCache } from '../../../core/step-cache.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { House } from '../house.ts';
import { versionsOf, versionsOn } from '../tools/versions-of.ts';
import { entriesOf } from './places.ts';

type CacheParts = Pick<House, 'repository' | 'stateDirectory' | 'env' | 'clock' | 'secrets'> & {
  readonly profiles: Profiles;
  readonly configured: Configuration['cache'];
  readonly tell: (line: string) => void;
};

/** Those of this repository, and of other machines where that is set up. */
const entriesIn = ({ configured: { store }, secrets, tell, ...place }: CacheParts): Entries => {
  const own = entriesOf(place);
  if (store === null) return own;
  const secret = secrets.valueOf(store.key);
  if (secret !== null && secret !== '') return shareEntries(own, store.folder, secret);
  tell(`the cache is not shared: ${store.key}, by which its entries are signed, is not set`);
  return own;
};

/** Nothing is looked for until an attempt asks. When it is closed, what was kept is held to its largest size. */
export const openCache = (
  { mask, secretIn, files }: Pick<Equipment, 'mask' | 'secretIn' | 'files'>,
  parts: CacheParts,
): { readonly cache: StepCache; readonly close: () => void } => {
  const { clock, configured } = parts;
  const entries = entriesIn(parts);
  let isFuller = false;
  const cache = createStepCache({
    ...{ mask, secretIn, files, root: parts.stateDirectory },
    entries: {
      ...entries,
      keep: (entry) => {
        isFuller = true;
        entries.keep(entry);
      },
    },
    patches: createPatches(parts.repository),
    platform: `${process.platform} ${process.arch}`,
    ...{ versionOf: versionsOf(parts), versionOn: versionsOn(), now: () => clock.now() },
  });
  const close = (): void => {
    if (isFuller) collectEntries(entries, { maxBytes: configured.maxBytes, unusedMs: null }, clock.now());
  };
  return { cache, close };
};
