/** The one place through which goes whatever this process says to people, so that no secret it has met is said. */
import type { Mask } from '../../core/system.ts';

export type Veil = {
  /** From now on this is masked in whatever is said. */
  readonly add: (mask: Mask) => void;
  readonly mask: Mask;
};

/** Makes one that masks nothing yet. */
export const createVeil = (): Veil => {
  const masks = new Set<Mask>();
  return {
    add: (mask) => void masks.add(mask),
    mask: (text) => [...masks].reduce((shown, mask) => mask(shown), text),
  };
};
