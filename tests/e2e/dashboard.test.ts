/** The page of the built server in a real browser: what a person sees, presses, and what comes of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { visit, type Opened, type Visit } from '../rig/browser.ts';
import { git, makeFolder, makeRepository, removeFolder, ws } from '../rig/ws.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

const failing = {
  ...{ version: 1, id: 'check', title: 'Check it' },
  steps: [
    {
      id: 'begin',
      run: `printf '%s\\n' '${HOSTILE}' 'two' 'three'; printf '\\033]0;owned\\007\\033[31mred\\033[0m\\n'`,
    },
    { id: 'types', needs: ['begin'], run: 'cat broken.txt >&2; test ! -s broken.txt' },
    { id: 'after', needs: ['types'], run: 'echo after' },
  ],
};
const asking = {
  ...{ version: 1, id: 'greet', title: 'Greet' },
  ...{ inputs: { whom: { type: 'string', required: true, description: 'Who is greeted' } } },
  steps: [
    { id: 'write', run: 'echo hello > greeting.txt', outputs: {} },
    {
      id: 'look',
      needs: ['write'],
      tool: 'manual',
      with: { prompt: 'Is it **good**?', kind: 'approve', bind: 'tree' },
    },
    { id: 'last', needs: ['look'], run: 'cat greeting.txt' },
  ].map(({ outputs: _, ...step }) => step),
};

let folder = '';
let root = '';
let here: Visit | null = null;
beforeEach(() => {
  folder = makeFolder('ws page ');
  root = makeRepository(join(folder, 'repo'), {
    'check.json': failing,
    'greet.json': asking,
    'broken.txt': 'src/a.ts(1,7): error TS2322: Type of <b>it</b>.\n',
    'src/a.ts': 'const one: number = "1";\n',
  });
});
afterEach(async () => {
  await here?.[Symbol.asyncDispose]();
  here = null;
  removeFolder(folder);
});

const opened = async (more: { readonly bypassCSP?: boolean } = {}): Promise<Opened> => {
  here = await visit(root, more);
  return here.opened;
};
const failedRun = async (): Promise<string> => {
  const { stdout } = await ws(root, ['run', 'check.json', '--json']);
  return (JSON.parse(stdout.split('\n')[0] ?? '{}') as { readonly run: string }).run;
};
const sees = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

test('a failed run opens at its failure, with the place; tried again from there, it goes on with what was kept', async () => {
  const run = await failedRun();
  const { page, url, complaints } = await opened();
  await page.goto(`${url}/runs/${run}`);
  await page.getByRole('heading', { name: /Type of <b>it<\/b>/ }).waitFor();
  await sees(page, 'src/a.ts:1:7');
  await sees(page, 'const one: number = "1";');
  writeFileSync(join(root, 'broken.txt'), '');
  git(root, 'commit', '-qam', 'mend');
  await page.getByRole('button', { name: 'Retry from here…' }).click();
  await page.getByRole('dialog').getByText('Kept as they are').waitFor();
  await page.getByRole('button', { name: /^Retry \d/ }).click();
  await page.getByText(/tries again/).waitFor();
  await page.locator('.head .state', { hasText: /Succeeded|Failed/ }).waitFor();
  expect(page.url()).not.toContain(run);
  expect(complaints).toEqual([]);
});

test('a workstream is begun with a form, approved for the tree one saw, and merged', async () => {
  const { page, url, complaints } = await opened();
  await page.goto(`${url}/new?workstream=greet.json`);
  await page.getByLabel('whom').fill('Ada');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.locator('.head .state', { hasText: 'Needs you' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByRole('button', { name: /^Approve [0-9a-f]{7}/ }).waitFor();
  await sees(page, 'greeting.txt');
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
  await sees(page, 'Nothing waits for you');
  expect(readFileSync(join(root, 'greeting.txt'), 'utf8')).toBe('hello\n');
  expect(complaints).toEqual([]);
});

test('what a step wrote is text: no markup of it is drawn, no title set; lines are found and linked to', async () => {
  const run = await failedRun();
  const { page, url, complaints } = await opened();
  await page.goto(`${url}/runs/${run}?step=begin&tab=log`);
  await sees(page, HOSTILE);
  expect(await page.locator('.logbox img').count()).toBe(0);
  expect(await page.title()).toContain('Check it');
  expect(await page.locator('.logbox .t-red').textContent()).toBe('red');
  await page.getByLabel('Search the log').fill('three');
  await page.keyboard.press('Enter');
  await sees(page, '1 of 1');
  await page.getByRole('button', { name: 'Link to line 3' }).click();
  expect(page.url()).toContain('line=3');
  expect(complaints).toEqual([]);
});

test('all tabs of a browser share one stream, and each sees what happens', async () => {
  const { page, url } = await opened();
  const streams: string[] = [];
  const context = page.context();
  context.on('request', (request) => {
    if (request.url().endsWith('/api/v1/events')) streams.push(request.url());
  });
  const others = await Promise.all(Array.from({ length: 6 }, () => context.newPage()));
  for (const other of others) {
    await other.goto(`${url}/runs`);
    await other.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
  }
  await failedRun();
  for (const other of others) await sees(other, 'Check it');
  expect(streams).toEqual([]);
});

/** What axe gives, of which only this much is asked. */
type Found = {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
};

/** With WS_LONG every page is looked at in the dark and on a phone, too. */
const LOOKS = [
  { name: 'light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1200, height: 800, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
] as const;

test('nobody is shut out by any page, and none is wider than its window', async () => {
  const run = await failedRun();
  const { page, url } = await opened({ bypassCSP: true });
  const rules = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const ofRun = ['', '?view=graph', '?view=table', '?step=begin&tab=log', '?tab=diff', '?tab=attempts'];
  const pages = [
    '/',
    '/inbox',
    '/runs',
    '/new',
    '/workstreams?file=greet.json',
    '/tools',
    '/cost',
    '/audit',
    '/log',
    '/settings',
    '/settings?tab=configuration',
    '/settings?tab=access',
  ];
  const faults: string[] = [];
  for (const { name, width, height, colorScheme } of process.env['WS_LONG'] === undefined ? LOOKS.slice(0, 1) : LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of [...pages, ...ofRun.map((search) => `/runs/${run}${search}`)]) {
      await page.goto(url + path);
      await page.locator('main h1').first().waitFor();
      await page.locator('.sk').first().waitFor({ state: 'detached' });
      await page.evaluate(rules);
      const { violations } = await page.evaluate<Found>('axe.run()');
      for (const { id, nodes } of violations)
        faults.push(`${name} ${path}: ${id} at ${nodes[0]?.target.join(' ') ?? ''}`);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      if (over !== 0) faults.push(`${name} ${path}: ${String(over)} px too wide`);
    }
  }
  expect(faults).toEqual([]);
});
