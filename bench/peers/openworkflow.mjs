/**
 * openworkflow on SQLite: `runs` workflows of `steps` steps, ten at once.
 * Arguments: FULL or NORMAL, runs, steps, a folder. Prints the milliseconds as JSON.
 */
import { join } from 'node:path';
import { OpenWorkflow } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';

const [synchronous, runs, steps, folder] = process.argv.slice(2);
const backend = BackendSqlite.connect(join(folder, 'openworkflow.db'));
backend.db.exec(`PRAGMA synchronous = ${synchronous};`);
const client = new OpenWorkflow({ backend });
const workflow = client.defineWorkflow({ name: 'bench' }, async ({ step }) => {
  for (let place = 0; place < Number(steps); place += 1) await step.run({ name: `step-${place}` }, () => null);
  return null;
});
const began = performance.now();
const handles = [];
for (let run = 0; run < Number(runs); run += 1) handles.push(await workflow.run());
const worker = client.newWorker({ concurrency: 10 });
await worker.start();
const isOpen = async () => {
  const counts = await backend.countWorkflowRuns();
  return counts.completed < Number(runs);
};
while (await isOpen()) await new Promise((resolve) => setTimeout(resolve, 10));
const ms = performance.now() - began;
await worker.stop();
await backend.stop();
process.stdout.write(JSON.stringify({ ms }));
