// What a request for an event stream asks for: where to begin, and which events.
// First: the input class needs it when it is loaded, and whoever loads the live room may not have loaded the schema.
import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { decodeCursor } from '../../../../domain/event/cursor.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { EventKindEnum } from '../../event/event-kind.enum.ts';
import { type EventConditions, eventConditions, type EventFilterInput } from '../../event/event.input.ts';
import { StreamError } from '../../../../events/stream-error.ts';

/** A stream as it was asked for. */
export interface StreamWish {
  /** Null = from now on. */
  readonly after: string | null;
  readonly filter: EventConditions;
}

/** Parameters that may stand once; those of ids are fields of `EventFilter`. */
const SINGLE = ['after', 'taskId', 'runId', 'queueId', 'projectId', 'runnerId'] as const satisfies readonly ('after' | keyof EventFilterInput)[];
const REPEATABLE = 'kind';

/**
 * Reads the address and `Last-Event-ID`. The header counts before `after`: an EventSource repeats its address whenever it connects again,
 * and says by the header how far it has come. Throws INVALID with the parameter as its path, and MALFORMED for a cursor that is none.
 */
export function streamWish({ url, headers }: IncomingMessage): StreamWish {
  const given = new URLSearchParams(queryOf(url ?? ''));
  for (const name of given.keys()) refuseUnknown(name);
  const single = Object.fromEntries(SINGLE.map((name) => [name, singleValue(given, name)]));
  const { after, ...ids } = single as Record<(typeof SINGLE)[number], string | null>;
  const last = headers['last-event-id'];
  const seen = typeof last === 'string' && last !== '' ? last : null;
  for (const cursor of [after, seen]) if (cursor !== null && decodeCursor(cursor) === null) throw new StreamError('MALFORMED', null);
  const kinds = given.getAll(REPEATABLE).map(kindOf);
  return { after: seen ?? after, filter: filterOf({ ...ids, kinds: kinds.length > 0 ? kinds : null }) };
}

function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at + 1);
}

function refuseUnknown(name: string): void {
  if (name === REPEATABLE || SINGLE.some((known) => known === name)) return;
  throw new DomainError('INVALID', `there is no parameter ${name.slice(0, 100)}; there are ${SINGLE.join(', ')}, and ${REPEATABLE}, which may stand several times`, { path: [name.slice(0, 100)] });
}

function singleValue(given: URLSearchParams, name: string): string | null {
  const values = given.getAll(name);
  if (values.length > 1) throw new DomainError('INVALID', `${name} stands ${values.length} times; give it once, only ${REPEATABLE} may stand several times`, { path: [name] });
  return values[0] ?? null;
}

function kindOf(name: string): NonNullable<EventFilterInput['kinds']>[number] {
  const kinds: Readonly<Record<string, NonNullable<EventFilterInput['kinds']>[number]>> = EventKindEnum;
  if (Object.hasOwn(kinds, name)) return kinds[name]!;
  throw new DomainError('INVALID', `${REPEATABLE}=${name.slice(0, 100)} is no kind of event; there are ${Object.keys(kinds).join(', ')}`, { path: [REPEATABLE] });
}

// The ids stand in the address by their own names, not within a filter.
function filterOf(filter: EventFilterInput): EventConditions {
  try {
    return eventConditions(filter);
  } catch (error) {
    if (!(error instanceof DomainError) || error.path?.[0] !== 'filter') throw error;
    throw new DomainError(error.code, error.message.replace(/^filter\./, ''), { path: error.path.slice(1), cause: error });
  }
}
