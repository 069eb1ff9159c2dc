/** Tells those who wait in this process that there may be something new. */
import { rings } from '../rings.ts';

export class Bell {
  readonly #listening = new Set<() => void>();

  ring(): void {
    for (const ring of this.#listening) ring();
  }

  rings(ended: AbortSignal): AsyncIterable<void> {
    return rings((ring) => {
      this.#listening.add(ring);
      return { attend: () => undefined, close: () => void this.#listening.delete(ring) };
    }, ended);
  }
}
