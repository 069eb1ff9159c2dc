/** The coding CLIs that ws speaks to. */
import { claude } from './dialects/claude/claude.ts';
import type { Dialect } from './dialect.ts';

export const DIALECTS: readonly Dialect[] = [claude];
