/** Ctrl-C once asks to stop, twice kills; SIGTERM and SIGHUP ask like the first Ctrl-C. */

/** `stop` aborts at the first interrupt, `kill` at the second. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** From now on an interrupt ends nothing by itself but aborts these signals. Gives the function that ends that. */
  listen(onStop: () => void): () => void;
}

const endings = ['SIGINT', 'SIGTERM'] as const;

/**
 * The interrupts that `source` (the process) receives. Until `listen` is called they do what they always do; SIGHUP means
 * nothing at any time where it `isHangupIgnored`.
 */
export const interruptsOf = (source: Pick<NodeJS.Process, 'on' | 'off'>, isHangupIgnored = false): Interrupts => {
  if (isHangupIgnored) source.on('SIGHUP', () => undefined);
  const signals = isHangupIgnored ? endings : [...endings, 'SIGHUP' as const];
  const stop = new AbortController();
  const kill = new AbortController();
  return {
    stop: stop.signal,
    kill: kill.signal,
    listen: (onStop) => {
      const interrupted = (): void => {
        if (stop.signal.aborted) {
          kill.abort();
          return;
        }
        stop.abort();
        onStop();
      };
      for (const signal of signals) source.on(signal, interrupted);
      return () => {
        for (const signal of signals) source.off(signal, interrupted);
      };
    },
  };
};
