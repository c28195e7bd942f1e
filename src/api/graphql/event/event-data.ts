// Careful readers of an event's data: what is absent, or of another shape than expected, reads as null.
import type { EventData, JsonValue } from '../../../domain/event/event.ts';

/** A text, or null when it did not change. */
export function textOf(data: EventData | null, key: string): string | null {
  const value = data?.[key];
  return typeof value === 'string' ? value : null;
}

/** A number, or null when it did not change. */
export function numberOf(data: EventData | null, key: string): number | null {
  const value = data?.[key];
  return typeof value === 'number' ? value : null;
}

/** A flag, or null when it did not change. */
export function flagOf(data: EventData | null, key: string): boolean | null {
  const value = data?.[key];
  return typeof value === 'boolean' ? value : null;
}

/** A list of texts, or null when it did not change; what is no text is left out. */
export function textsOf(data: EventData | null, key: string): readonly string[] | null {
  const value: JsonValue | undefined = data?.[key];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null;
}

/** A change of state: what it is now, and under another name what it was before. */
export function change(data: EventData, to: string, from: string): object {
  return { [to]: textOf(data, to), [from]: textOf(data, 'from') };
}

/** An object, or null when it is absent or null. */
export function partOf(data: EventData | null, key: string): EventData | null {
  const value: JsonValue | undefined = data?.[key];
  return isPart(value) ? value : null;
}

/** A time (RFC 3339 text), or null. */
export function timeOf(data: EventData | null, key: string): Date | null {
  const text = textOf(data, key);
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}

function isPart(value: JsonValue | undefined): value is EventData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
