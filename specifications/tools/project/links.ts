/** Finds links and `spec://` addresses in a Markdown text that lead nowhere. */
import { capabilityDomain, findAddresses, parseAddress } from '../../content/address.ts';
import { linesOf, type Lines } from '../../content/lines.ts';
import { slugOf } from '../../content/names.ts';
import { extentOf, nodesIn, readable, readMarkdown } from '../../content/markdown.ts';
import { readHeadings } from '../../content/headings.ts';
import { parseSpec, requirementsOf } from '../../content/spec.ts';
import { changeGraph } from './dependencies.ts';
import type { Library } from './library.ts';
import { specsFolder, type Project } from './project.ts';

export type DeadLink = {
  readonly line: number;
  readonly column: number;
  readonly target: string;
  readonly why: string;
};

// A target in angle brackets may hold spaces, any other may hold pairs of parentheses.
const inline =
  /(?<!!)\[(?:[^[\]\n]|\[[^[\]\n]*\])*\]\(\s*(?:<([^<>\n]*)>|((?:[^()\s<>]|\([^()\s]*\))+))(?:\s+"[^"\n]*")?\s*\)/g;
const definition = /^ {0,3}\[(?!\^)[^\]\n]+\]:\s*(?:<([^<>\n]*)>|([^\s<>]+))/g;
const markup = /<a\s[^<>]*?href=(?:"([^"\n]*)"|'([^'\n]*)')/gi;

/** The anchor GitHub gives a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');

const resolvePath = (file: string, target: string): string | null => {
  const parts = target.startsWith('/') ? [] : file.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      // A path above the root is somebody else's to check.
      if (parts.length === 0) return null;
      parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const decode = (target: string): string => {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
};

/** Where a delta will stand once it is archived: what it links to may be meant from there. */
const archivedAs = (file: string): string | null => {
  const path = /^openspec\/changes\/[^/]+\/specs\/(.+)$/.exec(file)?.[1];
  return path === undefined ? null : `${specsFolder}/${path}`;
};

const whyDead = (project: Project, file: string, target: string): string | null => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith('//')) return null;
  const [address = '', fragment] = decode(target).split('#');
  const path = address.replace(/\?.*$/, '');
  const resolved = path === '' ? file : resolvePath(file, path);
  if (resolved === null) return null;
  if (resolved !== file && project.files.kind(resolved) === null) return `there is no ${resolved}`;
  if (fragment === undefined || fragment === '' || !resolved.endsWith('.md')) return null;
  const text = project.read(resolved);
  if (!text.ok) return null;
  // A line of a file, and an anchor that stands in the text as such, are as good as a heading.
  if (/^L\d+(?:-L\d+)?$/.test(fragment) || text.value.includes(`"${fragment}"`)) return null;
  const anchors = readHeadings(parseSpec(text.value).source).map((heading) => anchorOf(heading.title));
  const wanted = anchorOf(fragment.replace(/-\d+$/, ''));
  return anchors.some((anchor) => anchor === fragment || anchor === wanted)
    ? null
    : `${resolved} has no heading #${fragment}`;
};

/** Names that a change and those it depends on bring to a capability; null where they do not touch it. */
const promisedNames = (project: Project, file: string, capability: string): readonly string[] | null => {
  const id = /^openspec\/changes\/([^/]+)\//.exec(file)?.[1];
  if (id === undefined || !project.changeIds.includes(id)) return null;
  const deltas = [id, ...changeGraph(project).before(id)].flatMap((each) =>
    project.change(each).deltas.filter((delta) => delta.capability === capability),
  );
  if (deltas.length === 0) return null;
  return deltas.flatMap(({ delta }) => [...delta.added, ...delta.renamed.map(({ to }) => to)].map(({ name }) => name));
};

const whyUnknown = (project: Project, library: Library | null, file: string, text: string): string | null => {
  const address = parseAddress(text);
  if (!address.ok) return null;
  const { domain, path, fragment } = address.value;
  if (domain !== capabilityDomain)
    // Where a project has no documents, such an address is of a scheme of its own.
    return library === null || library.documents.length === 0 || library.find(text) !== null
      ? null
      : 'there is no such document';
  const isThere = project.specIds.includes(path);
  const { spec } = project.spec(path);
  const standing = isThere && spec !== null ? requirementsOf(spec).map(({ name }) => name) : [];
  if (isThere && (fragment === null || standing.some((name) => slugOf(name) === fragment))) return null;
  const promised = promisedNames(project, file, path);
  if (promised !== null && (fragment === null || promised.some((name) => slugOf(name) === fragment))) return null;
  return isThere || promised !== null
    ? `${path} has no requirement #${fragment ?? ''}`
    : `there is no capability ${path}`;
};

// Words and templates that stand where a target would stand. A file without an ending is called otherwise.
const example = /^(?:[a-z][\w-]*|\.{3}|…|<[^<>]*>)$|\$\{|\{\{|\{\w+\}|<\w+>|%[sd]\b|\.\.\.$|^\$\w+/;

/** What is written as an example of a link; not where there is such a file. */
const isExample = (target: string): boolean => example.test(target);

/** Places where a renderer sees a link: `line target`. Read only where something seems to be dead. */
const renderedLinks = (text: string): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const node of nodesIn(readMarkdown(readable(text)))) {
    const { line, lastLine } = extentOf(node);
    if (node.type === 'link' || node.type === 'definition') {
      for (let each = line; each <= lastLine; each++) found.add(`${each} ${decode(node.url)}`);
    } else if (node.type === 'html' && !node.value.startsWith('<!--')) {
      for (const { 1: double, 2: single } of node.value.matchAll(markup))
        for (let each = line; each <= lastLine; each++) found.add(`${each} ${decode(double ?? single ?? '')}`);
    }
  }
  return found;
};

const blank = (text: string): string => ' '.repeat(text.length);

/** A line with its comments blanked, and whether one goes on below it. Each character is looked at once. */
const hideComments = (line: string, isBegun: boolean): { readonly text: string; readonly isOpen: boolean } => {
  let [text, at, isOpen] = ['', 0, isBegun];
  while (at < line.length) {
    const mark = line.indexOf(isOpen ? '-->' : '<!--', at);
    const end = mark === -1 ? line.length : isOpen ? mark + '-->'.length : mark;
    text += isOpen ? blank(line.slice(at, end)) : line.slice(at, end);
    if (mark === -1) break;
    at = end;
    isOpen = !isOpen;
  }
  return { text, isOpen };
};

/** Lines with code spans and comments blanked, not cut, so that columns stay. */
const visibleLines = (source: Lines): readonly string[] => {
  let isInComment = false;
  return linesOf(source).map((line, index) => {
    if (source.fenced[index] === 1) return '';
    const plain = line.replace(/`[^`]*`/g, (code) => (code.includes('spec://') ? code : blank(code)));
    const { text, isOpen } = hideComments(plain, isInComment);
    isInComment = isOpen;
    return text;
  });
};

/** Links of a file that lead nowhere; code, comments and links to other sites are left alone. `library` null: documents, too. */
export const findDeadLinks = (
  project: Project,
  library: Library | null,
  file: string,
  source: Lines,
): readonly DeadLink[] => {
  if (!/\]\(|\]:|spec:\/\/|href=/.test(source.text)) return [];
  const dead: DeadLink[] = [];
  const later = archivedAs(file);
  for (const [index, line] of visibleLines(source).entries()) {
    const note = (at: number, target: string, why: string | null): void => {
      if (why !== null) dead.push({ line: index + 1, column: at + 1, target, why });
    };
    for (const pattern of [inline, definition, markup])
      for (const match of line.matchAll(pattern)) {
        const target = match[1] ?? match[2] ?? '';
        const why = isExample(target) ? null : whyDead(project, file, target);
        const isAliveLater = why !== null && later !== null && whyDead(project, later, target) === null;
        note(match.index + match[0].lastIndexOf(target), target, isAliveLater ? null : why);
      }
    let at = 0;
    for (const address of findAddresses(line)) {
      at = line.indexOf(address, at);
      note(at, address, whyUnknown(project, library, file, address));
      at += address.length;
    }
  }
  if (!dead.some(({ target }) => !target.startsWith('spec://'))) return dead;
  const rendered = renderedLinks(source.text);
  return dead.filter(({ line, target }) => target.startsWith('spec://') || rendered.has(`${line} ${decode(target)}`));
};
