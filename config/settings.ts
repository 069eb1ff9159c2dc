/** What every driving of a run needs to know of this machine, and what the environment says of it. */
import { err, ok, type Result } from '../core/result.ts';

export type Settings = {
  /** `full`: what is recorded survives a power cut. `normal`: it survives the end of any process, and is quicker. */
  readonly synchronous: 'full' | 'normal';
  /** How much of each log of an attempt is kept. */
  readonly logCapBytes: number;
  /** Between TERM and KILL when a step is ended. */
  readonly graceMs: number;
};

export const DEFAULT_SETTINGS: Settings = { synchronous: 'full', logCapBytes: 64 * 1024 * 1024, graceMs: 5_000 };

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (env: Environment, name: string, fallback: number): Result<number, string> => {
  const text = env[name];
  if (text === undefined || text === '') return ok(fallback);
  if (/^[1-9]\d{0,14}$/.test(text)) return ok(Number(text));
  return err(`${name} is "${text}"; it must be a whole number above 0`);
};

/** Reads `WS_SYNCHRONOUS`, `WS_LOG_CAP_BYTES` and `WS_GRACE_MS`; the error says which of them is wrong, and what is right. */
export const loadSettings = (env: Environment): Result<Settings, string> => {
  const written = env['WS_SYNCHRONOUS'] ?? '';
  const synchronous = written === '' ? DEFAULT_SETTINGS.synchronous : written;
  if (synchronous !== 'full' && synchronous !== 'normal')
    return err(`WS_SYNCHRONOUS is "${synchronous}"; it must be full or normal`);
  const logCapBytes = wholeNumber(env, 'WS_LOG_CAP_BYTES', DEFAULT_SETTINGS.logCapBytes);
  if (!logCapBytes.ok) return logCapBytes;
  const graceMs = wholeNumber(env, 'WS_GRACE_MS', DEFAULT_SETTINGS.graceMs);
  if (!graceMs.ok) return graceMs;
  return ok({ synchronous, logCapBytes: logCapBytes.value, graceMs: graceMs.value });
};
