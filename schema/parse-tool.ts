/** Reads one file of a tool profile. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { messageOf } from '../core/thrown.ts';
import { checkDuration } from './check-duration.ts';
import { checkTimes } from './check-meaning.ts';
import type { Document } from './document.ts';
import { findToolFaults } from './generated/tool-faults.js';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';
import { wrongTemplates } from './tool-templates.ts';
import type { WrittenTool } from './written-tool.ts';

/** A profile, and what it takes to say where something of it stands. */
export type ReadTool = {
  readonly tool: WrittenTool;
  /** Gives problems that are found later their places. */
  readonly diagnose: (problems: readonly Problem[]) => Promise<readonly Diagnostic[]>;
};

const checkPattern = async (output: Json | undefined): Promise<readonly Problem[]> => {
  const pattern = isJsonObject(output) ? output['pattern'] : undefined;
  if (typeof pattern !== 'string') return [];
  try {
    const { linearGroups } = await import('./linear-pattern.ts');
    linearGroups(pattern);
    return [];
  } catch (error) {
    return [{ code: 'bad-value', message: messageOf(error), pointer: '/output/pattern', place: 'value' }];
  }
};

const checkInputs = async (inputs: Json | undefined): Promise<readonly Problem[]> => {
  if (!isJsonObject(inputs)) return [];
  const { checkSchema } = await import('./json-schema.ts');
  const wrong = checkSchema(inputs);
  if (wrong === null) return [];
  const message = `"inputs" is not a JSON Schema: ${wrong.message}`;
  return [{ code: 'bad-schema', message, pointer: `/inputs${wrong.pointer}`, place: 'value' }];
};

const check = async (value: Json): Promise<readonly Problem[]> => {
  if (!isJsonObject(value)) {
    const message = 'a tool profile must be an object, such as {"adapter": "claude"}';
    return [{ code: 'wrong-type', message, pointer: '', place: 'value' }];
  }
  if (!findToolFaults(value)) {
    const { explain } = await import('./explain.ts');
    return explain(findToolFaults.errors ?? [], '');
  }
  // The cast cannot lie: nothing was found wrong with its form.
  const written = value as WrittenTool;
  return [
    ...checkTimes(value, ''),
    ...checkDuration(value['stall'], '/stall'),
    ...wrongTemplates(written),
    ...(await checkPattern(value['output'])),
    ...(await checkInputs(value['inputs'])),
  ];
};

const placed = async (
  problems: readonly Problem[],
  source: { readonly text: string; readonly file: string; readonly document: Document | null },
): Promise<readonly Diagnostic[]> => {
  const { diagnose } = await import('./diagnose.ts');
  return diagnose(problems, source);
};

/**
 * Gives the profile that a file holds, YAML or JSON by its ending; a file that says nothing is an empty one. Fails with
 * all that is wrong with it, each with its place.
 */
export const parseTool = async (text: string, file: string): Promise<Result<ReadTool, readonly Diagnostic[]>> => {
  const { document, problems: unread } = await readDocument(text.trim() === '' ? '{}' : text, file);
  const isEmpty = document !== null && document.value === null && unread.length === 0;
  const problems = document === null || isEmpty ? unread : [...unread, ...(await check(document.value))];
  const source = { text, file, document };
  if (document === null || problems.length > 0) return err(await placed(problems, source));
  // The cast cannot lie: nothing was found wrong with it.
  const tool = isEmpty ? {} : (document.value as WrittenTool);
  return ok({ tool, diagnose: (found) => placed(found, source) });
};
