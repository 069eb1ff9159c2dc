/** Waiting for something to be looked at, without asking again and again. */

/** What hears that there may be something new. */
export interface Ear {
  /** Called before each look: makes sure that it hears. */
  attend(): void;
  close(): void;
}

/**
 *     silent ──ring──▶ rung ──the caller looks──▶ silent
 *
 * R1: the ear attends before the first look, and the bell is silenced before each look: what is written while the
 *     caller looks rings again.
 * R2: an abort is a ring after which nobody looks.
 *
 * Yields at once, and again after every ring; rings that come together are one.
 */
export async function* rings(openEar: (ring: () => void) => Ear, ended: AbortSignal): AsyncGenerator<void> {
  let isRung = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    isRung = true;
    wake?.();
  };
  const isSilent = (): boolean => !isRung;
  ended.addEventListener('abort', ring); // R2
  const ear = openEar(ring);
  try {
    while (!ended.aborted) {
      isRung = false; // R1
      ear.attend();
      yield;
      if (isSilent())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    ended.removeEventListener('abort', ring);
    ear.close();
  }
}
