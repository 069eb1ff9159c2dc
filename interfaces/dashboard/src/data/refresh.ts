/** Asks again for what an event may have changed: soon, and once for many events. */
import type { QueryClient } from '@tanstack/react-query';
import { onSent } from './live.ts';
import type { Sent } from './stream.ts';

/** Events come in crowds; a person reads no quicker. */
const SOON_MS = 300;

const runOf = ({ data }: Sent): string | null => {
  const event: unknown = JSON.parse(data);
  return typeof event === 'object' && event !== null && 'run' in event && typeof event.run === 'string'
    ? event.run
    : null;
};

/** Begins to keep what is shown as it is; gives what ends it. */
export const keepFresh = (client: QueryClient): (() => void) => {
  const runs = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isBusy = false;
  const soon = (): void => {
    timer ??= setTimeout(() => void now(), SOON_MS);
  };
  /** A large run takes longer to be asked for than to change: the next time waits for the answers of this one. */
  const now = async (): Promise<void> => {
    timer = null;
    if (isBusy) return soon();
    isBusy = true;
    const changed = [...runs];
    runs.clear();
    const keys = [...changed.map((run) => ['run', run]), ['runs'], ['inbox'], ['stats'], ['cost']];
    await Promise.allSettled(keys.map((queryKey) => client.invalidateQueries({ queryKey }, { cancelRefetch: false })));
    isBusy = false;
  };
  return onSent((sent) => {
    if (sent.type === 'log.grew') return;
    if (sent.type === 'reset') {
      void client.invalidateQueries();
      return;
    }
    const run = runOf(sent);
    if (run !== null) runs.add(run);
    soon();
  });
};
