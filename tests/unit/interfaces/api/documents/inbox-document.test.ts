/** What of runs needs somebody. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../../rig/ws.ts';
import { aWorkstream } from '../../../core/state/example-log.ts';
import { created } from '../../cli/script.ts';
import { aServer, type Server } from '../server.ts';

let folder = '';
let server: Server;
beforeEach(async () => {
  folder = makeFolder('ws inbox ');
  const runs = [{ id: 'left', happenings: [created(aWorkstream('build'))] }];
  server = await aServer(makeRepository(join(folder, 'repo')), { runs });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

const inbox = async (): Promise<unknown> => (await server.ask('/api/v1/inbox')).body;

test('a run that was created, and that nobody drives, needs somebody', async () => {
  expect(await inbox()).toMatchObject({ items: [{ kind: 'interrupted', run: 'left' }] });
  await server.home.hold('left');
  expect(await inbox()).toEqual({ items: [] });
});
