/** Warns of secrets whose values, as they are set here, are too short or too common to be masked everywhere. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isWeak } from '../core/masking/weak.ts';
import type { SecretSource } from '../core/secret-source.ts';
import { placedSteps } from '../core/steps-within.ts';
import { diagnose } from './diagnose.ts';
import type { LoadedMember } from './load-workstream.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

/** One warning for each such name, at the first place where a valid definition names it; never a value. */
export const warnOfWeakSecrets = async (
  { workstream, document, text, file }: LoadedMember,
  source: SecretSource,
): Promise<readonly Diagnostic[]> => {
  const named = [
    { pointer: '/secrets', names: workstream.secrets },
    ...placedSteps(workstream).map(({ step, pointer }) => ({
      pointer: `${pointer}/secrets`,
      names: step.secrets ?? [],
    })),
  ];
  const problems = new Map<string, Problem>();
  for (const { pointer, names } of named)
    for (const [at, name] of names.entries()) {
      const value = source.valueOf(name);
      if (value === null || !isWeak(value) || problems.has(name)) continue;
      const message = `the value of ${name} is so short or common that it cannot be masked everywhere`;
      problems.set(name, { code: 'weak-secret', message, pointer: pointerTo(pointer, at), place: 'value' });
    }
  return diagnose([...problems.values()], { text, file, document }).map((told) => ({ ...told, severity: 'warning' }));
};
