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
