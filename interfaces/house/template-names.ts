/** Which templates there are: apart from what writes them, so that help can name them. */

/** `ci` and `python` are made of what a project has; the others are shipped workstreams, fitted to it. */
export type TemplateName =
  | 'ci'
  | 'python'
  | 'release'
  | 'parallel-agents'
  | 'fix-until-green'
  | 'best-of'
  | 'monorepo-ci';

export const TEMPLATES: readonly TemplateName[] = [
  'ci',
  'python',
  'release',
  'parallel-agents',
  'fix-until-green',
  'best-of',
  'monorepo-ci',
];
