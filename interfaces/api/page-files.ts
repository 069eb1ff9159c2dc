/** The page, as it was built: only what lies in its folder when the server begins is ever handed out. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

const MEDIA: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
/** What a browser takes, the smallest first, by the end of the file's name. */
const PACKED: readonly (readonly [string, string])[] = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
];

const filesIn = (folder: string): ReadonlySet<string> => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return new Set();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
};

/** Names with a hash of what they hold stay what they are. */
const cacheFor = (name: string): string =>
  name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** Gives what a path of the page shows; null where it is none. Paths without a file are places of the page itself. */
export const pageFiles = (folder: string): ((path: string, request: IncomingMessage) => Answer | null) => {
  const files = filesIn(folder);
  return (path, { headers }) => {
    const asked = path.slice(1);
    const name = files.has(asked) ? asked : extname(asked) === '' ? 'index.html' : '';
    if (!files.has(name) || PACKED.some(([end]) => name.endsWith(end))) return null;
    const taken = (headers['accept-encoding'] ?? '').split(',').map((each) => each.trim().split(';', 1)[0]);
    const packed = PACKED.find(([end, encoding]) => taken.includes(encoding) && files.has(`${name}${end}`));
    return {
      ...{ kind: 'bytes', status: 200 },
      body: readFileSync(join(folder, `${name}${packed?.[0] ?? ''}`)),
      headers: {
        'content-type': MEDIA[extname(name)] ?? 'application/octet-stream',
        'cache-control': cacheFor(name),
        vary: 'accept-encoding',
        ...(packed === undefined ? {} : { 'content-encoding': packed[1] }),
      },
    };
  };
};
