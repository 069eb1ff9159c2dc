/**
 * BullMQ flows on Redis: `runs` chains of `steps` jobs, ten at once.
 * Arguments: everysec or always (how Redis syncs its append-only file), runs, steps, a folder. Prints the milliseconds as JSON.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FlowProducer, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const [sync, runs, steps, folder] = process.argv.slice(2);
const path = join(folder, 'redis.sock');
const options = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', ''];
const redis = spawn('redis-server', [...options, '--appendonly', 'yes', '--appendfsync', sync], { stdio: 'ignore' });
process.once('exit', () => redis.kill('SIGKILL'));
process.once('SIGTERM', () => process.exit(1));
const gone = new Promise((_, reject) => {
  redis.once('error', reject);
  redis.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
});
gone.catch(() => {});
const listening = async () => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
};
await Promise.race([listening(), gone]);

const connection = new Redis({ path, maxRetriesPerRequest: null });
const flow = new FlowProducer({ connection });
const chain = (run) => {
  let job = null;
  for (let place = 0; place < Number(steps); place += 1)
    job = { name: `r${run}-${place}`, queueName: 'bench', data: {}, ...(job === null ? {} : { children: [job] }) };
  return job;
};
await flow.waitUntilReady();
const began = performance.now();
for (let run = 0; run < Number(runs); run += 1) await flow.add(chain(run));
let left = Number(runs) * Number(steps);
const worker = new Worker('bench', async () => null, { connection, concurrency: 10 });
worker.on('error', () => {});
await new Promise((resolve) => {
  worker.on('completed', () => {
    left -= 1;
    if (left === 0) resolve();
  });
});
const ms = performance.now() - began;
await worker.close();
await flow.close();
process.stdout.write(JSON.stringify({ ms }));
process.exit(0);
