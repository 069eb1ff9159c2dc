/** The tool `write`: files in the worktree, out of what steps gave. Everything is checked before the first is written. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../core/json.ts';
import { isJsonObject } from '../../../core/json.ts';
import { hasHole } from '../../../core/planning/expressions/template.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Gives, ToolAdapter, ToolFailure, WrongArgument } from '../../../core/tool.ts';
import { describeWrite, WRITE } from '../descriptions.ts';
import { objectionToPath } from './path-rules.ts';
import { putFile, standingAt, type Standing } from './put-file.ts';
import { keepingSections, withSection } from './sections.ts';
import { wantedFiles, type WantedFile } from './wanted-files.ts';

const NAME = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' };
const LIST = { type: ['array', 'string'] };

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['files'] }, { required: ['blocks'] }],
  properties: {
    files: {
      type: 'array',
      minItems: 1,
      description: 'What is to be written where.',
      items: {
        type: 'object',
        required: ['path'],
        additionalProperties: false,
        properties: {
          path: {
            type: 'string',
            description: 'Relative to the top of the worktree; with `each`, {/pointer} is a text of the item.',
          },
          content: { description: 'A text, or any value: written as YAML where the path ends so, else as JSON.' },
          from: { type: 'string', description: 'With `each`: the JSON pointer of the content in the item.' },
          each: { ...LIST, description: 'A list: one file for each item.' },
          table: {
            type: 'object',
            required: ['rows'],
            additionalProperties: false,
            description: 'Written as CSV; no text of it is taken for a formula.',
            properties: {
              rows: { ...LIST, description: 'Objects, or lists.' },
              columns: { ...LIST, description: 'Which columns, in which order.' },
              delimiter: { type: 'string', maxLength: 1, minLength: 1 },
            },
          },
          section: { ...NAME, description: 'Only what lies between the anchors ws:begin and ws:end of this name.' },
          keep: { type: 'array', items: NAME, description: 'Sections that stay as they are in the file.' },
        },
      },
    },
    blocks: {
      type: 'object',
      required: ['text'],
      additionalProperties: false,
      description: 'Files out of the fenced blocks of an answer that say their path.',
      properties: {
        text: { type: 'string' },
        within: { type: 'string', description: 'The folder that all must lie in.' },
      },
    },
    dryRun: { type: ['boolean', 'string'], description: 'Only tell what would be written.' },
  },
};

/** Paths that are there already. */
const examine = ({ files }: JsonObject): readonly WrongArgument[] =>
  (Array.isArray(files) ? files : []).flatMap((entry: unknown, at) => {
    const path = isJsonObject(entry) ? entry['path'] : undefined;
    if (typeof path !== 'string' || hasHole(path)) return [];
    const objection = objectionToPath(path.replaceAll(/\{\/[^{}]*\}/g, 'x'));
    return objection === null
      ? []
      : [{ pointer: `/files/${at}/path`, message: `${JSON.stringify(path)} ${objection}` }];
  });

const GIVES: Gives = { types: { files: 'array', written: 'integer' }, isAll: true };

type Ready = { readonly path: string; readonly content: string; readonly before: Standing };

const wrong = (pointer: string, message: string): { readonly ok: false; readonly error: ToolFailure } =>
  err({ failure: { code: 'bad-input', pointer: `/with${pointer}`, message }, evidence: null });

const contentFor = (file: WantedFile, now: string | null): Result<string, string> => {
  const { path, content, section, keep } = file;
  if (section !== null) return withSection(now ?? '', { name: section, path, content });
  return now === null || keep.length === 0 ? ok(content) : keepingSections(content, now, keep);
};

/** Looks at where each is to be. Of several sections of one file each is put into what the one before made. */
const prepared = (files: readonly WantedFile[], worktree: string): Result<readonly Ready[], ToolFailure> => {
  const ready = new Map<string, Ready>();
  for (const file of files) {
    const { path, pointer } = file;
    const standing = standingAt(worktree, path);
    if (!standing.ok) return wrong(pointer, `${JSON.stringify(path)} ${standing.error}`);
    const before = standing.value;
    const now = ready.get(path)?.content ?? before.bytes?.toString('utf8') ?? null;
    const content = contentFor(file, now);
    if (!content.ok) return wrong(pointer, `${path}: ${content.error}`);
    ready.set(path, { path, content: content.value, before });
  }
  return ok([...ready.values()]);
};

const changeOf = ({ content, before: { bytes } }: Ready): 'created' | 'changed' | 'same' => {
  if (bytes === null) return 'created';
  return bytes.equals(Buffer.from(content)) ? 'same' : 'changed';
};

/** Makes the tool. `outputs.files` tells of each what became of it. */
export const createWrite = (): ToolAdapter => ({
  id: WRITE,
  title: 'Files written',
  inputSchema: INPUT_SCHEMA,
  describe: describeWrite,
  examine,
  gives: () => GIVES,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async ({ with: args, worktree, signal }, report) => {
    const wanted = wantedFiles(args);
    if (!wanted.ok) return wrong(wanted.error.pointer, wanted.error.message);
    const ready = prepared(wanted.value, worktree);
    if (!ready.ok) return ready;
    const isDry = args['dryRun'] === true || args['dryRun'] === 'true';
    const told = ready.value.map((file) => ({ file, change: changeOf(file) }));
    for (const { file, change } of told) {
      if (signal.aborted)
        return err({
          failure: { code: 'interrupted', by: 'cancel', message: 'writing was stopped on request' },
          evidence: null,
        });
      const isWritten = change !== 'same' && !isDry;
      const put = isWritten ? putFile(worktree, file.path, file.content, file.before) : ok(undefined);
      if (!put.ok) return wrong('', `${JSON.stringify(file.path)} ${put.error}`);
      if (isWritten) report.file(file.path);
      if (change !== 'same') report.message(`${isDry ? 'would be ' : ''}${change}: ${file.path}`);
    }
    const files = told.map(({ file: { path, content }, change }) => ({
      ...{ path, change, bytes: Buffer.byteLength(content) },
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
    return ok({
      outputs: { files, written: isDry ? 0 : told.filter(({ change }) => change !== 'same').length },
      exitCode: 0,
    });
  },
});
