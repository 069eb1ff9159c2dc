/**
 * Matches paths against the globs that workflow schemas use: `**`, `*`, `?`, `[…]` and `{a,b}`. Without regular expressions,
 * which would go back over a path as often as a pattern has stars, and more: here a star that has found its place is not
 * moved once a later one has found its own. So a path takes no more than its length times that of the pattern.
 */

/** Whether a path pattern is more than a plain file name. */
export const isGlob = (pattern: string): boolean => /[*?[]|[!+@]\(|\{[^}]*(?:,|\.\.)/.test(pattern);

/** The most characters a pattern may have: what matches files does not need more. */
export const LONGEST_GLOB = 500;

/** The alternatives of the first `{a,b}` of a pattern, written out, nested ones too. Bounded to 256. */
export const expandBraces = (pattern: string): readonly string[] => {
  let done: readonly string[] = [pattern];
  for (let round = 0; round < 8; round++) {
    const next = done.flatMap((each) => {
      const found = /\{([^{}]*,[^{}]*)\}/.exec(each);
      if (found === null) return [each];
      const [whole, inner = ''] = found;
      return inner.split(',').map((part) => each.slice(0, found.index) + part + each.slice(found.index + whole.length));
    });
    if (next.length === done.length || next.length > 256) return done;
    done = next;
  }
  return done;
};

/** What one character of a name may be; null stands for any number of any. */
type Piece = ((char: string) => boolean) | null;

const ANY = (): boolean => true;

/** The characters between two brackets: single ones, and ranges; `!` or `^` first means all others. */
const charactersOf = (inner: string): ((char: string) => boolean) => {
  const isNegated = inner.startsWith('!') || inner.startsWith('^');
  const members = [...(isNegated ? inner.slice(1) : inner)];
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? '';
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (char) => ranges.some(([from, to]) => from <= char && char <= to) !== isNegated;
};

const piecesOf = (segment: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 0; at < segment.length; at++) {
    const char = segment.charAt(at);
    const close = char === '[' ? segment.indexOf(']', at + 2) : -1;
    if (char === '*') pieces.push(null);
    else if (char === '?') pieces.push(ANY);
    else if (close !== -1) {
      pieces.push(charactersOf(segment.slice(at + 1, close)));
      at = close;
    } else pieces.push((other) => other === char);
  }
  return pieces;
};

/** Matches all of `items` against `parts`, of which null stands for any number of those that `fills` lets it. */
const matchAll = <Item, Part>(
  items: readonly Item[],
  parts: readonly (Part | null)[],
  isMatch: (item: Item, part: Part) => boolean,
  fills: (item: Item) => boolean,
): boolean => {
  let [at, place] = [0, 0];
  /** Where the newest star is, and up to where it reaches. */
  let star = -1;
  let reach = 0;
  while (at < items.length) {
    const part = parts[place];
    // Inside, for there is one.
    const item = items[at] as Item;
    if (part === null) {
      star = place++;
      reach = at;
    } else if (part !== undefined && isMatch(item, part)) {
      at++;
      place++;
    } else if (star >= 0 && fills(items[reach] as Item)) {
      at = ++reach;
      place = star + 1;
    } else return false;
  }
  return parts.slice(place).every((part) => part === null);
};

/** A leading dot must be asked for. */
const isHidden = (name: string): boolean => name.startsWith('.');

type NamePattern = { readonly pieces: readonly Piece[]; readonly mayBeHidden: boolean };

const matcher = (pattern: string): ((path: string) => boolean) => {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  // At the end it stands for something at least.
  if (segments.at(-1) === '**') segments.push('*');
  const names = segments.map((segment): NamePattern | null =>
    segment === '**' ? null : { pieces: piecesOf(segment), mayBeHidden: isHidden(segment) },
  );
  const isNamed = (name: string, { pieces, mayBeHidden }: NamePattern): boolean =>
    (mayBeHidden || !isHidden(name)) && matchAll([...name], pieces, (char, piece) => piece(char), ANY);
  return (path) => matchAll(path.split('/'), names, isNamed, (name) => !isHidden(name));
};

/** Gives a test for paths: true where one of the pattern's alternatives matches the whole path. */
export const globTest = (pattern: string): ((path: string) => boolean) => {
  const matchers = expandBraces(pattern).map(matcher);
  return (path) => matchers.some((isMatch) => isMatch(path));
};
