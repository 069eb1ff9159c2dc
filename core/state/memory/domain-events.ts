/** Domain events in memory: those that logs tell, found by a walk, and those from outside. */
import type { DomainEvent, DomainEvents, RefusedEvent } from '../../domain-event.ts';
import type { Logs } from './logs.ts';

export const memoryDomainEvents = (logs: Logs): DomainEvents => {
  /** `after`: the position of the event of the log that it came behind. */
  const outside: (Omit<DomainEvent, 'position'> & { readonly after: number })[] = [];
  const refused: RefusedEvent[] = [];
  const all = (): readonly DomainEvent[] => {
    const found: Omit<DomainEvent, 'position'>[] = [];
    const takeOutside = (upTo: number): void => {
      for (const { after, ...event } of outside) if (after === upTo) found.push(event);
    };
    takeOutside(0);
    for (let position = 1; position <= logs.newest; position++) {
      const event = logs.at(position);
      if (event?.type === 'step.succeeded')
        for (const emitted of event.emits ?? [])
          found.push({ ...emitted, run: event.run, step: event.step, by: event.run, at: event.at });
      takeOutside(position);
    }
    return found.map((event, place) => ({ ...event, position: place + 1 }));
  };
  return {
    emit: async ({ type, payload, by, at, isOnce = false }) => {
      const known = isOnce
        ? all().find((event) => event.type === type && event.by === by && event.run === null)
        : undefined;
      if (known !== undefined) return known.position;
      outside.push({ type, payload, by, at, run: null, step: null, after: logs.newest });
      logs.appended.ring();
      return all().length;
    },
    emitted: async ({ type, after, since }) =>
      all().filter((event) => event.type === type && event.position > after && event.at >= since),
    watchEmitted: (ended) => logs.appended.rings(ended),
    refuseEvent: async (event) => void refused.unshift(event),
    refusedEvents: async (since, limit) => refused.filter(({ at }) => at >= since).slice(0, limit),
  };
};
