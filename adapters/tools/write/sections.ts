/** Sections of a text between anchors: a line that holds `ws:begin NAME`, and one that holds `ws:end NAME`. */
import { err, ok, type Result } from '../../../core/result.ts';

/** `from` and `to`: the lines between its anchors, `to` not among them. */
export type Section = { readonly name: string; readonly from: number; readonly to: number };

const ANCHOR = /(?:^|[^\w:])ws:(begin|end) ([A-Za-z0-9][\w.-]{0,63})(?![\w.-])/;

/** How a comment looks in files of an ending; `#` where it is none of these. */
const COMMENTS: readonly (readonly [RegExp, readonly [string, string]])[] = [
  [/\.(?:md|markdown|html?|xml|svg|vue)$/i, ['<!-- ', ' -->']],
  [/\.(?:[cm]?[jt]sx?|java|kt|go|rs|c|cc|cpp|h|hpp|cs|swift|scala|php|proto|jsonc)$/i, ['// ', '']],
  [/\.(?:css|scss|less)$/i, ['/* ', ' */']],
  [/\.(?:sql|lua|hs)$/i, ['-- ', '']],
];

/** The anchors of a section as lines of a file with that name. */
export const anchorsOf = (name: string, path: string): readonly [string, string] => {
  const [before, after] = COMMENTS.find(([ending]) => ending.test(path))?.[1] ?? ['# ', ''];
  return [`${before}ws:begin ${name}${after}`, `${before}ws:end ${name}${after}`];
};

/** All sections of a text by name; the error is a sentence about anchors that are not a pair. */
export const sectionsOf = (lines: readonly string[]): Result<ReadonlyMap<string, Section>, string> => {
  const found = new Map<string, Section>();
  let open: { readonly name: string; readonly from: number } | null = null;
  for (const [at, line] of lines.entries()) {
    const [, kind, name = ''] = ANCHOR.exec(line) ?? [];
    if (kind === undefined) continue;
    if (kind === 'begin') {
      if (open !== null) return err(`line ${at + 1}: section "${name}" begins in section "${open.name}"`);
      if (found.has(name)) return err(`line ${at + 1}: section "${name}" is there twice`);
      open = { name, from: at + 1 };
    } else {
      if (open?.name !== name) return err(`line ${at + 1}: section "${name}" ends and has not begun`);
      found.set(name, { ...open, to: at });
      open = null;
    }
  }
  return open === null ? ok(found) : err(`section "${open.name}" does not end`);
};

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split('\n'));

/** The text with another content of one section; behind its end, with anchors, where it has none of that name. */
export const withSection = (
  text: string,
  { name, path, content }: { readonly name: string; readonly path: string; readonly content: string },
): Result<string, string> => {
  const lines = linesOf(text);
  const sections = sectionsOf(lines);
  if (!sections.ok) return sections;
  const known = sections.value.get(name);
  const [begin, end] = anchorsOf(name, path);
  const inner = linesOf(content);
  // What anybody takes for an anchor would part the section at the next writing.
  const anchor = inner.find((line) => ANCHOR.test(line));
  if (anchor !== undefined)
    return err(`the content of section "${name}" holds an anchor: ${anchor.trim().slice(0, 80)}`);
  const all =
    known === undefined
      ? [...lines, ...(lines.length === 0 ? [] : ['']), begin, ...inner, end]
      : [...lines.slice(0, known.from), ...inner, ...lines.slice(known.to)];
  return ok(`${all.join('\n')}\n`);
};

/** The text with the sections that a file has by now in the place of its own of the same names. */
export const keepingSections = (text: string, before: string, names: readonly string[]): Result<string, string> => {
  const old = linesOf(before);
  const kept = sectionsOf(old);
  if (!kept.ok) return kept;
  let made = text;
  for (const name of names) {
    const section = kept.value.get(name);
    if (section === undefined) continue;
    const lines = linesOf(made);
    const own = sectionsOf(lines);
    if (!own.ok) return own;
    const place = own.value.get(name);
    if (place === undefined) return err(`section "${name}" is to be kept, and the new text has no place for it`);
    made = `${[...lines.slice(0, place.from), ...old.slice(section.from, section.to), ...lines.slice(place.to)].join('\n')}\n`;
  }
  return ok(made);
};
