/** Matches paths against the globs that workflow schemas use: `**`, `*`, `?`, `[…]` and `{a,b}`. */

/** Whether a path pattern is more than a plain file name. */
export const isGlob = (pattern: string): boolean => /[*?[]|[!+@]\(|\{[^}]*(?:,|\.\.)/.test(pattern);

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

const escaped = (char: string): string => (/[\\^$.|+(){}\]]/.test(char) ? `\\${char}` : char);

const segmentPattern = (segment: string): string => {
  let pattern = '';
  for (let at = 0; at < segment.length; at++) {
    const char = segment.charAt(at);
    const close = char === '[' ? segment.indexOf(']', at + 2) : -1;
    if (char === '*') pattern += pattern.endsWith('[^/]*') ? '' : '[^/]*';
    else if (char === '?') pattern += '[^/]';
    else if (close !== -1) {
      pattern += `[${segment
        .slice(at + 1, close)
        .replace(/^!/, '^')
        .replace(/[\\[]/g, '\\$&')}]`;
      at = close;
    } else pattern += char === '[' ? '\\[' : escaped(char);
  }
  // A leading dot must be asked for.
  return segment.startsWith('.') ? pattern : `(?!\\.)${pattern}`;
};

const matcher = (pattern: string): RegExp => {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const parts = segments.map((segment, place) => {
    const isLast = place === segments.length - 1;
    if (segment === '**') return isLast ? '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]+' : '(?:(?!\\.)[^/]+/)*';
    return segmentPattern(segment) + (isLast ? '' : '/');
  });
  return new RegExp(`^${parts.join('')}$`);
};

/** Gives a test for paths: true where one of the pattern's alternatives matches the whole path. */
export const globTest = (pattern: string): ((path: string) => boolean) => {
  const matchers = expandBraces(pattern).map(matcher);
  return (path) => matchers.some((each) => each.test(path));
};
