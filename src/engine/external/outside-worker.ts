// Outside workers as they introduce themselves with each call: a name of their own, under the user whose key they have.
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import { COMMAND_CAPABILITIES } from '../../domain/attempt/runner.ts';
import { DomainError } from '../../domain/errors.ts';
import { objectAt } from '../../domain/input/check.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { Actor } from '../../domain/access.ts';
import { insertWorker, workerBack, workerByName, workerSeen, type WorkerRow } from '../../store/write/outside/outside-worker.store.ts';
import { emit, type Work } from '../work.ts';

/** Who calls: the worker's own name; together with the name of its user it is known. */
export interface OutsideWorker {
  readonly name: string;
}

/** The worker of a call; throws INVALID. */
export function workerAt(value: unknown): OutsideWorker {
  return { name: nameAt(objectAt(value, ['worker'], ['name'])['name'], ['worker', 'name']) };
}

/**
 * The id of the worker's runner row, made when it calls for the first time and brought back when it was gone. Before all other
 * locks of the transaction. Throws INVALID when a runner of ours, or a worker of somebody else, has the name.
 */
export async function presentWorker(work: Work, actor: Actor, worker: OutsideWorker): Promise<string> {
  const name = `${actor.name}/${worker.name}`;
  const row = (await workerByName(work.tx, name)) ?? (await firstCall(work, actor, name));
  if (row.kind !== 'CLEARML' || row.userId !== actor.userId) {
    throw new DomainError('INVALID', `worker.name: ${name} is the name of another runner; choose another name for this worker`, { path: ['worker', 'name'] });
  }
  if (row.state !== 'GONE') await workerSeen(work.tx, row.id);
  else if (await workerBack(work.tx, row.id)) emitUp(work, { id: row.id, name, from: 'GONE' });
  return row.id;
}

async function firstCall(work: Work, actor: Actor, name: string): Promise<WorkerRow> {
  const id = work.engine.newId();
  const can = Object.fromEntries(OUTSIDE_KINDS.map((kind) => [kind, COMMAND_CAPABILITIES]));
  if (await insertWorker(work.tx, { id, name, userId: actor.userId, can, kinds: OUTSIDE_KINDS })) emitUp(work, { id, name, from: null });
  return (await workerByName(work.tx, name))!;
}

function emitUp(work: Work, worker: { id: string; name: string; from: 'GONE' | null }): void {
  emit(work, 'runner.up', { subjectId: worker.id, data: { state: 'UP', from: worker.from, name: worker.name, kind: 'CLEARML' } });
}
