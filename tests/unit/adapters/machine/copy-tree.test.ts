import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyTree, passedOver } from '../../../../adapters/machine/copy-tree.ts';
import { sh, temporary } from '../git/rig.ts';

test('pipes and sockets are passed over, and told; all else is there', async () => {
  const root = temporary('c');
  sh(root, 'mkdir -p from/d/empty; echo x > from/d/x; ln -s ../nowhere from/l; mkfifo from/d/p');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'from/s'), resolve));
  try {
    const passed = await copyTree(join(root, 'from'), join(root, 'to'));
    expect([...passed].sort()).toEqual(['d/p', 's']);
    expect(passedOver('ign', ['s'])).toEqual(['ign/s is a pipe, a socket or a device, and is not copied']);
  } finally {
    server.close();
  }
  expect(readFileSync(join(root, 'to/d/x'), 'utf8')).toBe('x\n');
  expect(lstatSync(join(root, 'to/d/x')).mtimeMs).toBeCloseTo(lstatSync(join(root, 'from/d/x')).mtimeMs, -1);
  expect(readlinkSync(join(root, 'to/l'))).toBe('../nowhere');
  expect(readdirSync(join(root, 'to/d')).sort()).toEqual(['empty', 'x']);
});

test('one that is a pipe itself is not copied', async () => {
  const root = temporary('c');
  sh(root, 'mkfifo p');
  expect(await copyTree(join(root, 'p'), join(root, 'to'))).toEqual(['']);
  expect(readdirSync(root)).toEqual(['p']);
});

test('a copy that fails leaves nothing behind', async () => {
  const root = temporary('c');
  sh(root, 'mkdir -p from to/x; echo x > from/x');
  await expect(copyTree(join(root, 'from'), join(root, 'to'))).rejects.toThrow();
  expect(readdirSync(root).sort()).toEqual(['from', 'to']);
  expect(existsSync(join(root, 'to/x'))).toBe(true);
});
