// Events as GraphQL shows them: plain objects with the fields of their type, so that nothing is computed per field.
import { encodeCursor } from '../../../domain/event/cursor.ts';
import type { EventData, LoggedEvent } from '../../../domain/event/event.ts';
import { type NodeType, toGlobalId } from '../global-id.ts';
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
  readonly subjectId: string | null;
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
  deployment: (data) => ({ name: textOf(data, 'name'), workflowVersion: numberOf(data, 'version'), isDefault: flagOf(data, 'isDefault') }),
  model: (data) => ({ name: textOf(data, 'name'), ready: flagOf(data, 'ready') }),
  webhook: (data) => ({ host: textOf(data, 'host'), isEnabled: flagOf(data, 'isEnabled'), reason: textOf(data, 'reason') }),
  file: (data) => ({ name: textOf(data, 'name'), store: textOf(data, 'store'), size: numberOf(data, 'size'), sha256: textOf(data, 'sha256'), reason: textOf(data, 'reason') }),
};

/** The noun that a kind begins with: the name that its id goes by, and its type. */
export const SUBJECTS: Readonly<Record<string, readonly [field: string, type: NodeType]>> = {
  task: ['taskId', 'Task'],
  run: ['runId', 'Run'],
  queue: ['queueId', 'Queue'],
  runner: ['runnerId', 'Runner'],
  deck: ['deckId', 'Deck'],
  workflow: ['workflowId', 'Workflow'],
  project: ['projectId', 'Project'],
  file: ['fileId', 'File'],
  model: ['modelId', 'Model'],
  deployment: ['deploymentId', 'Deployment'],
};

/** The noun a kind begins with. */
export function nounOfKind(kind: string): string {
  return kind.slice(0, kind.indexOf('.'));
}

/** The global id of what an event is about; of a barrier's event the queue. Null for what has no such id. */
export function subjectIdOf({ kind, subjectId, queueId }: LoggedEvent): string | null {
  const noun = nounOfKind(kind);
  const type = SUBJECTS[noun]?.[1];
  return type === undefined ? null : toGlobalId(type, noun === 'queue' ? (queueId ?? subjectId) : subjectId);
}

/** An event with the cursor that stands behind it; the cursor is its id too, for both name its place in one log. */
export function eventView(logged: LoggedEvent, cursor: string): EventView {
  const { kind, at, actorId, requestId, data } = logged;
  return { id: cursor, cursor, kind, at, actorId, requestId, subjectId: subjectIdOf(logged), logged, ...FIELDS[nounOfKind(kind)]?.(data) };
}

/** An event of the log with that id. */
export function eventViewIn(logId: string, logged: LoggedEvent): EventView {
  return eventView(logged, encodeCursor({ logId, seq: logged.seq }));
}
