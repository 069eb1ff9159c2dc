/** Finds the files that a script calls by a path of its own, by their form: what begins a command, and what an interpreter is given. */

const KEYWORDS = /(?:(?:then|do|else|elif|if|while|until|exec|time|!|\{)[ \t]+)*/;
const COMMAND = new RegExp(`(?:^|[\\n;&|(])[ \\t]*${KEYWORDS.source}(?:[A-Za-z_]\\w*=[^\\s;&|]*[ \\t]+)*`);
const INTERPRETER = /(?:(?:ba|da|k|z)?sh|python3?|node|ruby|perl|php|bun|tsx|source|\.)[ \t]+(?:-[\w-]+[ \t]+)*/;
const CALL = new RegExp(`${COMMAND.source}(${INTERPRETER.source})?["']?([\\w.@+/-]+)(?=["'\\s;&|)]|$)`, 'g');
const LONGEST_SCRIPT = 256 * 1024;

export type CalledFile = { readonly path: string; readonly offset: number };

/** Relative paths, as they are written, each once, with where it stands first. */
export const calledFiles = (script: string): readonly CalledFile[] => {
  if (script.length > LONGEST_SCRIPT) return [];
  const found = new Map<string, number>();
  for (const match of script.matchAll(CALL)) {
    const [whole, interpreter, path = ''] = match;
    const isFile = interpreter === undefined ? /[^/]*\/[^/]/.test(path) : /[./]\w/.test(path);
    if (!isFile || path.startsWith('/') || path.endsWith('/') || found.has(path)) continue;
    found.set(path, match.index + whole.lastIndexOf(path));
  }
  return [...found].map(([path, offset]) => ({ path, offset }));
};
