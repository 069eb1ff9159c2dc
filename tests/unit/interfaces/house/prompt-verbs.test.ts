import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  exportPrompt,
  importPrompt,
  listPrompts,
  newPrompt,
  showPrompt,
  type PromptParts,
} from '../../../../interfaces/house/prompt-verbs.ts';
import { writeFiles } from '../../../rig/ws.ts';
import { temporary } from '../../adapters/git/rig.ts';

let folder = '';
let parts: PromptParts;
beforeEach(() => {
  folder = temporary();
  parts = { folder, newId: () => 'p-new' };
});

const DOCUMENT = {
  ...{
    format: 1,
    id: 'p-old',
    name: 'strict',
    description: 'Strict',
    settings: { temperature: 0 },
    tags: ['review'],
    text: 'Be strict.\n',
  },
};
const imported = (more: object = {}, name: string | null = null) =>
  importPrompt(JSON.stringify({ ...DOCUMENT, ...more }), name, parts);

test('shipped ones are listed, with yours in their place and beside them', async () => {
  expect(listPrompts(parts).find(({ name }) => name === 'review')).toMatchObject({ origin: 'shipped' });
  writeFiles(folder, { 'review.md': 'Mine.\n', 'own.md': 'Own.\n' });
  const origins = Object.fromEntries(listPrompts(parts).map(({ name, origin }) => [name, origin]));
  expect(origins).toMatchObject({ review: 'replaced', own: 'yours', implement: 'shipped' });
  expect(showPrompt('ws:prompts/review.md', parts)).toMatchObject({ value: { text: 'Mine.\n' } });
});

test('a new one is a copy of the shipped one, and nothing is written over', async () => {
  expect(await newPrompt('review', parts)).toEqual({ ok: true, value: join(folder, 'review.md') });
  expect(readFileSync(join(folder, 'review.md'), 'utf8')).toContain('Review this work against its task');
  expect(await newPrompt('review', parts)).toMatchObject({ ok: false });
  expect(await newPrompt('../out', parts)).toMatchObject({ ok: false });
  expect(await newPrompt('review', { ...parts, folder: null })).toMatchObject({
    error: { message: 'there is no folder for prompts of yours' },
  });
});

test('what is exported is imported elsewhere with all that is known of it, and an id of its own', async () => {
  expect(await imported()).toMatchObject({ value: { id: 'p-new', name: 'strict' } });
  expect(exportPrompt('strict', parts)).toEqual({ ok: true, value: { ...DOCUMENT, id: 'p-new' } });
  expect(exportPrompt('implement', parts)).toMatchObject({ value: { id: 'ws:implement', tags: [], settings: {} } });
  expect(await imported({}, 'stricter')).toMatchObject({ value: { name: 'stricter' } });
});

describe('what is none is refused, and nothing is kept', () => {
  test.each([
    ['a newer format', { format: 2 }, 'a newer ws reads it'],
    ['no format', { format: 'one' }, 'no "format"'],
    ['a name that leads elsewhere', { name: '../../.bashrc' }, '"name"'],
    ['an empty text', { text: ' ' }, '"text"'],
    ['tags that are none', { tags: [1] }, '"tags"'],
    ['settings that are none', { settings: [] }, '"settings"'],
  ])('%s', async (_, more, message) => {
    expect(await imported(more)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(message) as string },
    });
    expect(listPrompts(parts).some(({ name }) => name === 'strict')).toBe(false);
  });

  test('a text that is no JSON, and a prompt that there is not', async () => {
    expect(await importPrompt('{', null, parts)).toMatchObject({
      error: { message: 'it cannot be imported: it is no JSON object' },
    });
    expect(showPrompt('reveiw', parts)).toMatchObject({
      error: { message: 'there is no prompt "reveiw". Did you mean "review"?' },
    });
  });
});
