/** Programs of the fixtures folder as real processes, which a test can signal, kill and listen to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, onTestFinished } from 'vitest';

export type Program = {
  /** The next line it writes; null when it has ended. */
  line(): Promise<string | null>;
  /** Lets a program that waits for it go on. */
  go(): void;
  /** Gives it a line to read. */
  tell(line: string): void;
  signal(name: NodeJS.Signals): void;
  /** Kills it at once and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it ended by itself; every line that was not asked for. */
  rest(): Promise<readonly string[]>;
};

// Named by its path, because the built program lies where no package is found.
const nativePackage = createRequire(import.meta.url).resolve('better-sqlite3');
const built = new Map<string, string>();
const folder = mkdtempSync(join(tmpdir(), 'ws-programs-'));
// Also for programs that run as somebody else.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

/** A program as one file of JavaScript: twenty of them then start in the time of one that compiles itself. */
const build = (name: string): string => {
  const known = built.get(name);
  if (known !== undefined) return known;
  const outfile = join(folder, `${name}.mjs`);
  buildSync({
    entryPoints: [fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { 'better-sqlite3': nativePackage },
    external: [nativePackage],
    // Packages of the old kind ask for their parts while they run.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  });
  built.set(name, outfile);
  return outfile;
};

export const startProgram = (name: string, args: readonly string[], identity: { uid?: number } = {}): Program => {
  const child = spawn(process.execPath, [build(name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...identity,
  });
  const ended = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  // A program that is killed while it is spoken to is no mistake of the test.
  child.stdin.on('error', () => undefined);
  const line = async (): Promise<string | null> => {
    const next = await lines.next();
    return next.done === true ? null : next.value;
  };
  return {
    line,
    go: () => void child.stdin.write('go\n'),
    tell: (text) => void child.stdin.write(`${text}\n`),
    signal: (signal) => void child.kill(signal),
    kill,
    rest: async () => {
      const all: string[] = [];
      for (let next = await line(); next !== null; next = await line()) all.push(next);
      await ended;
      return all;
    },
  };
};
