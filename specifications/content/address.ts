/** Reads `spec://` addresses: `spec://<domain>/<path>[:<version>][#fragment]`. */
import { err, ok, type Result } from '../../core/result.ts';

export type Address = {
  readonly domain: string;
  readonly path: string;
  /** A version or range as written, without the colon; null where any will do. */
  readonly version: string | null;
  readonly fragment: string | null;
};

/** The domain of OpenSpec capabilities. */
export const capabilityDomain = 'cap';

const shape = /^spec:\/\/([a-z][a-z0-9-]*)\/([^:#?\s]+?)(?::([^#\s]+))?(?:#(\S+))?$/;

/** Reads an address; the error says what an address looks like. */
export const parseAddress = (text: string): Result<Address, string> => {
  const found = shape.exec(text);
  const [, domain, path, version, fragment] = found ?? [];
  if (domain === undefined || path === undefined || path.split('/').some((part) => /^\.*$/.test(part))) {
    return err(`"${text}" is no address; write spec://<domain>/<path>[:<version>][#<requirement>].`);
  }
  return ok({ domain, path, version: version ?? null, fragment: fragment ?? null });
};

/** The address without version and fragment: what all versions of a spec have in common. */
export const baseOf = ({ domain, path }: Pick<Address, 'domain' | 'path'>): string => `spec://${domain}/${path}`;

const numbersOf = (version: string): readonly number[] | null => {
  const bare = /^v?(\d+(?:\.\d+)*)$/.exec(version)?.[1];
  return bare === undefined ? null : bare.split('.').map(Number);
};

/** Orders versions: negative where the first is older. Missing parts count as 0, text that is no version as oldest. */
export const compareVersions = (left: string, right: string): number => {
  const [one, other] = [numbersOf(left) ?? [-1], numbersOf(right) ?? [-1]];
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/**
 * Whether a version is in a range: `2` and `v2` take every 2.x, `^2.1` every 2.x from 2.1, `>=2` anything from 2,
 * `2.1 || 3` either. A range of null takes all.
 */
export const isInRange = (version: string, range: string | null): boolean => {
  if (range === null || range === '*') return true;
  return range.split('||').some((part) => {
    const [, sign = '', wanted = ''] = /^\s*(\^|>=|=)?\s*(\S+)\s*$/.exec(part) ?? [];
    const [have, want] = [numbersOf(version), numbersOf(wanted)];
    if (have === null || want === null) return version === wanted;
    if (sign === '>=') return compareVersions(version, wanted) >= 0;
    if (sign === '=') return compareVersions(version, wanted) === 0;
    if (sign === '^') return have[0] === want[0] && compareVersions(version, wanted) >= 0;
    return want.every((number, at) => (have[at] ?? 0) === number);
  });
};

/** The addresses a line of text mentions, without the punctuation that ends a sentence. */
export const findAddresses = (line: string): readonly string[] =>
  line.includes('spec://')
    ? [...line.matchAll(/spec:\/\/[^\s`)\]"'<>,;]+/g)].map((match) => match[0].replace(/[.:!?]+$/, ''))
    : [];
