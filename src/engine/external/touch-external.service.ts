// Signs of life of outside workers: what tells a silent one from one that is at work. They are no events and no commands.
import { type Actor, decide, requireRole } from '../../domain/access.ts';
import { isUuid } from '../../domain/uuid.ts';
import { projectOfTask } from '../../store/reach/project-of.store.ts';
import { pingTask } from '../../store/write/experiment/status-times.store.ts';
import { touchAttempt } from '../../store/write/outside/external.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { inTransaction } from '../work.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';

/** Who is seen, and at which task; a task that does not exist, or is not run from outside, is no error. */
export interface TouchInput {
  readonly worker?: OutsideWorker | null | undefined;
  readonly taskId?: string | null | undefined;
}

/**
 * Writes the time, at most once a second for each attempt and each worker: callers need not hold back. Any call about a task is a
 * sign of its life, whatever name it comes under: agents and the programs they start call themselves differently. Errors: FORBIDDEN, INVALID.
 */
export async function touchExternal(engine: Engine, context: CommandContext, input: TouchInput): Promise<void> {
  const { actor } = context;
  requireRole(actor, 'operator');
  if (input.worker != null) {
    const worker = workerAt(input.worker);
    await inTransaction(engine, { op: 'touchExternal', actorId: actor.userId, requestId: null }, (work) => presentWorker(work, actor, worker));
  }
  const { taskId } = input;
  if (typeof taskId === 'string' && isUuid(taskId) && (await isCommandable(engine, actor, taskId))) await Promise.all([touchAttempt(engine.db, taskId), pingTask(engine.db, taskId)]);
}

/** Whether the caller may work at the task, as far as its project decides that; one that does not exist has no attempt to touch. */
async function isCommandable({ db }: Engine, actor: Actor, taskId: string): Promise<boolean> {
  if (actor.grants === null) return true;
  const projectId = await projectOfTask(db, taskId);
  const project = projectId === undefined ? undefined : await projectById(db, projectId);
  return project !== undefined && decide(actor, { role: 'operator', path: project.path }) === 'ALLOWED';
}
