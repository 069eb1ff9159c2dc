/** What the environment says over every file. */
import { ok, type Result } from '../core/result.ts';
import { writeDuration } from '../schema/duration.ts';
import { writeSize } from '../schema/size.ts';
import type { Layer } from './layers.ts';
import { loadSettings } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** As much as a duration can say. */
const LONGEST_MS = 999_999_999_999;

const isSet = (env: Environment, name: string): boolean => (env[name] ?? '') !== '';

/** A layer for each of `WS_SYNCHRONOUS`, `WS_LOG_CAP_BYTES` and `WS_GRACE_MS` that is set. */
export const environmentLayers = (env: Environment): Result<readonly Layer[], string> => {
  const settings = loadSettings(env);
  if (!settings.ok) return settings;
  const { synchronous, logCapBytes, graceMs } = settings.value;
  const layers: readonly Layer[] = [
    { origin: 'WS_SYNCHRONOUS', layer: 'environment', value: { synchronous } },
    { origin: 'WS_LOG_CAP_BYTES', layer: 'environment', value: { logCap: writeSize(logCapBytes) } },
    { origin: 'WS_GRACE_MS', layer: 'environment', value: { grace: writeDuration(Math.min(graceMs, LONGEST_MS)) } },
  ];
  return ok(layers.filter(({ origin }) => isSet(env, origin)));
};
