/** The CLIs that are spoken to, by the name of their column: by their own streams, and over ACP. */
import { CLIS } from './installed.ts';

export type Column = { readonly cli: string; readonly acp?: readonly string[] };

const OVER_ACP: Readonly<Record<string, readonly string[]>> = {
  gemini: ['--acp', '--skip-trust', '-m', 'gemini-2.5-pro'],
  copilot: ['--acp'],
  opencode: ['acp'],
};

export const COLUMNS: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(CLIS.map((cli) => [cli, { cli }])),
  ...Object.fromEntries(Object.entries(OVER_ACP).map(([cli, acp]) => [`${cli} over ACP`, { cli, acp }])),
};
