import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { makeRig, processesContract, untilForkServerIsUsed } from './processes.contract.ts';

processesContract('processes started by node', (settings) => createProcesses({ ...settings, usesForkServer: false }));
processesContract('processes started by the fork server', createProcesses, untilForkServerIsUsed);

test('a step that kills the fork server is killed with it, and the next one runs without', async () => {
  const rig = makeRig(createProcesses);
  await untilForkServerIsUsed(rig);
  const asked = rig.command('kill -s KILL $PPID; setsid sleep 1000 & sleep 1000');
  expect(await rig.processes.run(asked)).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  const next = rig.command('cat /proc/$PPID/cmdline');
  expect(await rig.processes.run(next)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(readFileSync(next.stdoutPath, 'utf8')).not.toContain('ws-fork-server');
  rig.processes[Symbol.dispose]();
  rmSync(rig.root, { recursive: true, force: true });
});
