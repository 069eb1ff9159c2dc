/** Runs a user's plugin in a thread of its own, with limits on time and memory. */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { err, type Result } from '../../core/result.ts';
import type { Log } from './log.ts';
import { readFindings, type Findings, type PluginProblem } from './plugin-examine.ts';

/** The thread's program is a text, so that it needs no file of its own beside a bundle. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { plugin } = await import(workerData.url);
  if (typeof plugin?.canHandle !== 'function' || typeof plugin?.parse !== 'function') {
    throw new Error('the module must export "plugin" with canHandle(log) and parse(log)');
  }
  if (!(await plugin.canHandle(workerData.log))) return { issues: [], fix: null };
  const issues = await plugin.parse(workerData.log);
  const fix = typeof plugin.fix === 'function' ? await plugin.fix(issues) : null;
  return JSON.parse(JSON.stringify({ issues, fix: fix ?? null }));
})().then(
  (value) => parentPort.postMessage({ value }),
  (thrown) => parentPort.postMessage({ message: String(thrown?.message ?? thrown).slice(0, 500) }),
);
`;

const MEMORY_LIMIT_MB = 256;

export type WorkerRequest = {
  readonly plugin: string;
  /** Absolute path of an ES module. */
  readonly module: string;
  readonly timeLimitMs: number;
};

type Answer = { readonly value?: unknown; readonly message?: string };

/** Asks a plugin in a thread; a thread that throws, dies, or outlives `timeLimitMs` is ended and is a problem. */
export const examineInThread = async (request: WorkerRequest, log: Log): Promise<Result<Findings, PluginProblem>> => {
  const { plugin, timeLimitMs } = request;
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { url: pathToFileURL(request.module).href, log },
    // Nothing of this process: neither its secrets, nor its loaders, nor its terminal.
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const threw = (message: string): Result<Findings, PluginProblem> => err({ plugin, kind: 'threw', message });
  const result = await new Promise<Result<Findings, PluginProblem>>((resolve) => {
    const timer = setTimeout(() => {
      resolve(err({ plugin, kind: 'hung', message: `gave no answer within ${timeLimitMs} ms` }));
    }, timeLimitMs);
    worker.once('message', (answer: Answer) => {
      clearTimeout(timer);
      const findings = answer.message === undefined ? readFindings(answer.value) : err(answer.message);
      resolve(findings.ok ? findings : threw(findings.error));
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      resolve(threw(error instanceof Error ? error.message : String(error)));
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(threw('its thread ended without an answer'));
    });
  });
  await worker.terminate();
  return result;
};
