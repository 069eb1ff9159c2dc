/** What a workstream says of itself among others that it is run with. */
import type { Mutex } from './step-claims.ts';

/** What of it is shown, and told, wherever it is. */
export type Standing = {
  /** The issue that it is work on: a number, or an address. Not there where it says nothing of it. */
  readonly issue?: string;
  /** From 1, which goes first, to 10. Not there where it is that of all that say nothing. */
  readonly priority?: number;
};

export type Membership = Standing & {
  /** The workstreams of its bundle that it needs; alone it needs none. Not there where there are none. */
  readonly needs?: readonly string[];
  /** Of those of a bundle with the same, one at a time. Not there where it has none. */
  readonly mutex?: Mutex;
  /** Whether its steps are the workstreams of a bundle, a lane each. Not there where they are steps. */
  readonly isBundle?: true;
};
