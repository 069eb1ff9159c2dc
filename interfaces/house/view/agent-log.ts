/** What a coding CLI printed, as a person would read it: what it said as prose, what it did as one line each. */
import { aiderReader } from '../../../adapters/tools/agent/dialects/aider/reader.ts';
import { claudeReader } from '../../../adapters/tools/agent/dialects/claude/reader.ts';
import { codexReader } from '../../../adapters/tools/agent/dialects/codex/reader.ts';
import { copilotReader } from '../../../adapters/tools/agent/dialects/copilot/reader.ts';
import { geminiReader } from '../../../adapters/tools/agent/dialects/gemini/reader.ts';
import { gooseReader } from '../../../adapters/tools/agent/dialects/goose/reader.ts';
import { opencodeReader } from '../../../adapters/tools/agent/dialects/opencode/reader.ts';
import type { AgentReader } from '../../../adapters/tools/agent/dialect.ts';
import type { AgentEvent } from '../../../adapters/tools/agent/event.ts';
import { unreachable } from '../../../core/result.ts';

export type Deed = 'read' | 'search' | 'edit' | 'run' | 'use';

export type Entry =
  | { readonly kind: 'message'; readonly text: string }
  /** `isOk` is null while it is under way; `text` is what came of it. */
  | {
      readonly kind: 'act';
      readonly deed: Deed;
      readonly name: string;
      readonly subject: string;
      readonly isOk: boolean | null;
      readonly text: string;
    }
  | { readonly kind: 'trouble'; readonly text: string };

/** Lines that mean nothing in any dialect are plain text, not the log of an agent. */
const READERS: Readonly<Record<string, () => AgentReader>> = {
  claude: claudeReader,
  codex: codexReader,
  gemini: geminiReader,
  copilot: copilotReader,
  opencode: opencodeReader,
  goose: gooseReader,
  aider: aiderReader,
};
/** So many lines tell a dialect. */
const TOLD_BY = 40;

const DEEDS: readonly (readonly [RegExp, Deed])[] = [
  [/edit|write|patch|create|replace|file_change/i, 'edit'],
  [/read|view|cat|open/i, 'read'],
  [/grep|glob|search|find|list|ls/i, 'search'],
  [/bash|shell|exec|command|terminal|run/i, 'run'],
];

const deedOf = (name: string): Deed => DEEDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'use';

const isTelling = ({ kind }: AgentEvent): boolean =>
  kind === 'message' || kind === 'tool' || kind === 'end' || kind === 'session';

/** The dialect that says most of the first lines; null where none says anything, because they are no agent's. */
const dialectOf = (lines: readonly string[], tool: string | null): (() => AgentReader) | null => {
  const named = tool === null || !Object.hasOwn(READERS, tool) ? undefined : READERS[tool];
  const others = Object.entries(READERS)
    // Its stream is plain text, so that any text is one of it: it is only meant where it is named.
    .filter(([id]) => id !== 'aider')
    .map(([, make]) => make);
  const told = (make: () => AgentReader): number => {
    const reader = make();
    return lines.slice(0, TOLD_BY).reduce((sum, line) => sum + reader.read(line).filter(isTelling).length, 0);
  };
  const best = [...(named === undefined ? [] : [named]), ...others]
    .map((make) => ({ make, count: told(make) }))
    .reduce<{ readonly make: () => AgentReader; readonly count: number } | null>(
      (most, each) => (each.count > (most?.count ?? 0) ? each : most),
      null,
    );
  return best?.make ?? null;
};

/** null where the lines are no stream of an agent: then they are shown as they are. */
export const agentLog = (lines: readonly string[], tool: string | null = null): readonly Entry[] | null => {
  const make = dialectOf(lines, tool);
  if (make === null) return null;
  const reader = make();
  const entries: Entry[] = [];
  const acts = new Map<string, number>();
  const take = (event: AgentEvent): void => {
    switch (event.kind) {
      case 'message':
        if (event.text.trim() !== '') entries.push({ kind: 'message', text: event.text.trim() });
        return;
      case 'tool':
        acts.set(event.id, entries.length);
        entries.push({
          kind: 'act',
          deed: deedOf(event.name),
          name: event.name,
          subject: event.subject,
          isOk: null,
          text: '',
        });
        return;
      case 'tool-end': {
        const at = acts.get(event.id);
        const begun = at === undefined ? undefined : entries[at];
        if (at !== undefined && begun?.kind === 'act') entries[at] = { ...begun, isOk: event.isOk, text: event.text };
        return;
      }
      case 'denied':
        entries.push({ kind: 'trouble', text: `Was not allowed to use ${event.name} ${event.subject}`.trim() });
        return;
      case 'retry':
      case 'error':
        entries.push({ kind: 'trouble', text: event.message });
        return;
      case 'end': {
        const last = entries.findLast((entry) => entry.kind === 'message');
        if (event.text.trim() !== '' && last?.text !== event.text.trim())
          entries.push({ kind: 'message', text: event.text.trim() });
        return;
      }
      case 'session':
      case 'file':
      case 'usage':
      case 'limit':
        return;
      default:
        unreachable(event);
    }
  };
  for (const line of lines) reader.read(line).forEach(take);
  reader.end?.().forEach(take);
  return entries;
};
