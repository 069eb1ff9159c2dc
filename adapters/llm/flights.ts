/** Equal calls that are under way at once share one. */

type Flight<T> = {
  readonly ended: Promise<T>;
  readonly abort: AbortController;
  passengers: number;
  hasPaid: boolean;
};

/** What a call gave; `pays` for one of those who shared it, to whom what it cost is put down. */
export type Landed<T> = { readonly value: T; readonly pays: boolean };

/** Joins the call of this key that is under way, or begins one. Whoever leaves leaves alone; a call that all left is ended. */
export type Flights<T> = (
  key: string,
  begin: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<Landed<T> | null>;

const whenAborted = async (signal: AbortSignal, until: AbortSignal): Promise<null> =>
  await new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true, signal: until });
  });

/** null for whoever left, because `signal` aborted. `begin` never rejects. */
export const createFlights = <T>(): Flights<T> => {
  const flying = new Map<string, Flight<T>>();
  const flightOf = (key: string, begin: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const known = flying.get(key);
    if (known !== undefined) return known;
    const abort = new AbortController();
    const flight = { ended: begin(abort.signal), abort, passengers: 0, hasPaid: false };
    flying.set(key, flight);
    return flight;
  };
  // Nobody may join what is over, or is being ended.
  const close = (key: string, flight: Flight<T>): void => {
    if (flying.get(key) === flight) flying.delete(key);
  };
  return async (key, begin, signal) => {
    if (signal.aborted) return null;
    const flight = flightOf(key, begin);
    flight.passengers += 1;
    const heard = new AbortController();
    const value = await Promise.race([flight.ended.then((gave) => ({ gave })), whenAborted(signal, heard.signal)]);
    heard.abort();
    flight.passengers -= 1;
    if (value === null) {
      if (flight.passengers > 0) return null;
      close(key, flight);
      flight.abort.abort();
      return null;
    }
    close(key, flight);
    const pays = !flight.hasPaid;
    flight.hasPaid = true;
    return { value: value.gave, pays };
  };
};
