// Events for tests without a database.
import type { LoggedEvent } from '../../src/domain/event/event.ts';

/** An event with this number that says nothing else. */
export function event(seq: number, change: Partial<LoggedEvent> = {}): LoggedEvent {
  return { ...BLANK, seq, ...change };
}

const BLANK: Omit<LoggedEvent, 'seq'> = {
  at: new Date(0),
  kind: 'task.moved',
  subjectId: '00000000-0000-7000-8000-000000000001',
  projectId: null,
  runId: null,
  taskId: null,
  queueId: null,
  actorId: null,
  requestId: null,
  data: {},
};
