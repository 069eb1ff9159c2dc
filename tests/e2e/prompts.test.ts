/** A shipped prompt that a person replaces is what a model is asked with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answers, serveModel, withModel } from '../rig/model.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

test('ws prompts: listed, copied, edited, asked with, exported and imported', async () => {
  const folder = makeFolder();
  const asked: string[] = [];
  const repository = makeRepository(join(folder, 'repo'), { 'work.csv': 'Task,Minutes\na,10\n' });
  const server = await serveModel(
    folder,
    ({ text }) => (asked.push(text), answers({ headline: 'h', paragraphs: ['p'], recommendations: [] })),
  );
  try {
    const prompts = (...args: readonly string[]) => ws(repository, ['prompts', ...args]);
    const nowhere = await prompts('new', 'audit-summary');
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('no folder for prompts of yours')]);
    const config = join(folder, '.config/ws/config.json');
    const known = JSON.parse(readFileSync(config, 'utf8')) as object;
    writeFileSync(config, JSON.stringify({ ...known, prompts: join(folder, 'mine') }));
    expect((await prompts('new', 'audit-summary')).code).toBe(0);
    writeFiles(folder, { 'mine/audit-summary.md': 'Say it in verse. {{ audit }}{% if ungrounded %}{% endif %}\n' });
    expect(await wsJson(repository, ['prompts', 'list'])).toContainEqual(
      expect.objectContaining({ name: 'audit-summary', origin: 'replaced' }),
    );
    const ended = await ws(
      repository,
      ['run', 'ws:time-audit', '--input', 'table=work.csv', '--input', 'rate=1'],
      withModel,
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(asked[0]).toContain('Say it in verse.');
    expect((await prompts('export', 'audit-summary', '-o', 'verse.json')).code).toBe(0);
    expect((await prompts('import', 'verse.json')).code).toBe(2);
    expect((await prompts('import', 'verse.json', '--name', 'verse')).code).toBe(0);
    expect((await prompts('show', 'verse')).stdout).toContain('Say it in verse.');
  } finally {
    await server.close();
    removeFolder(folder);
  }
});
