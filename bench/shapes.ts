/** The graphs whose steps are all `true`. */
import { randomFrom } from '../tests/rig/random.ts';

export type Shape = {
  readonly name: string;
  /** For each step the places of those it needs, which all come before it. */
  readonly needs: readonly (readonly number[])[];
  /** How many steps may run beside each other, wave by wave: all that a floor without a graph knows. */
  readonly waves: readonly number[];
};

const LAYERS = 10;
const NEEDS = 3;

/** Each step needs the one before. */
export const chain = (count: number): Shape => ({
  name: `chain of ${count}`,
  needs: Array.from({ length: count }, (_, place) => (place === 0 ? [] : [place - 1])),
  waves: Array.from({ length: count }, () => 1),
});

/** No step needs another. */
export const wide = (count: number): Shape => ({
  name: `${count.toLocaleString('en')} wide`,
  needs: Array.from({ length: count }, () => []),
  waves: [count],
});

/** Ten layers; each step needs three of the layer before. */
export const layered = (count: number): Shape => {
  const width = count / LAYERS;
  const random = randomFrom(count);
  const needs = Array.from({ length: count }, (_, place) => {
    if (place < width) return [];
    const before = (Math.floor(place / width) - 1) * width;
    const picked = new Set<number>();
    while (picked.size < NEEDS) picked.add(before + random.below(width));
    return [...picked];
  });
  return {
    name: `${count.toLocaleString('en')} in ${LAYERS} layers, ${NEEDS} needs each`,
    needs,
    waves: Array.from({ length: LAYERS }, () => width),
  };
};
