/** Picks the implementations. Until they are wired here, everything that needs one is refused. */
import { err } from '../core/result.ts';
import type { Composer, Refusal } from './cli/house.ts';

const missing: Refusal = {
  kind: 'environment',
  message: 'this part of ws is not wired in yet',
  hint: null,
  diagnostics: [],
};

/** The parts as the command line asks for them. */
export const composer: Composer = {
  load: async (file) => ({
    plan: null,
    diagnostics: [
      { code: 'not-wired', severity: 'error', message: missing.message, file, line: 1, column: 1, pointer: '' },
    ],
  }),
  openHouse: async () => err(missing),
  tools: async () => ({ find: () => null, all: () => [] }),
  sqliteVersion: async () => err(missing.message),
};
