// Events as GraphQL shows them: plain objects with the fields of their type, so that nothing is computed per field.
import { encodeCursor } from '../../../domain/event/cursor.ts';
import type { EventData, LoggedEvent } from '../../../domain/event/event.ts';
import { change, flagOf, numberOf, textOf } from './event-data.ts';
import { queueEventFields } from './queue/queue-event-fields.ts';
import { taskEventFields } from './task/task-event-fields.ts';

/** What every event has; the fields of its type stand beside. */
export interface EventView {
  readonly id: string;
  readonly cursor: string;
  readonly kind: LoggedEvent['kind'];
  readonly at: Date;
  readonly actorId: string | null;
  readonly requestId: string | null;
  /** The row itself: resolvers find the nouns it concerns in it. */
  readonly logged: LoggedEvent;
}

/** The fields of each noun's events; a noun that is not here shows the common fields only. */
const FIELDS: Readonly<Record<string, (data: EventData) => object>> = {
  task: taskEventFields,
  run: (data) => ({ ...change(data, 'status', 'previousStatus'), deactivated: textOf(data, 'deactivated'), paused: flagOf(data, 'paused'), enqueued: flagOf(data, 'enqueued') }),
  queue: queueEventFields,
  runner: (data) => ({ ...change(data, 'state', 'previousState'), name: textOf(data, 'name'), runnerKind: textOf(data, 'kind'), slots: numberOf(data, 'slots') }),
  deck: (data) => ({ name: textOf(data, 'name'), instrumentCount: numberOf(data, 'instruments') }),
  workflow: (data) => ({ name: textOf(data, 'name'), version: numberOf(data, 'n') }),
  project: (data) => ({ path: textOf(data, 'path') }),
  model: (data) => ({ name: textOf(data, 'name'), ready: flagOf(data, 'ready') }),
  file: (data) => ({ name: textOf(data, 'name'), store: textOf(data, 'store'), size: numberOf(data, 'size'), sha256: textOf(data, 'sha256'), reason: textOf(data, 'reason') }),
};

/** The noun a kind begins with. */
export function nounOfKind(kind: string): string {
  return kind.slice(0, kind.indexOf('.'));
}

/** An event with the cursor that stands behind it; the cursor is its id too, for both name its place in one log. */
export function eventView(logged: LoggedEvent, cursor: string): EventView {
  const { kind, at, actorId, requestId, data } = logged;
  return { id: cursor, cursor, kind, at, actorId, requestId, logged, ...FIELDS[nounOfKind(kind)]?.(data) };
}

/** An event of the log with that id. */
export function eventViewIn(logId: string, logged: LoggedEvent): EventView {
  return eventView(logged, encodeCursor({ logId, seq: logged.seq }));
}
