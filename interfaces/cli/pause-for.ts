/** A short rest between two looks at something that grows. */

/** Resolves after `ms`, or earlier when `signal` aborts; never rejects. */
export const pauseFor = (ms: number, signal: AbortSignal): Promise<void> => {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
};
