// Commands on whole runs: enqueue what waits, abort, clone.
import { invalid, optional } from '../../domain/input/check.ts';
import { eventText } from '../../domain/event/event.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { ENDED_RUN_STATUSES, type Run } from '../../domain/run/run.ts';
import { decide } from '../../domain/task/command.ts';
import { ABORT_ORDER } from '../../domain/task/order.ts';
import { lockItemsOfRun } from '../../store/write/queue-item.store.ts';
import { deactivateRun, lockRuns, runById, tasksOfRuns } from '../../store/write/run-write.store.ts';
import { lockTasks, type LockedTask } from '../../store/write/task-write.store.ts';
import { accepted, noop, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { giveOrder, reasonAt } from '../task/end-task.service.ts';
import { stateOf } from '../task/task-lock.ts';
import { emit, type Work } from '../work.ts';
import { activate } from './run-activation.ts';
import { advanceRun, setEnqueued } from './run-advance.ts';

/** Ends a run: what waits is stopped, what runs is told to end, nothing of it starts any more. Errors: NOT_FOUND. */
export async function abortRun(engine: Engine, context: CommandContext, input: { readonly runId: string; readonly reason?: string | undefined }): Promise<CommandOutcome> {
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'abortRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      if (run.deactivated || ENDED_RUN_STATUSES.has(run.status)) return noop(run.id, 'ALREADY_ENDED');
      await deactivateRun(work.tx, run.id, 'ABORTED');
      emit(work, 'run.deactivated', { subjectId: run.id, projectId: run.projectId, runId: run.id, data: { deactivated: 'ABORTED', ...(reason ? { reason: eventText(reason) } : {}) } });
      const ids = (await tasksOfRuns(work.tx, [run.id])).map((task) => task.id);
      for (const task of await lockTasks(work.tx, ids)) await abortOne(work, task, reason || 'its run was aborted');
      await advanceRun(work, { ...run, deactivated: 'ABORTED' });
      return accepted(run.id);
    },
  });
}

/** Lets the tasks of a run enter their queues by themselves from now on. Errors: NOT_FOUND. */
export async function enqueueRun(engine: Engine, context: CommandContext, input: { readonly runId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'enqueueRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      if (run.deactivated) return refused(run.id, 'RUN_ENDED');
      if (run.enqueued) return noop(run.id, 'ALREADY_QUEUED');
      await setEnqueued(work, run, true);
      await advanceRun(work, { ...run, enqueued: true });
      return accepted(run.id);
    },
  });
}

/** Makes a new run of the definition that another run kept. Errors: NOT_FOUND, INVALID. */
export async function cloneRun(engine: Engine, context: CommandContext, input: { readonly runId: string; readonly name?: string | undefined; readonly enqueue: boolean }): Promise<CommandOutcome> {
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  if (typeof input.enqueue !== 'boolean') invalid(['enqueue'], 'must be true or false');
  return runCommand(engine, context, {
    op: 'cloneRun',
    input,
    body: async (work) => {
      const id = requireId('run', input.runId, ['runId']);
      const run = (await runById(work.tx, id)) ?? notFound('run', id, ['runId']);
      return activate(work, { ...sourceOf(run), name: name ?? run.name, enqueue: input.enqueue, clonedFrom: run.id });
    },
  });
}

function sourceOf(run: Run) {
  const { projectId, workflowId, workflowN, definition, inputs, priority, queueId } = run;
  return { projectId, workflowId, workflowN, definition, inputs, priority, queueId };
}

async function lockRun(work: Work, runId: string): Promise<Run> {
  const id = requireId('run', runId, ['runId']);
  await lockItemsOfRun(work.tx, id);
  return (await lockRuns(work.tx, [id]))[0] ?? notFound('run', id, ['runId']);
}

/** What has not begun is stopped by the system; a person has no such edge. */
async function abortOne(work: Work, task: LockedTask, reason: string): Promise<void> {
  const begun = task.status !== 'created' && task.status !== 'queued';
  if (begun && decide(stateOf(task, null, []), 'ABORT').kind !== 'GO') return;
  await giveOrder(work, task, { order: ABORT_ORDER, reason, via: 'SYSTEM' });
}
