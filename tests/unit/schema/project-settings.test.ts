import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { parseConfig } from '../../../schema/parse-config.ts';
import { PROJECT_SETTINGS } from '../../../schema/project-settings.ts';

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../../schema/config.schema.json', import.meta.url), 'utf8'),
);

/** Every setting of the schema, down to what has no settings of its own or a row in the table. */
const settingsOf = (part: unknown, pointer: string): readonly string[] => {
  const properties = isJsonObject(part) && isJsonObject(part['properties']) ? part['properties'] : null;
  if (properties === null || Object.hasOwn(PROJECT_SETTINGS, pointer)) return [pointer];
  return Object.entries(properties).flatMap(([key, member]) => settingsOf(member, `${pointer}/${key}`));
};

test('every setting that there is has a row, and every row is of a setting', () => {
  expect(settingsOf(schema, '').toSorted()).toEqual(Object.keys(PROJECT_SETTINGS).toSorted());
});

const example: Readonly<Record<string, Json>> = {
  '/notify': { notify: [{ on: ['failed'], command: ['true'] }] },
  '/trust': { trust: ['/srv'] },
  '/prompts': { prompts: '/srv/prompts' },
  '/worktrees': { worktrees: { root: '/srv' } },
  '/http': { http: { allow: ['127.0.0.1'] } },
  '/gc': { gc: { ignored: '30d' } },
  '/cache/store': { cache: { store: { folder: '/srv/cache', key: 'CACHE_KEY' } } },
  '/pools': { pools: { gpu: 1 } },
  '/models/providers': { models: { providers: { openai: { baseURL: 'https://example.org' } } } },
  '/models/callerLimit': { models: { callerLimit: { requests: 1 } } },
};

test.each(Object.entries(PROJECT_SETTINGS).filter(([, { kind }]) => kind === 'own'))(
  'what is the user’s own is refused in a project: %s',
  async (pointer) => {
    const written = example[pointer];
    expect(written, 'an example of it').toBeDefined();
    const text = JSON.stringify(written ?? null);
    const place = { file: 'ws.config.json', userFile: '~/config.yaml' } as const;
    expect((await parseConfig(text, { ...place, scope: 'user' })).ok).toBe(true);
    expect(await parseConfig(text, { ...place, scope: 'project' })).toMatchObject({
      ok: false,
      error: [{ code: 'not-in-project', pointer }],
    });
  },
);
