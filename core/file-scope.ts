/** Which files a step may change: patterns of paths from the top of the worktree. Pure. */

/** `only`: `*` and `?` stand for any characters of a name, `**` for any folders; a folder stands for all that is in it. */
export type FileScope = { readonly only: readonly string[]; readonly outside: 'fail' | 'warn' };

/** Which files a step may change. */
export type StepScope = {
  /** Not there where it may change any. */
  readonly files?: FileScope;
};

/** One name against one pattern of a name, in time proportional to both lengths multiplied. */
const isNamed = (pattern: string, name: string): boolean => {
  let [at, of, star, from] = [0, 0, -1, 0];
  while (of < name.length) {
    const wanted = pattern[at];
    if (wanted === '*') [star, from, at] = [at, of, at + 1];
    else if (wanted === '?' || (wanted !== undefined && wanted === name[of])) [at, of] = [at + 1, of + 1];
    else if (star !== -1) [from, at, of] = [from + 1, star + 1, from + 1];
    else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
};

/** The folders of a pattern, and the name behind them; what names a folder stands for all that is in it. */
const partsOf = (pattern: string): readonly string[] => {
  const parts = pattern.replace(/\/+$/, '').split('/');
  return parts.at(-1) === '**' ? parts : [...parts, '**'];
};

const isBelow = (parts: readonly string[], names: readonly string[]): boolean => {
  // For each part, the places in the path that the parts before it can have come to.
  let places = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const place of places) {
      if (part === '**') for (let at = place; at <= names.length; at++) next.add(at);
      else if (place < names.length && isNamed(part, names[place] ?? '')) next.add(place + 1);
    }
    places = next;
  }
  return places.has(names.length);
};

/** Those of the paths that are outside of a scope. */
export const outsideOf = ({ only }: Pick<FileScope, 'only'>, paths: readonly string[]): readonly string[] => {
  const patterns = only.map(partsOf);
  return paths.filter((path) => {
    const names = path.split('/');
    return !patterns.some((parts) => isBelow(parts, names));
  });
};

/** The folders and names that everything below a pattern begins with. */
const stemOf = (pattern: string): readonly string[] => {
  const parts = pattern.replace(/\/+$/, '').split('/');
  const end = parts.findIndex((part) => /[*?]/.test(part));
  return end === -1 ? parts : parts.slice(0, end);
};

/** Whether no path can be in both, as far as what their patterns begin with tells. */
export const areDisjoint = (one: Pick<FileScope, 'only'>, other: Pick<FileScope, 'only'>): boolean =>
  one.only.every((mine) =>
    other.only.every((theirs) => {
      const [a, b] = [stemOf(mine), stemOf(theirs)];
      return Array.from({ length: Math.min(a.length, b.length) }, (_, at) => at).some((at) => a[at] !== b[at]);
    }),
  );

/** The paths at or below which all lies that patterns name; none of them is in another. */
export const stemsOf = (patterns: readonly string[]): readonly string[] => {
  const stems = [...new Set(patterns.map((pattern) => stemOf(pattern).join('/')))].toSorted();
  return stems.filter(
    (stem) => !stems.some((other) => other !== stem && (other === '' || stem.startsWith(`${other}/`))),
  );
};
