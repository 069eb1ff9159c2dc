/** Runs a user's plugin in a thread of its own, with limits on time and memory. */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isJsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Log } from '../reading/log.ts';
import { fixProblem, NO_FINDINGS, readFix, readIssues, type Findings, type PluginProblem } from './plugin-examine.ts';
import { messageOf } from '../../../core/thrown.ts';

/**
 * The thread's program is a text, so that it needs no file of its own beside a bundle. What was parsed is told before the
 * fix is asked for, so that no fix can take it back.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const tell = (kind, value) => parentPort.postMessage(JSON.parse(JSON.stringify({ kind, value })));
(async () => {
  const { plugin } = await import(workerData.url);
  if (typeof plugin?.canHandle !== 'function' || typeof plugin?.parse !== 'function') {
    throw new Error('the module must export "plugin" with canHandle(log) and parse(log)');
  }
  if (typeof plugin.name === 'string') tell('name', plugin.name.slice(0, 100));
  const issues = (await plugin.canHandle(workerData.log)) ? await plugin.parse(workerData.log) : [];
  tell('issues', issues);
  const hasFix = typeof plugin.fix === 'function' && issues.length > 0;
  tell('fix', hasFix ? await plugin.fix(issues) : null);
})().catch((thrown) => tell('thrown', String(thrown?.message ?? thrown).slice(0, 500)));
`;

const MEMORY_LIMIT_MB = 256;

export type WorkerRequest = {
  readonly plugin: string;
  /** Absolute path of an ES module. */
  readonly module: string;
  readonly timeLimitMs: number;
};

type Examined = Result<Findings, PluginProblem>;

/** Puts together what a thread says until it ends, well or badly: `name`, `issues`, then `fix` or `thrown`. */
class Hearing {
  readonly #plugin: string;
  #found: Findings = NO_FINDINGS;
  #isParsed = false;

  constructor(plugin: string) {
    this.#plugin = plugin;
  }

  /** null while there is more to come. */
  hear(told: unknown): Examined | null {
    const { kind, value } = isJsonObject(told) ? told : {};
    switch (kind) {
      case 'name': {
        if (typeof value !== 'string' || value === this.#plugin) return null;
        const message = `its module has the name "${value}"; it must be "${this.#plugin}", as in its manifest`;
        this.#add({ plugin: this.#plugin, kind: 'name', message });
        return null;
      }
      case 'issues': {
        const issues = readIssues(value);
        if (!issues.ok) return this.end('threw', issues.error);
        this.#found = { ...this.#found, issues: issues.value };
        this.#isParsed = true;
        return null;
      }
      case 'fix': {
        const fix = readFix(value);
        return fix.ok ? ok({ ...this.#found, fix: fix.value }) : this.end('threw', fix.error);
      }
      case 'thrown':
        return this.end('threw', typeof value === 'string' ? value : 'it said no word of why');
      default:
        // Not the program speaks, but the plugin in its thread.
        return null;
    }
  }

  /** What is known of a thread that came to nothing: its issues, where it was the fix that did. */
  end(kind: 'threw' | 'hung', message: string): Examined {
    if (!this.#isParsed) return err({ plugin: this.#plugin, kind, message });
    this.#add(fixProblem(this.#plugin, message));
    return ok(this.#found);
  }

  #add(problem: PluginProblem): void {
    this.#found = { ...this.#found, problems: [...this.#found.problems, problem] };
  }
}

/** Asks a plugin in a thread; a thread that throws, dies, or outlives `timeLimitMs` is ended and is a problem. */
export const examineInThread = async (request: WorkerRequest, log: Log): Promise<Examined> => {
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
  const hearing = new Hearing(plugin);
  const result = await new Promise<Examined>((resolve) => {
    const timer = setTimeout(() => {
      resolve(hearing.end('hung', `gave no answer within ${timeLimitMs} ms`));
    }, timeLimitMs);
    const settle = (examined: Examined): void => {
      clearTimeout(timer);
      resolve(examined);
    };
    worker.on('message', (told: unknown) => {
      const examined = hearing.hear(told);
      if (examined !== null) settle(examined);
    });
    worker.once('error', (error) => {
      settle(hearing.end('threw', messageOf(error)));
    });
    worker.once('exit', () => {
      settle(hearing.end('threw', 'its thread ended without an answer'));
    });
  });
  await worker.terminate();
  return result;
};
