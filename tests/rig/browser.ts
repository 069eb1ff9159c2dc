/** A real browser on the page of a real server. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { startWs, ws, type Running } from './ws.ts';

/** Debian's; .ci/run installs it. */
const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export type Opened = {
  readonly page: Page;
  /** Of the server, without a path. */
  readonly url: string;
  /** What the page complained of: errors that nobody caught, and what its policy refused. */
  readonly complaints: readonly string[];
};

export interface Visit extends AsyncDisposable {
  readonly opened: Opened;
  readonly browser: Browser;
}

const served = async (root: string): Promise<{ readonly url: string; readonly server: Running }> => {
  let told: (url: string) => void = () => undefined;
  const at = new Promise<string>((resolve) => (told = resolve));
  const server = startWs(root, ['serve', '--port', '0', '--json'], {
    // Printed by ws itself.
    onLine: (line) => told((JSON.parse(line) as { readonly url: string }).url),
  });
  return { url: await at, server };
};

/** Serves a repository, and opens its page as `ws ui` does. `bypassCSP` lets a test put scripts of its own into it. */
export const visit = async (
  root: string,
  { bypassCSP = false }: { readonly bypassCSP?: boolean } = {},
): Promise<Visit> => {
  const { url, server } = await served(root);
  const browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
  const context = await browser.newContext({
    bypassCSP,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => {
    if (said.type() === 'error' && /Content Security Policy|Refused/.test(said.text())) complaints.push(said.text());
  });
  const { stdout } = await ws(root, ['ui', '--print']);
  await page.goto(stdout.trim());
  await page.getByRole('heading', { name: 'Now' }).waitFor();
  return {
    ...{ opened: { page, url, complaints }, browser },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      server.child.kill('SIGTERM');
      await server.ended;
    },
  };
};
