// Retrying a run: every task of it that ended badly and may start is enqueued for its next attempt.
import { DomainError } from '../../domain/errors.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { decideRun } from '../../domain/run/run-command.ts';
import type { Run } from '../../domain/run/run.ts';
import { decide } from '../../domain/task/command.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import { queuesOfRun, tasksOfRuns } from '../../store/write/run-write.store.ts';
import { lockTasks, type LockedTask } from '../../store/write/task-write.store.ts';
import type { RefusalCode } from '../../domain/task/verdict.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { defaultQueueOf, findQueue, findQueuesByName, requireId } from '../found.ts';
import { requireEntry, requireRunPlace } from '../place-check.ts';
import { carryOutRetry } from '../task/retry-change.ts';
import { stateOf } from '../task/task-lock.ts';
import type { Work } from '../work.ts';
import { advanceRun } from './run-advance.ts';
import { lockRun } from './run-lock.ts';

/** Retries what failed or was stopped, from what failed of it; what stands behind it goes on when it succeeds. All of it or, when a queue does not take its task, nothing. Errors: NOT_FOUND. */
export async function retryRun(engine: Engine, context: CommandContext, input: { readonly runId: string }): Promise<CommandOutcome> {
  const runId = requireId('run', input.runId, ['runId']);
  return runCommand(engine, context, {
    op: 'retryRun',
    input,
    body: async (work) => {
      await requireRunPlace(work, runId);
      const queues = await lockQueues(work, runId);
      const run = await lockRun(work, runId);
      const no = outcomeOf(run.id, decideRun(run, 'RETRY'));
      if (no) return no;
      const { retried, refusal } = await retriable(work, run, queues);
      if (refusal) return refused(run.id, refusal);
      for (const task of retried) await carryOutRetry(work, task, { from: 'FAILED', step: null, spec: null, queueId: queueOf(task, queues).id });
      await advanceRun(work, run);
      return accepted(run.id);
    },
  });
}

/** The queues of a run's tasks under their shared locks, by id; those of tasks that never waited by the kind of work. */
type RunQueues = ReadonlyMap<string, Queue>;

async function lockQueues(work: Work, runId: string): Promise<RunQueues> {
  const wanted = await queuesOfRun(work.tx, runId);
  const names = new Map(wanted.flatMap(({ queueId, kind }) => (queueId === null ? [[kind, defaultQueueOf(kind)] as const] : [])));
  const named = await findQueuesByName(work, [...new Set(names.values())]);
  const ids = new Set([...wanted.flatMap(({ queueId }) => queueId ?? []), ...[...named.values()].map((queue) => queue.id)]);
  const queues = new Map<string, Queue>();
  for (const id of [...ids].sort()) {
    await lockQueueShared(work.tx, id);
    const queue = await findQueue(work, id);
    await requireEntry(work, queue, { noun: 'queue open to you for the run', id: runId, path: ['runId'] });
    queues.set(id, queue);
  }
  for (const [kind, name] of names) queues.set(kind, queues.get(named.get(name)!.id)!);
  return queues;
}

/** The tasks to retry, or why there is none. */
async function retriable(work: Work, run: Run, queues: RunQueues): Promise<{ retried: readonly LockedTask[]; refusal: RefusalCode | null }> {
  const siblings = await tasksOfRuns(work.tx, [run.id]);
  const bad = siblings.filter((task) => task.status === 'failed' || task.status === 'stopped').map((task) => task.id);
  if (bad.length === 0) return { retried: [], refusal: 'NOTHING_FAILED' };
  const retried = (await lockTasks(work.tx, bad)).filter((task) => decide(stateOf(task, run, siblings), 'RETRY').kind === 'GO');
  if (retried.length === 0) return { retried, refusal: 'BLOCKED' };
  const closed = retried.map((task) => admission(queueOf(task, queues), task.specKind)).find((code) => code !== null);
  return { retried, refusal: closed ?? null };
}

/** The queue that a task last waited in. It was read before the run was locked, so a task may have got to another one just then. */
function queueOf(task: LockedTask, queues: RunQueues): Queue {
  // The one of its kind stands in for one that has been deleted.
  const queue = (task.queueId === null ? undefined : queues.get(task.queueId)) ?? queues.get(task.specKind);
  if (!queue) throw new DomainError('VERSION_CONFLICT', `the task ${task.name} changed its queue while its run was retried: try again`, { path: ['runId'] });
  return queue;
}
