/** The plugin that `ws plugins new` writes, and the one of the manual. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkFixture, readPluginFixture } from '../../../../../error/engine/plugins/plugin-fixture.ts';
import {
  DEFAULT_PLUGIN_SETTINGS,
  openPlugins,
  type PluginSet,
} from '../../../../../error/engine/plugins/plugin-set.ts';
import { newPluginFiles } from '../../../../../error/engine/plugins/plugin-template.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ws-plugins-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = (): Promise<PluginSet> =>
  openPlugins({ ...DEFAULT_PLUGIN_SETTINGS, userFolder: folder, isTrusted: true, timeLimitMs: 20_000 });

describe('the template', () => {
  test('is a plugin that works, and its fixture passes', async () => {
    const files = newPluginFiles('yaml-lint');
    if (!files.ok) throw new Error(files.error);
    for (const [path, text] of Object.entries(files.value)) {
      await mkdir(join(folder, 'yaml-lint', 'fixtures'), { recursive: true });
      await writeFile(join(folder, 'yaml-lint', path), text);
    }
    const set = await open();
    expect(set.problems).toEqual([]);
    const plugin = set.plugins.find((each) => each.manifest.name === 'yaml-lint');
    const fixture = readPluginFixture(files.value['fixtures/two-findings.log'] ?? '');
    if (plugin === undefined) throw new Error('the template is not loaded');
    expect(await checkFixture(plugin, fixture)).toEqual({
      isAsExpected: true,
      missing: [],
      unexpected: [],
      problem: null,
    });
    const wrong = { ...fixture, issues: ['src/a.txt:9:9 E12 error', ...fixture.issues.slice(1)] };
    expect(await checkFixture(plugin, wrong)).toMatchObject({
      isAsExpected: false,
      missing: ['src/a.txt:9:9 E12 error'],
      unexpected: ['src/a.txt:3:7 E12 error'],
    });
  });

  test('the plugin that docs/errors/writing-a-plugin.md shows finds what its log says', async () => {
    const page = await readFile('docs/errors/writing-a-plugin.md', 'utf8');
    const codeIn = (heading: string): string => {
      const section = page.slice(page.indexOf(heading));
      const block = /(?:^ {4}.*\n|^\n(?= {4}))+/m.exec(section)?.[0] ?? '';
      return block.replace(/^ {4}/gm, '');
    };
    const files = newPluginFiles('my-tool');
    if (!files.ok) throw new Error(files.error);
    await mkdir(join(folder, 'my-tool'), { recursive: true });
    await writeFile(join(folder, 'my-tool/manifest.json'), files.value['manifest.json'] ?? '');
    await writeFile(join(folder, 'my-tool/plugin.mjs'), codeIn('## 3.'));
    const plugin = (await open()).plugins.find((each) => each.manifest.name === 'my-tool');
    if (plugin === undefined) throw new Error('the plugin of the page is not loaded');
    const fixture = readPluginFixture(codeIn('## 2.'));
    expect(fixture.issues).toHaveLength(1);
    expect(await checkFixture(plugin, fixture)).toMatchObject({ isAsExpected: true, problem: null });
  });

  test.each(['', 'Yaml', '../x', 'a b', '-a'])('refuses the name %j', (name) => {
    expect(newPluginFiles(name).ok).toBe(false);
  });
});
