/** What the setup of a worktree is called where steps are called something; no step of an author holds a dot. */
export const SETUP: string = 'ws.setup';
