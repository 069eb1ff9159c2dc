/** What an error plugin is. */
import type { Fix } from '../../../core/diagnosis.ts';
import type { Issue } from '../reading/issue.ts';
import type { Log } from '../reading/log.ts';

export type { Fix };

/**
 * Understands the output of one tool. Both functions are pure, look at content only (never at the name of the
 * command) and take time linear in the log.
 */
export interface ErrorPlugin {
  /** The same as in its manifest and the name of its folder. */
  readonly name: string;
  /** Whether this log holds output of the tool; cheap, and true only where `parse` will find something. */
  canHandle(log: Log): boolean;
  /** The issues in the order of the log. Paths may be as the tool wrote them. */
  parse(log: Log): readonly Issue[];
  /** A command that may mend these issues, which are what `parse` gave; null where there is none. */
  fix?(issues: readonly Issue[]): Fix | null;
}

/** Gives back the plugin as it is, checked by the compiler. */
export const definePlugin = (plugin: ErrorPlugin): ErrorPlugin => Object.freeze(plugin);

/** Whether a line of the log matches; `pattern` must have neither the `g` nor the `y` flag. */
export const hasLine = (log: Log, pattern: RegExp): boolean => log.lines.some((line) => pattern.test(line));

/** The first line that matches at `from` or within `count` lines after it. */
export const lineWithin = (
  lines: readonly string[],
  from: number,
  count: number,
  pattern: RegExp,
): RegExpExecArray | null => {
  const end = Math.min(lines.length, from + count);
  for (let at = from; at < end; at += 1) {
    const match = pattern.exec(lines[at] ?? '');
    if (match !== null) return match;
  }
  return null;
};
