// Reads of attempts: those of a task, the live one of a task, and the live ones of a runner.
import type { Attempt } from '../../domain/attempt/attempt.ts';
import type { Connection, Statement } from '../database.ts';
import { AttemptEntity } from '../entity/attempt.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { loadStatement } from './listing.ts';
import { selectList } from './select-list.ts';

const SELECT = selectList(AttemptEntity, 't', ['lastSeenAt', 'returnedItem']);

/** Attempts of a task, the newest first. */
export const ATTEMPTS_OF_TASKS: ChildListing = {
  name: 'attempt',
  from: 'attempt t',
  select: SELECT,
  base: null,
  parent: 't.task_id',
  order: [{ property: 'no', column: 't.no', type: 'integer', descending: true }],
};

/** What a runner runs now, the newest first; ids grow with time. */
export const LIVE_ATTEMPTS_OF_RUNNERS: ChildListing = {
  name: 'live_attempt',
  from: 'attempt t',
  select: SELECT,
  base: `t.state <> 'ENDED'`,
  parent: 't.runner_id',
  order: [{ property: 'id', column: 't.id', type: 'uuid', descending: true }],
};

const LOAD = loadStatement(ATTEMPTS_OF_TASKS);

const LIVE: Statement = {
  name: 'load_live_attempt_of_task',
  text: `SELECT ${SELECT} FROM attempt t WHERE t.task_id = ANY($1::uuid[]) AND t.state <> 'ENDED' LIMIT cardinality($1::uuid[])`,
};

/** Attempts by id; absent ones are left out. */
export function loadAttempts(connection: Connection, ids: readonly string[]): Promise<Attempt[]> {
  return connection.query<Attempt>(LOAD, [ids]);
}

/** The live attempts of tasks, at most one each. */
export function loadLiveAttempts(connection: Connection, taskIds: readonly string[]): Promise<Attempt[]> {
  return connection.query<Attempt>(LIVE, [taskIds]);
}
