/**
 * What a project may set, which is committed and so comes from whoever wrote it: a row for each setting that there is. What a
 * repository brings makes no machine run a program, sends no secret anywhere and raises no limit.
 */

/**
 * `free`: harmless, the project wins over the user. `lower`: a limit, which counts where it is lower than the one of the user.
 * `own`: it makes a machine run programs, or keep or send something, so only the user's own file may say it; programs that a
 * repository brings are trusted by their content, and lie below `.ws/`.
 */
export type ProjectRule =
  | { readonly kind: 'free' }
  | { readonly kind: 'lower'; readonly of: 'bytes' | 'duration' | 'number' }
  | { readonly kind: 'own'; readonly must: string };

const FREE: ProjectRule = { kind: 'free' };
const LOWER_TIME: ProjectRule = { kind: 'lower', of: 'duration' };
const RUNS: ProjectRule = { kind: 'own', must: 'make your machine run programs' };

/** By pointer into the document; a row is for all that lies below it. */
export const PROJECT_SETTINGS: Readonly<Record<string, ProjectRule>> = Object.freeze({
  '/$schema': FREE,
  '/synchronous': FREE,
  '/logCap': { kind: 'lower', of: 'bytes' },
  '/grace': LOWER_TIME,
  '/errors': FREE,
  '/plugins/disabled': FREE,
  '/plugins/priorities': FREE,
  '/plugins/timeLimit': LOWER_TIME,
  // They say when ws holds itself back, and for how long.
  '/breakers': FREE,
  '/budgets/day/costUsd': { kind: 'lower', of: 'number' },
  '/budgets/day/tokens': { kind: 'lower', of: 'number' },
  // What it takes in stays in the repository.
  '/run': FREE,
  '/wait': FREE,
  // A workstream says the same of its steps; whose keys are used, and where they are sent, is the user's to say.
  '/models/defaults': FREE,
  '/models/agents': FREE,
  '/models/tasks': FREE,
  '/models/fallback': FREE,
  '/models/providers': { kind: 'own', must: 'choose where your keys are sent' },
  '/models/callerLimit': { kind: 'own', must: 'choose how much your keys are used' },
  '/notify': RUNS,
  '/http': { kind: 'own', must: 'choose what of your network is reached' },
  '/cache/maxSize': { kind: 'lower', of: 'bytes' },
  '/cache/store': { kind: 'own', must: 'choose where your machine keeps files' },
  '/pools': { kind: 'own', must: 'choose what your machine can bear' },
  '/trust': RUNS,
  '/prompts': { kind: 'own', must: 'choose what models are told by workstreams that ws ships' },
  '/worktrees': { kind: 'own', must: 'choose where your machine keeps files' },
  '/gc': { kind: 'own', must: 'choose when your machine throws files away' },
});
