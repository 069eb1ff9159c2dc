/** Runs JavaScript of others in a child of ws's own node, and gives what it said. */
import { join } from 'node:path';
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../../core/json.ts';
import type { ProcessEnd, Processes } from '../../../core/system.ts';
import type { ToolCall } from '../../../core/tool.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { createLines } from '../process/lines.ts';
import { runCall, type CallExtras } from '../process/run-call.ts';
import { HOST_PROGRAM } from './host.ts';

/** What is done: a function that is called with `input`, or a tool that is handed a call. */
export type NodeRequest = {
  /** How the code is called in what is told of it; the end of the path of a module. */
  readonly name: string;
} & (
  | { readonly mode: 'script'; readonly code: string | null; readonly module: string | null; readonly input: Json }
  | { readonly mode: 'tool'; readonly module: string; readonly call: JsonObject }
);

/** Where in the code of its author something was thrown. */
type Place = { readonly line: number; readonly column: number | null };

export type NodeAnswer =
  | { readonly kind: 'result'; readonly value: Json }
  | { readonly kind: 'unfit'; readonly pointer: string; readonly message: string }
  | { readonly kind: 'thrown'; readonly message: string; readonly place: Place | null };

/** `answer` is null where it ended before it gave one, and `too-large` where that was more than 16 MiB. */
export type NodeEnd = { readonly end: ProcessEnd; readonly answer: NodeAnswer | 'too-large' | null };

/** What one line may hold. */
const LONGEST_ANSWER = 16 * 1024 * 1024;

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const placeOf = (value: Json | undefined): Place | null => {
  if (!isJsonObject(value)) return null;
  const { line, column } = value;
  return typeof line === 'number' ? { line, column: typeof column === 'number' ? column : null } : null;
};

/** null for what is no answer. */
const answerIn = ({ kind, value = null }: JsonObject): NodeAnswer | null => {
  if (kind === 'result') return { kind, value };
  if (!isJsonObject(value)) return null;
  if (kind === 'unfit') return { kind, pointer: textOf(value['pointer']), message: textOf(value['message']) };
  if (kind === 'thrown') return { kind, message: textOf(value['message']), place: placeOf(value['place']) };
  return null;
};

const documentOf = (line: string): JsonObject | null => {
  const value = jsonOf(line);
  return isJsonObject(value) ? value : null;
};

type NodeExtras = { readonly isSealed?: boolean; readonly onReport?: (told: JsonObject) => void };

/**
 * Gives how it ended and what it gave. `onReport` is called for what a tool tells of its work. Code that
 * `isSealed` sees no environment. A tool of a sandbox needs its module in `readable` of its view.
 */
export const runNode = async (
  processes: Processes,
  call: ToolCall,
  request: NodeRequest,
  { onReport, isSealed = false, ...extras }: Partial<CallExtras> & NodeExtras,
): Promise<NodeEnd> => {
  const stdinPath = join(call.paths.directory, 'request.json');
  writeAnew(stdinPath, JSON.stringify({ ...request, sealed: isSealed }));
  let answer: NodeEnd['answer'] = null;
  const lines = createLines((line) => {
    if (line.length > LONGEST_ANSWER) {
      answer ??= 'too-large';
      return;
    }
    const told = documentOf(line);
    if (told === null) return;
    if (told['kind'] === 'report' && isJsonObject(told['value'])) onReport?.(told['value']);
    // The first one counts: nothing that is said behind it takes it back.
    answer ??= answerIn(told);
  });
  const argv = [process.execPath, '--input-type=commonjs', '-e', HOST_PROGRAM] as const;
  const end = await runCall(processes, argv, call, { ...extras, stdinPath, hear: (bytes) => lines.push(bytes) });
  lines.end();
  return { end, answer };
};
