/** What is asked for several times under one key, at the same time too. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aServer, type Asked, type Server } from './server.ts';

let folder = '';
let server: Server;
beforeEach(async () => {
  folder = makeFolder('ws keys ');
  const root = makeRepository(join(folder, 'repo'), {
    'one.json': { version: 1, id: 'one', steps: [{ id: 'say', run: 'echo said' }] },
  });
  server = await aServer(root);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

const start = (label: string): Promise<Asked> => {
  const body = { workstream: { file: 'one.json' }, labels: { label } };
  return server.ask('/api/v1/runs', { method: 'POST', headers: { 'idempotency-key': 'one-key-of-mine' }, body });
};

test('the same is one run, and all are told of it', async () => {
  const asked = await Promise.all([start('a'), start('a'), start('a')]);
  expect(asked.map(({ status }) => status)).toEqual([202, 202, 202]);
  const ids = asked.map(({ body }) => (body as { readonly id: string }).id);
  expect(new Set(ids).size).toBe(1);
});

test('of two that differ one is done, and it stays that one', async () => {
  const asked = await Promise.all([start('a'), start('b')]);
  const statuses = asked.map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([202, 422]);
  expect([(await start('a')).status, (await start('b')).status]).toEqual(statuses);
});
