/** Amounts of memory as workstream files write them. */

const FORM = /^([1-9][0-9]{0,8})(KiB|MiB|GiB|TiB|kB|MB|GB|TB)$/;

const BYTES: Readonly<Record<string, number>> = {
  ...{ KiB: 1_024, MiB: 1_024 ** 2, GiB: 1_024 ** 3, TiB: 1_024 ** 4 },
  ...{ kB: 1_000, MB: 1_000 ** 2, GB: 1_000 ** 3, TB: 1_000 ** 4 },
};

/** Gives the bytes of a text such as "2GiB"; null where it is no amount. */
export const parseSize = (text: string): number | null => {
  const [, count = '', unit = ''] = FORM.exec(text) ?? [];
  const factor = BYTES[unit];
  return factor === undefined ? null : Number(count) * factor;
};

/** An amount as one would write it, in the largest unit that says it exactly: `64MiB`, `1500kB`; bytes as they are. */
export const writeSize = (bytes: number): string | number => {
  // No more than the configuration knows.
  const units = Object.entries(BYTES)
    .filter(([unit]) => !unit.startsWith('T'))
    .sort(([, one], [, other]) => other - one);
  const [unit, size] = units.find(([, each]) => bytes > 0 && bytes % each === 0) ?? [null, 1];
  return unit === null ? bytes : `${bytes / size}${unit}`;
};
