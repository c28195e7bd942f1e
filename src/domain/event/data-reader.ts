// Reading the `data` of stored events: fields with their types, or a complaint; never a throw, logs outlive programs.
import type { EventData, JsonValue, LoggedEvent } from './event.ts';

/** Takes a complaint about an event. */
export type Complain = (message: string) => void;

/** A reader of one object of an event's data. `undefined` = the event does not speak of the field. */
export interface DataReader {
  /** A word of a closed set; null counts as absent. */
  word<T extends string>(key: string, words: readonly T[]): T | undefined;
  text(key: string): string | undefined;
  count(key: string): number | undefined;
  /** A whole number, which may be below zero. */
  number(key: string): number | undefined;
  /** True or false. */
  flag(key: string): boolean | undefined;
  /** A nested object; null when the event says that there is none any more. */
  part(key: string): DataReader | null | undefined;
}

/** Reads an event's data; a field of the wrong type is complained about and counts as absent. */
export function readData(event: Pick<LoggedEvent, 'data'>, complain: Complain): DataReader {
  return reader(event.data, complain);
}

function reader(data: EventData, complain: Complain): DataReader {
  const take = <T>(key: string, isRight: (value: JsonValue) => boolean): T | undefined => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (value === undefined) return undefined;
    if (isRight(value)) return value as T;
    complain(`has an unreadable ${key}: ${JSON.stringify(value).slice(0, 100)}`);
    return undefined;
  };
  return {
    word: (key, words) => (data[key] === null ? undefined : take(key, (value) => (words as readonly JsonValue[]).includes(value))),
    text: (key) => take(key, (value) => typeof value === 'string'),
    count: (key) => take(key, (value) => Number.isSafeInteger(value) && (value as number) >= 0),
    number: (key) => take(key, (value) => Number.isSafeInteger(value)),
    flag: (key) => take(key, (value) => typeof value === 'boolean'),
    part: (key) => {
      const value = take<EventData | null>(key, (one) => typeof one === 'object' && !Array.isArray(one));
      return value ? reader(value, complain) : value;
    },
  };
}
