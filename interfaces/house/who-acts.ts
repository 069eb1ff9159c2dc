/** Who gives a command, as the log records it. */
import { userInfo } from 'node:os';
import { personOf } from '../../adapters/git/person.ts';

type Env = Readonly<Record<string, string | undefined>>;

const userName = (env: Env): string => {
  const named = env['USER'] ?? env['LOGNAME'] ?? '';
  if (named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user database knows.
    return 'someone';
  }
};

/** Who git takes the person in `directory` for; where it knows nobody, the user of the system, or `someone`. */
export const whoActs = async (directory: string, env: Env): Promise<string> =>
  (await personOf(directory)) ?? userName(env);
