/** The coding CLIs that ws speaks to. */
import type { Dialect } from './dialect.ts';
import { aider } from './dialects/aider/aider.ts';
import { claude } from './dialects/claude/claude.ts';
import { codex } from './dialects/codex/codex.ts';
import { copilot } from './dialects/copilot/copilot.ts';
import { gemini } from './dialects/gemini/gemini.ts';
import { goose } from './dialects/goose/goose.ts';
import { opencode } from './dialects/opencode/opencode.ts';

export const DIALECTS: readonly Dialect[] = [claude, codex, gemini, copilot, opencode, aider, goose];
