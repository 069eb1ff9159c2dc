import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isKernelMarked, kernelMarkOf } from '../../../../adapters/machine/kernel-mark.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { whyNoStarters } from '../../../../adapters/machine/starters.ts';
import { makeRig } from './processes.contract.ts';

const whyNot = await whyNoStarters();
const limitsWith = (soft: string): string =>
  `Max open files            1024                 4096                 files     \nMax realtime timeout      ${soft.padEnd(20)} unlimited            us        \n`;

test('a number is known by either of its two marks, and by no other', () => {
  const limits = limitsWith(kernelMarkOf('WS_RUN_ID=r1', 'WS_ATTEMPT_ID=r1/a/1'));
  expect(isKernelMarked(limits, 'WS_RUN_ID=r1')).toBe(true);
  expect(isKernelMarked(limits, 'WS_ATTEMPT_ID=r1/a/1')).toBe(true);
  expect(isKernelMarked(limits, 'WS_RUN_ID=r2')).toBe(false);
  expect(isKernelMarked(limits, 'WS_ATTEMPT_ID=r1/a/2')).toBe(false);
});

test.each(['unlimited', '200000', '4611686018427387903', '9223372036854775807'])('a limit of %s is no mark', (soft) => {
  expect(isKernelMarked(limitsWith(soft), 'WS_RUN_ID=r1')).toBe(false);
});

test.skipIf(whyNot !== null)('what a command starts has it, whatever was done to the environment', async () => {
  const rig = makeRig(createProcesses);
  const command = rig.command('env -i setsid cat /proc/self/limits', {
    env: { PATH: process.env['PATH'] ?? '', WS_RUN_ID: 'r1' },
  });
  await rig.processes.run(command);
  rig.processes[Symbol.dispose]();
  const limits = readFileSync(command.stdoutPath, 'latin1');
  rmSync(rig.root, { recursive: true });
  expect(isKernelMarked(limits, 'WS_RUN_ID=r1')).toBe(true);
  expect(isKernelMarked(limits, `WS_ATTEMPT_ID=${command.marker}`)).toBe(true);
  // Left as it was, so that an engine in a step can mark its own.
  expect(/^Max realtime timeout +\d+ +(\S+)/m.exec(limits)?.[1]).toBe(
    /^Max realtime timeout +\S+ +(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1],
  );
});
