// What the log has just told of runs, for those who are about to wait for them.
import { expect, test, vi } from 'vitest';
import { BELIEVED_MS, MAX_RECENT_RUNS, RecentRuns } from '../../src/api/rest/ikomia/run/recent-runs.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { EventKind } from '../../src/domain/event/kind.ts';
import { RUN_STATUSES } from '../../src/domain/run/run.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { Hub } from '../../src/events/hub.ts';

const RUN = uuidv7();
const [deploymentId, projectId] = [uuidv7(), uuidv7()];

function opened() {
  const hub = new Hub({ log: { warn: vi.fn<() => void>(), error: vi.fn<() => void>() } as never, position: 0 });
  const clock = { now: 0 };
  const recent = new RecentRuns(hub, () => clock.now);
  let seq = 0;
  const tell = (kind: EventKind, data: object, runId: string = RUN): void => {
    seq += 1;
    hub.publish([{ seq, at: new Date(), kind, subjectId: runId, projectId, runId, taskId: null, queueId: null, actorId: null, requestId: null, data } as LoggedEvent], seq);
  };
  const create = (runId?: string): void => tell('run.created', { status: 'WAITING', deploymentId }, runId);
  return { hub, clock, recent, tell, create };
}

test('a run of a deployment is known from its creation to its end, by the state that it was told to be in last', () => {
  const { recent, tell, create } = opened();
  expect(recent.find(RUN)).toBeNull();
  create();
  expect(recent.find(RUN)).toMatchObject({ deploymentId, projectId, state: 'PENDING' });
  tell('run.status', { status: 'RUNNING' });
  expect(recent.find(RUN)).toMatchObject({ deploymentId, projectId, state: 'STARTED' });
  tell('run.status', { status: 'WAITING' });
  expect(recent.find(RUN)).toMatchObject({ state: 'PENDING' });
});

test.each(RUN_STATUSES.filter((status) => !['WAITING', 'RUNNING', 'HELD'].includes(status)))('nothing is known any more of a run that has become %s, whatever is said of it after that', (status) => {
  const { recent, tell, create } = opened();
  create();
  tell('run.status', { status });
  expect([recent.find(RUN), recent.size]).toEqual([null, 0]);
  tell('run.status', { status: 'RUNNING' });
  expect(recent.find(RUN)).toBeNull();
});

test('nothing is known of runs that no deployment has made, whose task was deleted, whose beginning was not heard, or of which a gap in the log may hide the end', () => {
  const { hub, recent, tell, create } = opened();
  tell('run.created', { status: 'WAITING' });
  expect(recent.find(RUN)).toBeNull();
  tell('run.status', { status: 'RUNNING' }, uuidv7());
  create();
  tell('task.deleted', {});
  expect(recent.size).toBe(0);
  create();
  hub.skip(1_000);
  expect([recent.find(RUN), recent.size]).toEqual([null, 0]);
  const next = uuidv7();
  hub.publish([{ seq: 1_001, at: new Date(), kind: 'run.created', subjectId: next, projectId, runId: next, taskId: null, queueId: null, actorId: null, requestId: null, data: { status: 'WAITING', deploymentId } }], 1_001);
  expect(recent.find(next)).toMatchObject({ state: 'PENDING' });
});

test('what was heard is believed for a moment, and forgotten with the next news; news of the run make it fresh', () => {
  const { clock, recent, tell, create } = opened();
  create();
  clock.now = BELIEVED_MS;
  expect(recent.find(RUN)).not.toBeNull();
  tell('run.status', { status: 'RUNNING' });
  clock.now = 2 * BELIEVED_MS;
  expect(recent.find(RUN)).not.toBeNull();
  clock.now += 1;
  expect(recent.find(RUN)).toBeNull();
  create(uuidv7());
  expect(recent.size).toBe(1);
});

test('no more runs are remembered than may be, and the first goes first', () => {
  const { recent, create } = opened();
  create();
  for (let n = 0; n < MAX_RECENT_RUNS; n++) create(uuidv7());
  expect([recent.size, recent.find(RUN)]).toEqual([MAX_RECENT_RUNS, null]);
});
