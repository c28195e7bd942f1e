// Reads of attempts: those of a task, the live one of a task, and the live ones of a runner.
import type { Attempt } from '../../domain/attempt/attempt.ts';
import type { Connection, Statement } from '../database.ts';
import { AttemptEntity } from '../entity/attempt.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { loadBy, type Reach } from './listing.ts';
import { selectList } from './select-list.ts';
import { REACH_OF_TASK } from './task-listing.ts';

const SELECT = selectList(AttemptEntity, 't', ['lastSeenAt', 'returnedItem']);

/** Attempts of a task, the newest first. */
export const ATTEMPTS_OF_TASKS: ChildListing = {
  name: 'attempt',
  from: 'attempt t',
  select: SELECT,
  base: null,
  reach: REACH_OF_TASK,
  parent: 't.task_id',
  order: [{ property: 'no', column: 't.no', type: 'integer', descending: true }],
};

/** What a runner runs now, the newest first; ids grow with time. */
export const LIVE_ATTEMPTS_OF_RUNNERS: ChildListing = {
  name: 'live_attempt',
  from: 'attempt t',
  select: SELECT,
  base: `t.state <> 'ENDED'`,
  reach: REACH_OF_TASK,
  parent: 't.runner_id',
  order: [{ property: 'id', column: 't.id', type: 'uuid', descending: true }],
};

const LOAD = loadBy(ATTEMPTS_OF_TASKS);

const LIVE: Statement = {
  name: 'load_live_attempt_of_task',
  text: `SELECT ${SELECT} FROM attempt t WHERE t.task_id = ANY($1::uuid[]) AND t.state <> 'ENDED' LIMIT cardinality($1::uuid[])`,
};

/** Attempts by id; absent ones and those out of reach are left out. */
export function loadAttempts(connection: Connection, ids: readonly string[], reach: Reach): Promise<Attempt[]> {
  return LOAD<Attempt>(connection, ids, reach);
}

/** The live attempts of tasks, at most one each. */
export function loadLiveAttempts(connection: Connection, taskIds: readonly string[]): Promise<Attempt[]> {
  return connection.query<Attempt>(LIVE, [taskIds]);
}

/** How many attempts of a queue's tasks are live. */
export interface RunningCount {
  readonly queueId: string;
  readonly n: number;
}

// The live ones are few, whatever the table holds: an index has just them.
const RUNNING: Statement = {
  name: 'load_running_of_queues',
  text: `SELECT t.returned_item->>'queueId' AS "queueId", count(*)::int AS n FROM attempt t
    WHERE t.state <> 'ENDED' AND t.returned_item->>'queueId' = ANY($1::text[]) GROUP BY 1 LIMIT cardinality($1::text[])`,
};

/** Attempts that hold a place of their queue's limit, those handed out and not started included; a queue without any is left out. */
export function loadRunningCounts(connection: Connection, queueIds: readonly string[]): Promise<RunningCount[]> {
  return connection.query<RunningCount>(RUNNING, [queueIds]);
}
