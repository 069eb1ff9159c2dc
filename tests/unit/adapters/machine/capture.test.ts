import { lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createMask } from '../../../../core/masking.ts';
import type { ProcessSettings } from '../../../../adapters/machine/processes.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { makeRig } from './processes.contract.ts';
import type { Rig } from './processes.contract.ts';

let rig: Rig | null = null;
const open = (settings: Partial<ProcessSettings> = {}): Rig => (rig = makeRig(createProcesses, settings));
afterEach(() => {
  rig?.processes[Symbol.dispose]();
  if (rig !== null) rmSync(rig.root, { recursive: true, force: true });
});

const MIB = 1024 * 1024;
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

test('a log keeps its beginning and its end, and says that it was capped', async () => {
  const { processes, command } = open({ capBytes: MIB });
  const asked = command('seq 1 1000000; echo no newline at the end | tr -d "\\n"; exit 5');
  expect(await processes.run(asked)).toEqual({ kind: 'exited', exitCode: 5 });
  const text = readFileSync(asked.stdoutPath, 'latin1');
  expect(text.startsWith('1\n2\n3\n')).toBe(true);
  expect(text.slice(MIB)).toMatch(
    /^\n\[ws: output capped at 1 MiB\]\n\[ws: the last 65536 bytes of the output follow\]\n/,
  );
  expect(text.endsWith('\n999999\n1000000\nno newline at the end')).toBe(true);
  expect(text.length).toBeLessThan(MIB + 66_000);
});

test('a log of exactly the cap is left as it is', async () => {
  const { processes, command } = open({ capBytes: MIB });
  const asked = command(`head -c ${MIB} /dev/zero`);
  await processes.run(asked);
  expect(readFileSync(asked.stdoutPath).equals(Buffer.alloc(MIB))).toBe(true);
});

for (const masked of [false, true]) {
  test(`a flood of output ${masked ? 'of a run with secrets ' : ''}blocks nobody and fills neither memory nor disk`, async () => {
    const total = process.env['WS_LONG'] === undefined ? 256 * MIB : 2048 * MIB;
    const { processes, command } = open({ capBytes: 4 * MIB, mask: masked ? createMask(['hunter22']) : null });
    const asked = command(`head -c ${total} /dev/zero; exit 7`);
    const before = process.memoryUsage.rss();
    let rss = 0;
    let disk = 0;
    const watch = setInterval(() => {
      rss = Math.max(rss, process.memoryUsage.rss());
      disk = Math.max(disk, sizeOf(asked.stdoutPath));
    }, 10);
    const end = await processes.run(asked);
    clearInterval(watch);
    expect(end).toEqual({ kind: 'exited', exitCode: 7 });
    expect(sizeOf(asked.stdoutPath)).toBeLessThan(4 * MIB + 100_000);
    expect(rss - before).toBeLessThan(100 * MIB);
    // A look every 50 ms leaves a fast writer some room; without looks all of it would lie there.
    if (total > 1024 * MIB) expect(disk).toBeLessThan(total / 2);
  });
}

test('binary output of a run with secrets arrives byte for byte', async () => {
  const { root, processes, command } = open({ mask: createMask(['hunter22']) });
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 256));
  writeFileSync(join(root, 'bytes'), bytes);
  const asked = command('cat bytes');
  await processes.run(asked);
  expect(readFileSync(asked.stdoutPath).equals(bytes)).toBe(true);
});

test('a secret is not in the log in any form, nor anywhere else in the folder', async () => {
  const secret = 'canary-0/1+2 "three"\nfour-five-six';
  const { root, processes, command } = open({ mask: createMask([secret]), scratchDirectory: '/tmp' });
  const line = 'four-five-six';
  const asked = command(
    `printf '%s' "$SECRET"; printf '%s' "$SECRET" | base64; printf 'u:%s' "$SECRET" | base64 >&2
     printf '%s\\n' "$URL" "$JSON"; printf canary-0/1+2; sleep 0.12; printf ' "three"\\nfour-f'; sleep 0.12; echo ive-six`,
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        SECRET: secret,
        URL: encodeURIComponent(secret),
        JSON: JSON.stringify(secret),
      },
    },
  );
  expect(await processes.run(asked)).toEqual({ kind: 'exited', exitCode: 0 });
  const all = readdirSync(root)
    .map((name) => readFileSync(join(root, name), 'latin1'))
    .join('\n');
  for (const form of [line, 'canary', Buffer.from(secret).toString('base64').slice(4, 20), encodeURIComponent(line)]) {
    expect(all).not.toContain(form);
  }
  expect(all.match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(6);
});

test('what a run with secrets shows can be read while it runs', async () => {
  const { root, processes, command } = open({ mask: createMask(['hunter22']) });
  const asked = command('echo ready hunter22; while [ ! -e go ]; do sleep 0.01; done');
  const ended = processes.run(asked);
  while (!(sizeOf(asked.stdoutPath) > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(readFileSync(asked.stdoutPath, 'utf8')).toBe('ready ***\n');
  writeFileSync(join(root, 'go'), '');
  expect(await ended).toEqual({ kind: 'exited', exitCode: 0 });
});

test('a log is not written through a link', async () => {
  const { root, processes, command } = open();
  const asked = command('ln -s victim link; echo x');
  await processes.run(asked);
  await processes.run({ ...command('echo x'), stdoutPath: join(root, 'link') });
  expect(readdirSync(root)).not.toContain('victim');
  expect(lstatSync(join(root, 'link')).isFile()).toBe(true);
  expect(readFileSync(join(root, 'link'), 'utf8')).toBe('x\n');
});
