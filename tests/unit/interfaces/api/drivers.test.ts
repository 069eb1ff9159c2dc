/** Who drives what is asked for through the server: real processes, which tell here that they have begun and are told how to end. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { driversOf, MOST_DRIVEN, type Drivers } from '../../../../interfaces/api/drivers.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
let server: Server;
let drivers: Drivers;
let begun: { readonly run: string; readonly end: (code: number) => void }[] = [];
let told = (): void => undefined;

const take = (socket: Socket): void => {
  socket.on('error', () => undefined);
  socket.once('data', (run: Buffer) => {
    begun.push({ run: run.toString('utf8'), end: (code) => void socket.end(String(code)) });
    told();
  });
};

beforeEach(async () => {
  folder = makeFolder('ws drivers ');
  begun = [];
  server = createServer(take);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const home = await aHome(makeRepository(join(folder, 'repo')));
  const opened = await home.composer.openHouse(home.root);
  if (!opened.ok) throw new Error(opened.error.message);
  const house: House = opened.value;
  const script = `const s = require('net').connect(${port}, '127.0.0.1', () => s.write(process.argv[2])); s.on('data', (code) => process.exit(Number(code)));`;
  drivers = driversOf({ ...house, program: [process.execPath, '-e', script, '--'] });
});
afterEach(async () => {
  for (const { end } of begun) end(0);
  await new Promise((closed) => server.close(closed));
  removeFolder(folder);
});

/** Resolves when so many drivers have begun since the test did. */
const begunAre = async (count: number): Promise<void> => {
  while (begun.length < count) await new Promise<void>((go) => (told = go));
};

test('only so many at a time; the next begins when one has ended', async () => {
  const runs = Array.from({ length: MOST_DRIVEN + 1 }, (_, at) => `run${at}`);
  for (const run of runs) drivers.drive(runId(run));
  await begunAre(MOST_DRIVEN);
  expect(drivers.count()).toBe(MOST_DRIVEN);
  expect(begun.map(({ run }) => run)).not.toContain(runs.at(-1));
  expect([...runs, 'another'].filter((run) => drivers.has(runId(run)))).toEqual(runs);
  begun[0]?.end(0);
  await begunAre(MOST_DRIVEN + 1);
  expect(begun.at(-1)?.run).toBe(runs.at(-1));
});

test('one that finds the run held is tried again', async () => {
  drivers.drive(runId('k3f9'));
  await begunAre(1);
  begun[0]?.end(4);
  await begunAre(2);
  expect(begun[1]?.run).toBe('k3f9');
});

test('what is asked for while one is under way is followed up, once', async () => {
  drivers.drive(runId('k3f9'));
  await begunAre(1);
  drivers.drive(runId('k3f9'));
  drivers.drive(runId('k3f9'));
  begun[0]?.end(3);
  await begunAre(2);
  expect(drivers.count()).toBe(1);
});
