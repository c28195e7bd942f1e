// One row of the append-only log: what changed, in order, with what it concerned.
import type { EventKind } from './kind.ts';

/** Largest `data` of one event, in characters of JSON: ids and changed scalars only, never documents. */
export const MAX_EVENT_DATA = 2_048;

/** Largest free text within the data of one event, in characters of JSON; what surrounds it takes less than the rest. */
export const MAX_EVENT_TEXT = 1_000;

/** A text cut to what an event may carry: long reasons and messages must not make their event impossible. `max` is in characters of JSON. */
export function eventText(text: string, max: number = MAX_EVENT_TEXT): string {
  if (jsonLength(text) <= max) return text;
  let cut = text.slice(0, max);
  for (let excess = jsonLength(`${cut}…`) - max; excess > 0; excess = jsonLength(`${cut}…`) - max) {
    // A character is at most six in JSON (`\u001f`), so this never cuts more than is needed; nor does it stop
    // within a surrogate pair, because a half of one takes six where the whole takes two.
    cut = cut.slice(0, -Math.ceil(excess / 6));
  }
  return `${cut}…`;
}

function jsonLength(text: string): number {
  return JSON.stringify(text).length;
}

/** What a writer says; the store adds order and time. */
export interface NewEvent {
  readonly kind: EventKind;
  /** The noun that changed: a task, run, queue, runner, workflow or project. */
  readonly subjectId: string;
  /** Null for what belongs to no project, such as runners and shared queues. */
  readonly projectId: string | null;
  readonly runId: string | null;
  readonly taskId: string | null;
  readonly queueId: string | null;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly data: EventData;
}

/** Changed scalars, as JSON: a plain object of at most `MAX_EVENT_DATA` characters. */
export type EventData = { readonly [key: string]: JsonValue };

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A stored event. `seq` is its place in the log; order by it, never by `at`, which is the start of the transaction. */
export interface LoggedEvent extends NewEvent {
  readonly seq: number;
  readonly at: Date;
}
