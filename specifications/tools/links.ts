/** Finds links and `spec://` addresses in a Markdown text that lead nowhere. */
import { linesOf, type Lines } from '../content/lines.ts';
import { slugOf } from '../content/names.ts';
import { readHeadings } from '../content/headings.ts';
import { parseSpec } from '../content/spec.ts';
import type { Project } from './project.ts';

export type DeadLink = {
  readonly line: number;
  readonly column: number;
  readonly target: string;
  readonly why: string;
};

const inline = /(?<!!)\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)/g;
const address = /spec:\/\/cap\/([^\s#`)\]"'<>,;]+)(?:#([^\s`)\]"'<>,;]+))?/g;

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

const whyDead = (project: Project, file: string, target: string): string | null => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith('//')) return null;
  const [path = '', fragment] = decode(target).split('#');
  const resolved = path === '' ? file : resolvePath(file, path);
  if (resolved === null) return null;
  if (resolved !== file && project.files.kind(resolved) === null) return `there is no ${resolved}`;
  if (fragment === undefined || fragment === '' || !resolved.endsWith('.md')) return null;
  const text = project.read(resolved);
  if (!text.ok) return null;
  const anchors = readHeadings(parseSpec(text.value).source).map((heading) => anchorOf(heading.title));
  const wanted = anchorOf(fragment.replace(/-\d+$/, ''));
  return anchors.some((anchor) => anchor === fragment || anchor === wanted)
    ? null
    : `${resolved} has no heading #${fragment}`;
};

const whyUnknown = (project: Project, capability: string, fragment: string | undefined): string | null => {
  const id = capability.replace(/:[^/]*$/, '').replace(/[.]+$/, '');
  if (!project.specIds.includes(id)) return `there is no capability ${id}`;
  const names = project.spec(id).spec?.requirements.map((block) => slugOf(block.name)) ?? [];
  return fragment === undefined || names.includes(fragment.replace(/[.]+$/, ''))
    ? null
    : `${id} has no requirement #${fragment}`;
};

/** Links of a file that lead nowhere; code and links to other sites are left alone. */
export const findDeadLinks = (project: Project, file: string, source: Lines): readonly DeadLink[] => {
  if (!source.text.includes('](') && !source.text.includes('spec://')) return [];
  const dead: DeadLink[] = [];
  for (const [index, line] of linesOf(source).entries()) {
    if (source.fenced[index] === 1 || !(line.includes('](') || line.includes('spec://'))) continue;
    // Code spans are blanked, not cut, so that columns stay.
    const text = line.replace(/`[^`]*`/g, (code) => (code.includes('spec://') ? code : ' '.repeat(code.length)));
    const note = (at: number, target: string, why: string | null): void => {
      if (why !== null) dead.push({ line: index + 1, column: at + 1, target, why });
    };
    for (const match of text.matchAll(inline)) {
      const target = match[1] ?? '';
      note(match.index + match[0].indexOf(target), target, whyDead(project, file, target));
    }
    for (const match of text.matchAll(address)) {
      note(match.index, match[0], whyUnknown(project, match[1] ?? '', match[2]));
    }
  }
  return dead;
};
