/**
 * The tool `script`: a JavaScript function, called with `input`, in a process of its own.
 *
 *   S1. It reaches no network, sees no environment, and writes nothing: in the worktree only with an `access` that is not `read`.
 *   S2. Where that cannot be had it is not run, unless the step turns the sandbox off, or the function is one that ws ships: that is
 *       as trusted as ws itself.
 *   S3. Its code is never a part of a command line, and no value is ever a part of its code.
 */
import { Script } from 'node:vm';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { hasHole } from '../../../core/planning/expressions/template.ts';
import { err, ok } from '../../../core/result.ts';
import type { Failure } from '../../../core/failure.ts';
import type { Processes, WorktreeFiles } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall, WrongArgument } from '../../../core/tool.ts';
import { readPlain } from '../../../core/state/sqlite/own-file.ts';
import { SHIPPED, shippedModule } from '../../machine/shipped.ts';
import { describeScript, SCRIPT } from '../descriptions.ts';
import { valueOfNode } from '../node/failure-of-node.ts';
import { runNode, type NodeRequest } from '../node/run-node.ts';

/** How inline code is called in what is told of it. */
const INLINE = 'with/code';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    code: {
      type: 'string',
      maxLength: 1_000_000,
      pattern: '\\S',
      description: 'A function, such as (input) => ({ total: input.items.length }). Values reach it in `input` only.',
    },
    module: {
      type: 'string',
      pattern: '^(?:ws:[a-z0-9-]+|[^/\\x00-\\x1f][^\\x00-\\x1f]*\\.(?:mjs|js|cjs))$',
      description:
        'A module of the worktree that exports the function as its default; or one that ws ships, such as ws:time-audit.',
    },
    input: { description: 'What the function is called with. Left out, it is the `input` of the step.' },
  },
  oneOf: [{ required: ['code'] }, { required: ['module'] }],
};

/** The file of a function that ws ships; null where it is one of the worktree, or there is none. */
const shippedIn = ({ module }: JsonObject): string | null =>
  typeof module === 'string' && module.startsWith(SHIPPED) ? shippedModule(module.slice(SHIPPED.length)) : null;

/** Where the code cannot be read as a function, which compiling runs nothing of, or ws ships none of the name. */
const examine = ({ code, module }: JsonObject): readonly WrongArgument[] => {
  if (typeof module === 'string' && module.startsWith(SHIPPED) && shippedIn({ module }) === null)
    return [{ pointer: '/module', message: `ws ships no function "${module.slice(SHIPPED.length)}"` }];
  if (typeof code !== 'string') return [];
  if (hasHole(code))
    return [
      { pointer: '/code', message: 'code holds no expressions: hand the value over in "input", and read it there' },
    ];
  try {
    new Script(`(${code}\n)`, { filename: INLINE, columnOffset: -1 });
    return [];
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const line = /^with\/code:(\d+)/.exec(stack)?.[1];
    return [
      { pointer: '/code', message: `the code cannot be read${line === undefined ? '' : `, line ${line}`}: ${message}` },
    ];
  }
};

const wrong = (key: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer: `/with/${key}`, message });

const inputOf = ({ with: args, paths }: ToolCall): Json => {
  if (args['input'] !== undefined) return args['input'];
  const text = readPlain(paths.input)?.toString('utf8') ?? 'null';
  // The engine wrote the file, and JSON.parse gives JSON and nothing else.
  return JSON.parse(text) as Json;
};

/** Makes the tool. A result that is no object is `outputs.result`; what is thrown is `tool-exit` with its place. */
export const createScript = (processes: Processes, files: WorktreeFiles): ToolAdapter => {
  const requestOf = async (call: ToolCall): Promise<NodeRequest | Failure> => {
    const { code = null, module = null } = call.with;
    const input = inputOf(call);
    const [objection] = examine(call.with);
    if (objection !== undefined) return wrong(objection.pointer.slice(1), objection.message).error;
    if (typeof code === 'string') return { mode: 'script', name: INLINE, code, module: null, input };
    if (typeof module !== 'string') return wrong('code', 'A script needs "code" or "module"').error;
    const file = shippedIn(call.with) ?? (await files.file(call.worktree, module));
    if (file === null) return wrong('module', `there is no file ${module} in the worktree`).error;
    return { mode: 'script', name: module, code: null, module: file, input };
  };
  return {
    id: SCRIPT,
    title: 'JavaScript function',
    inputSchema: INPUT_SCHEMA,
    describe: describeScript,
    examine,
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async (given) => {
      // S2
      const isOpen = given.sandbox === 'off' || shippedIn(given.with) !== null;
      const call: ToolCall = { ...given, sandbox: isOpen ? 'off' : 'required', env: onlyPath(given) };
      const request = await requestOf(call);
      if ('message' in request) return err({ failure: request, evidence: null });
      const treeAccess = call.access === 'read' ? 'read' : 'write';
      const network = call.sandbox === 'off' ? 'full' : 'none';
      const extras = { isSealed: true, view: { treeAccess, network } } as const; // S1
      const value = valueOfNode(await runNode(processes, call, request, extras), request.name);
      if (!value.ok) return err({ failure: value.error, evidence: null });
      return ok({ outputs: isJsonObject(value.value) ? value.value : { result: value.value }, exitCode: 0 });
    },
  };
};

/** Programs are found by it, and the code does not see it. */
const onlyPath = ({ env: { PATH } }: ToolCall): ToolCall['env'] => (PATH === undefined ? {} : { PATH });
