/** The floor of Node: starts `true` as often as asked, two at once. Arguments: how many in each wave. */
import { spawn } from 'node:child_process';

const AT_ONCE = 2;

const once = () =>
  new Promise((resolve, reject) => {
    const child = spawn('/bin/true', [], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
  });

for (const wave of process.argv.slice(2).map(Number)) {
  let started = 0;
  const worker = async () => {
    while (started < wave) {
      started += 1;
      await once();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
