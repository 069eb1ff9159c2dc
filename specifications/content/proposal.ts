/** Reads proposal.md: why, what changes, and the capabilities it promises to touch. */
import { findHeading, headingText, readHeadings, type Heading } from './headings.ts';
import { cutLines, lineAt, type Lines } from './lines.ts';

export type PromisedCapability = {
  readonly path: string;
  readonly kind: 'new' | 'modified';
  readonly text: string;
  readonly line: number;
  readonly column: number;
};

export type ProposalSection = { readonly text: string; readonly line: number };

export type Proposal = {
  readonly title: string | null;
  /** null where the section is absent; its text may be empty. */
  readonly why: ProposalSection | null;
  readonly whatChanges: ProposalSection | null;
  readonly impact: ProposalSection | null;
  readonly capabilities: readonly PromisedCapability[];
};

// The template has a colon; people also write a dash, a remark in parentheses, or the name in bold.
const bullet = /^\s*[-*+]\s+(?:\*\*)?`([^`\s]+)`:?(?:\*\*)?\s*(?:$|(?::|[-–—]|(?=\())\s*(.*)$)/;

const readCapabilities = (source: Lines, heading: Heading, kind: 'new' | 'modified'): PromisedCapability[] => {
  const found: PromisedCapability[] = [];
  for (let index = heading.line; index < heading.end; index++) {
    if (source.fenced[index] === 1) continue;
    const line = lineAt(source, index);
    const match = bullet.exec(line);
    if (match === null) continue;
    const path = match[1] ?? '';
    found.push({ path, kind, text: (match[2] ?? '').trim(), line: index + 1, column: line.indexOf('`') + 2 });
  }
  return found;
};

/** Reads a proposal. Never fails: what is missing is null or empty. */
export const parseProposal = (text: string): Proposal => {
  const source = cutLines(text);
  const headings = readHeadings(source);
  const section = (title: string): ProposalSection | null => {
    const heading = findHeading(headings, title);
    return heading === null ? null : { text: headingText(source, heading), line: heading.line };
  };
  const promised = (title: string, kind: 'new' | 'modified'): PromisedCapability[] => {
    const heading = findHeading(headings, title);
    return heading === null ? [] : readCapabilities(source, heading, kind);
  };
  return {
    title: headings.find((heading) => heading.level === 1)?.title ?? null,
    why: section('why'),
    whatChanges: section('what changes'),
    impact: section('impact'),
    capabilities: [...promised('new capabilities', 'new'), ...promised('modified capabilities', 'modified')],
  };
};
