/** Where in the sources something is: reading places out of stack frames, and telling one's own code from libraries. */

export type Place = { readonly path: string; readonly line: string; readonly column: string | null };

const FOREIGN =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.cargo|\.rustup|rustc|lib(?:core|std|alloc)|\.venv|venv|\.pnpm|\.yarn|\.m2|\.gradle|_actions|hostedtoolcache|\.pyenv|\.rbenv|\.nvm|gems|~BUN)\/|\$bunfs\/|^native:|^webpack:|^\/nix\/store\/|^bun:|^deno:|^ext:|\/lib\/python\d|^node:|^<|^internal\/|^(?:module|events|timers|child_process|bootstrap_node|node|domain|_\w{1,40})\.js$|\/share\/cmake(?:-[\d.]{1,10})?\/|\/go(?:-[\d.]+)?\/(?:src|pkg)\/|^\/usr\/(?:include|lib|share)\//;

/** Whether a path belongs to a library, a standard library or a runtime rather than to the repository. */
export const isForeignPath = (path: string): boolean => FOREIGN.test(path.replaceAll('\\', '/'));

/** What stands before a path and is no part of it: a time, the name of a task, a mark, the number of a line. */
const BEFORE =
  /^(?:(?:(?:\w{1,20}: )?(?:ERROR|Error|error)(?: in(?: Error at)?| at|:(?: Error at)?)|\[[^\]]{1,80}\]:?|>{1,3}|\d{4}-\d\d-\d\d[T ]\S{1,40}|\d{1,7}[:.|]?|[@A-Za-z][\w@./-]{0,80}(?::[\w:-]{1,60})?:)[ \t]{1,4}|[`'"*])+/;

/** A path alone, of one that was read with what stood in front of it. */
export const barePath = (path: string): string => {
  if (!/[ \t]|^[`'"*>]/.test(path)) return path;
  const bare = path.replace(BEFORE, '');
  return bare === '' ? path : bare;
};

/** Where CI runners check a repository out: GitHub, GitLab, Jenkins, CircleCI, Azure, Bitbucket, Drone, CodeBuild, containers. */
const CHECKOUT =
  /^(?:\/(?:home|Users)\/(?:runner|vsts|circleci)\/(?:work\/[^/]{1,200}\/[^/]{1,200}|project)|[A-Za-z]:\/a\/[^/]{1,200}\/[^/]{1,200}|\/__w\/[^/]{1,200}\/[^/]{1,200}|\/github\/workspace|\/builds\/[^/]{1,200}\/[^/]{1,200}|\/var\/(?:lib\/)?jenkins(?:_home)?\/workspace\/[^/]{1,200}|\/opt\/atlassian\/pipelines\/agent\/build|\/drone\/src|\/codebuild\/output\/[^/]{1,200}\/src\/[^/]{1,200}|\/workspaces?\/[^/]{1,200}(?=\/[^/]{1,200}\/)|\/usr\/src\/app)\//;

/** The path within the repository, of one that a CI runner gave; as it is where it is of no runner. */
export const withoutCheckout = (path: string): string => path.replace(CHECKOUT, '');

const PLACE_AT_END = /^(.+?):(\d{1,9}):(\d{1,9})\)?$/;

/** The place of one JavaScript stack frame, as in `at load (/repo/a.js:2:9)` or `❯ load a.ts:2:9`; null where none. */
export const placeOfFrame = (line: string): Place | null => {
  const frame = line.trim();
  const isCall = frame.startsWith('at ');
  if (!isCall && !frame.startsWith('❯ ')) return null;
  let text = frame.slice(isCall ? 3 : 2);
  if (text.endsWith(')')) text = text.slice(text.lastIndexOf('(') + 1);
  else if (text.startsWith('async ')) text = text.slice('async '.length);
  else if (!isCall) text = text.slice(text.lastIndexOf(' ') + 1);
  const match = PLACE_AT_END.exec(text);
  const [, path, lineNumber, column] = match ?? [];
  if (path === undefined || lineNumber === undefined || column === undefined) return null;
  return {
    path: path.replace(
      /^https?:\/\/[^?]{1,200}\/__cypress\/tests\?p=|^file:\/\/|^webpack(?:-internal)?:\/\/[\w-]{0,80}\/(?:\.\/)?/,
      '',
    ),
    line: lineNumber,
    column,
  };
};

/** The first frame of one's own code among lines `from` to `until`; the first frame of all where none is one's own. */
export const firstOwnFrame = (lines: readonly string[], from: number, until: number): Place | null => {
  let foreign: Place | null = null;
  for (let at = from; at < Math.min(until, lines.length); at += 1) {
    const place = placeOfFrame(lines[at] ?? '');
    if (place === null) continue;
    if (!isForeignPath(place.path)) return place;
    foreign ??= place;
  }
  return foreign;
};
