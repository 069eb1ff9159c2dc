/** Sizes as people write them. */

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** In bytes; the schema lets only sizes through. */
export const bytesOf = (size: number | string): number => {
  if (typeof size === 'number') return size;
  const [, amount, unit] = /^(\d+)(.+)$/.exec(size) ?? [];
  return Number(amount) * (UNITS[unit ?? ''] ?? 1);
};
