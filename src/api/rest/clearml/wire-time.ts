// Times as ClearML writes them: ISO 8601 in UTC with an offset and six digits of a second, which are left out when they are zero.

/** A time as it is written. */
export function wireTime(time: Date): string {
  const text = time.toISOString();
  const ms = text.slice(20, 23);
  return `${text.slice(0, 19)}${ms === '000' ? '' : `.${ms}000`}+00:00`;
}

/** The same for what may be absent. */
export function wireTimeOr<T>(time: Date | null, absent: T): string | T {
  return time === null ? absent : wireTime(time);
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** The time of an ISO text, in UTC when it has no offset, to the millisecond; null when it is none. */
export function timeOf(text: string): Date | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.replace(':', '').slice(3) || '00'}`;
  const time = new Date(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  return Number.isNaN(time.getTime()) ? null : time;
}
