/** Who gives a command, as the log records it. */
import { userInfo } from 'node:os';

/** The name of the person at the keyboard; `someone` where the system does not know. */
export const userName = (env: Readonly<Record<string, string | undefined>>): string => {
  const named = env['USER'] ?? env['LOGNAME'] ?? '';
  if (named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user database knows.
    return 'someone';
  }
};
