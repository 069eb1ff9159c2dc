/** When a limit is lifted, in the words of providers and their command lines: epochs, days, times of the day, zones. */

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');
const DAY_MS = 86_400_000;

/** What stands before a moment: `resets`, `reset at`, `try again at`, `available again on`, `regain access on`. */
const LEAD =
  /(?:\bresets?\b|\btry again\b|\bretry\b|\bavailable again\b|\bavailable\b|\bregain access\b|\brenews?\b|\brefreshes\b|\blifted\b|\bwait until\b|\buntil\b)(?: on| at| after| by| until)?:? {0,3}(.{1,60})/i;
/** `Dec 1st, 2026`, `1 December 2026`, `Oct 9`. */
const MONTH_DAY =
  /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?/i;
const DAY_MONTH =
  /\b(\d{1,2})(?:st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b,?(?: (\d{4}))?/i;
const ISO_DAY = /\b(\d{4})-(\d\d)-(\d\d)\b/;
const WEEKDAY = /\b(?:on )?(sun|mon|tue|wed|thu|fri|sat)[a-z]{0,6}\b/i;
const CLOCK =
  /(?:^|[\sT,])(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)? ?([ap])\.?m\b|(?:^|[\sT,])(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?/i;
const OFFSET = /(?:\d|[ap]m) ?(?:\(?(?:UTC|GMT)\)?)? ?([+-])(\d\d):?(\d\d)\b/i;
const UTC = /(?:\d|[ap]m) ?\(?(?:Z|UTC|GMT)\b/i;
const ZONE = /\b([A-Z][A-Za-z_]{1,30}\/[A-Z][A-Za-z_+-]{1,40}(?:\/[A-Z][A-Za-z_]{1,40})?)\b/;
/** `limit reached|1762952400`, `"resets_at": 1762952400`. */
const EPOCH = /(?:reached\||["']?resets?_?at["']?\s{0,3}[:=]\s{0,3}["']?)(1\d{9}(?:\d{3})?)\b/i;

type Day = { readonly year: number; readonly month: number; readonly day: number };

/** How far a zone is ahead of UTC at a moment, in milliseconds; null where nobody knows the zone. */
const offsetOf = (zone: string, at: number): number | null => {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(at);
    const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
    const there = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return there - Math.floor(at / 1000) * 1000;
  } catch {
    return null;
  }
};

/** How far the times in a text are ahead of UTC; those without a zone are the machine's own. */
const aheadIn = (text: string, at: number): number => {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (sign !== undefined) return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  if (UTC.test(text)) return 0;
  const zone = ZONE.exec(text)?.[1];
  const own = -new Date(at).getTimezoneOffset() * 60_000;
  return (zone === undefined ? null : offsetOf(zone, at)) ?? own;
};

/** The day a text names, in the zone's own calendar; null where it names none. */
const dayIn = (text: string, there: number): Day | null => {
  const [, isoYear, isoMonth, isoDay] = ISO_DAY.exec(text) ?? [];
  if (isoYear !== undefined) return { year: Number(isoYear), month: Number(isoMonth) - 1, day: Number(isoDay) };
  const [, name, number, year] = MONTH_DAY.exec(text) ?? [];
  const [, ofNumber, ofName, ofYear] = name === undefined ? (DAY_MONTH.exec(text) ?? []) : [];
  const month = MONTHS.indexOf((name ?? ofName ?? '').toLowerCase());
  const today = new Date(there);
  if (month !== -1) {
    const day = Number(number ?? ofNumber);
    const said = year ?? ofYear;
    const isPast = Date.UTC(today.getUTCFullYear(), month, day + 1) < there;
    return { year: said === undefined ? today.getUTCFullYear() + Number(isPast) : Number(said), month, day };
  }
  const weekday = DAYS.indexOf((WEEKDAY.exec(text)?.[1] ?? '').toLowerCase());
  const tomorrow = /\btomorrow\b/i.test(text) ? 1 : null;
  const ahead = weekday === -1 ? tomorrow : (weekday - today.getUTCDay() + 7) % 7;
  if (ahead === null) return null;
  return { year: today.getUTCFullYear(), month: today.getUTCMonth(), day: today.getUTCDate() + ahead };
};

type Clock = { readonly hour: number; readonly minute: number; readonly second: number };

const clockIn = (text: string): Clock | null => {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, hour12, minute12, second12, half, hour24, minute24, second24] = match;
  const isAfternoon = half?.toLowerCase() === 'p';
  const hour = hour12 === undefined ? Number(hour24) : (Number(hour12) % 12) + (isAfternoon ? 12 : 0);
  const minute = Number(minute12 ?? minute24 ?? 0);
  return hour > 23 || minute > 59 ? null : { hour, minute, second: Number(second12 ?? second24 ?? 0) };
};

/**
 * The moment that a text names, in milliseconds since 1970, seen from `now`: `9am (America/Chicago)`, `Dec 1st, 2026
 * 4:05 PM`, `14:00 UTC`, `Monday 9:00 AM`, `2026-12-01T00:00:00Z`. A time of the day without a day is the next one; a
 * time without a zone is the machine's. Null where it names none.
 */
export const readMoment = (text: string, now: number): number | null => {
  const ahead = aheadIn(text, now);
  const there = now + ahead;
  const day = dayIn(text, there);
  const clock = clockIn(text);
  if (day === null && clock === null) return null;
  const today = new Date(there);
  const {
    year,
    month,
    day: date,
  } = day ?? {
    year: today.getUTCFullYear(),
    month: today.getUTCMonth(),
    day: today.getUTCDate(),
  };
  const { hour, minute, second } = clock ?? { hour: 0, minute: 0, second: 0 };
  const said = Date.UTC(year, month, date, hour, minute, second);
  // Summer time may begin before it.
  const at = said - aheadIn(text, said - ahead);
  if (at > now || (day !== null && !WEEKDAY.test(text))) return at;
  return at + (WEEKDAY.test(text) ? 7 : 1) * DAY_MS;
};

/** The moment a line says a limit is lifted at; null where it does not. */
export const findResetTime = (line: string, now: number): number | null => {
  const epoch = EPOCH.exec(line)?.[1];
  if (epoch !== undefined) return Number(epoch) * (epoch.length === 10 ? 1000 : 1);
  const said = LEAD.exec(line)?.[1];
  return said === undefined ? null : readMoment(said, now);
};
