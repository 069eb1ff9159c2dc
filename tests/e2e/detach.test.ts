/** Runs that outlive the terminal they were started from, and are watched from another. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import { eventsIn, makeFolder, makeRepository, removeFolder, startWs, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let gate = '';
beforeEach(() => {
  folder = makeFolder();
  gate = join(folder, 'gate');
  mkfifoSync(gate);
});
afterEach(() => removeFolder(folder));

/** a → gated, which ends as what is written to the gate says. */
const repositoryWith = (more: object = {}): string =>
  makeRepository(join(folder, 'repo'), {
    'w.json': {
      version: 1,
      id: 'gated',
      env: { GATE: gate },
      steps: [
        { id: 'a', run: 'true' },
        { id: 'gated', needs: ['a'], retry: 0, run: 'read -r code < "$GATE"; exit "$code"' },
      ],
      ...more,
    },
  });

/** Opens once a step reads from it. */
const endGated = (code: number): void => writeFileSync(gate, `${code}\n`);

const hasStarted = (line: string): boolean => line.includes('"step.started"') && line.includes('"gated"');

describe('ws run --detach', () => {
  test('comes back with the id while the run goes on, which ws attach shows to its end', async () => {
    const repository = repositoryWith();
    const started = await ws(repository, ['run', 'w.json', '--detach']);
    expect(started.code, started.stderr).toBe(0);
    const run = started.stdout.trim();
    expect(started.stderr).toContain(`Watch it: ws attach ${run}`);
    const attached = startWs(repository, ['attach', run, '--json'], {
      onLine: (line) => {
        if (hasStarted(line)) endGated(0);
      },
    });
    const ended = await attached.ended;
    expect(ended.code, ended.stderr).toBe(0);
    const types = eventsIn(ended.stdout).map(({ type }) => type);
    expect(types[0]).toBe('run.created');
    expect(types.at(-1)).toBe('run.succeeded');
  });

  test('ends attach as ws run would end where the run fails', async () => {
    const repository = repositoryWith();
    const run = (await ws(repository, ['run', 'w.json', '-d'])).stdout.trim();
    const attached = startWs(repository, ['attach']);
    endGated(5);
    const ended = await attached.ended;
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stdout).toContain(`ws retry ${run}`);
  });

  test('tells why the run cannot be driven, as ws run does', async () => {
    const repository = repositoryWith({ secrets: ['NOWHERE_SET'] });
    const started = await ws(repository, ['run', 'w.json', '--detach']);
    expect(started.code).toBe(2);
    expect(started.stderr).toContain('NOWHERE_SET');
  });
});

describe('ws attach', () => {
  test('lets go at Ctrl-C, and the run goes on', async () => {
    const repository = repositoryWith();
    const run = (await ws(repository, ['run', 'w.json', '--detach'])).stdout.trim();
    const attached = startWs(repository, ['attach', run, '--json'], {
      onLine: (line, child) => {
        if (hasStarted(line)) child.kill('SIGINT');
      },
    });
    const left = await attached.ended;
    expect(left.code, left.stderr).toBe(0);
    expect(left.stderr).toContain(`run ${run} goes on without you`);
    expect((await wsJson<StatusJson>(repository, ['status', run])).status).toBe('running');
    const again = startWs(repository, ['attach', run]);
    endGated(0);
    expect((await again.ended).code).toBe(0);
  });

  test('tells that nobody drives the run any more when its driver was killed', async () => {
    const repository = repositoryWith();
    const driver = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => {
        if (!hasStarted(line)) return;
        const attached = startWs(repository, ['attach', '--json'], {
          onLine: (seen) => {
            if (hasStarted(seen)) child.kill('SIGKILL');
          },
        });
        watched = attached.ended;
      },
    });
    let watched: ReturnType<typeof ws> = Promise.reject(new Error('nobody attached'));
    watched.catch(() => undefined);
    await driver.ended;
    const ended = await watched;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('nobody drives run');
    expect(ended.stderr).toContain('ws resume');
  });

  test('shows a run that is over as it ended, and one that nobody drives as it stands', async () => {
    const repository = repositoryWith({
      steps: [{ id: 'ask', tool: 'manual', with: { kind: 'approve', prompt: 'Go on?' } }],
    });
    const run = (await ws(repository, ['run', 'w.json', '--detach'])).stdout.trim();
    const waiting = await ws(repository, ['attach', run]);
    expect(waiting.code, waiting.stderr).toBe(3);
    expect(waiting.stdout).toContain(`ws answer ${run} ask`);
    expect((await ws(repository, ['cancel', run])).code).toBe(0);
    expect((await ws(repository, ['attach', run])).code).toBe(1);
  });
});
