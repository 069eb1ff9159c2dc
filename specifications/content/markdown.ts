/** Reads Markdown as a renderer does: what is a heading, a list, code or a comment. The only home of its parser. */
import { fromMarkdown } from 'mdast-util-from-markdown';

export type Root = ReturnType<typeof fromMarkdown>;
export type RootContent = Root['children'][number];
export type Nodes = Root | RootContent;
export type List = Extract<RootContent, { type: 'list' }>;
export type ListItem = List['children'][number];
type Parents = Extract<Nodes, { children: unknown }>;

/** A text without byte order mark, its lines as those who count line feeds count them. */
export const readable = (text: string): string => text.replace(/^\ufeff/, '').replace(/\r(?=\n)|\r/g, ' ');

/** The tree of a text that {@link readable} gave. Never fails; lines count from 1, offsets from 0. */
export const readMarkdown = (text: string): Root => fromMarkdown(text);

const isParent = (node: Nodes): node is Parents => 'children' in node;

/** All nodes below one, parents before their children, in the order of the text. */
export const nodesIn = (node: Nodes): readonly Nodes[] =>
  isParent(node) ? node.children.flatMap((child) => [child, ...nodesIn(child)]) : [];

/** Where a node stands; `end` is one past its last character. */
export const extentOf = (
  node: Nodes,
): { readonly line: number; readonly lastLine: number; readonly start: number; readonly end: number } => ({
  line: node.position?.start.line ?? 1,
  lastLine: node.position?.end.line ?? 1,
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
});

const blanked = (text: string): string => text.replace(/[^\n]/g, ' ');

/** The text with its HTML comments blanked, so that everything else stays where it is. */
export const withoutComments = (text: string, tree: Root): string => {
  let plain = text;
  for (const node of nodesIn(tree)) {
    if (node.type !== 'html' || !node.value.startsWith('<!--')) continue;
    const { start, end } = extentOf(node);
    const raw = text.slice(start, end);
    plain = plain.slice(0, start) + raw.replace(/<!--[\s\S]*?(?:-->|$)/g, blanked) + plain.slice(end);
  }
  return plain;
};
