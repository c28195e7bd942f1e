// What outside workers tell of themselves: that they are there, what they are at, that they leave. None of it is a command.
import { type Actor, decide, requireRole } from '../../domain/access.ts';
import { integerAt, jsonObjectAt, optional } from '../../domain/input/check.ts';
import { tagListAt } from '../../domain/input/tag-list.ts';
import type { JsonObject } from '../../domain/task/task-doc.ts';
import { projectOfTask } from '../../store/reach/project-of.store.ts';
import { markActivity } from '../../store/write/experiment/task-activity.store.ts';
import { touchAttempt } from '../../store/write/outside/external.store.ts';
import { queuesThere, registerWorkerRow, reportWorkerRow, unregisterWorkerRow } from '../../store/write/outside/worker-report.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { notFound } from '../not-found.ts';
import { emit, inTransaction } from '../work.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';

/** Longest silence that a worker may ask for, in seconds. */
export const MAX_WORKER_SECONDS = 2_592_000;
/** Most queues that a worker names. */
export const MAX_WORKER_QUEUES = 1_000;
/** Largest figures of a machine in one report, in characters of JSON. */
export const MAX_STATS = 50_000;

/** What every word of a worker has. */
interface WorkerWord {
  readonly worker: OutsideWorker;
  /** Its network address. */
  readonly ip: string | null;
  readonly tags?: readonly string[] | null | undefined;
  readonly systemTags?: readonly string[] | null | undefined;
}

/** A registration. */
export interface RegisterWorkerInput extends WorkerWord {
  readonly queueIds: readonly string[];
  /** Silence after which it is gone, 1 to `MAX_WORKER_SECONDS`. */
  readonly timeoutSeconds: number;
}

/** A worker is there from now on; it replaces what it said before. Errors: FORBIDDEN, INVALID, NOT_FOUND (queue). */
export async function registerWorker(engine: Engine, context: CommandContext, input: RegisterWorkerInput): Promise<void> {
  const { actor } = context;
  requireRole(actor, 'operator');
  const worker = workerAt(input.worker);
  const timeoutSeconds = integerAt(input.timeoutSeconds, ['timeoutSeconds'], { min: 1, max: MAX_WORKER_SECONDS });
  const queueIds = await queuesOf(engine, actor, input.queueIds);
  const row = { queueIds, timeoutSeconds, ip: input.ip, tags: tagsAt(input.tags, 'tags') ?? [], systemTags: tagsAt(input.systemTags, 'systemTags') ?? [] };
  await inTransaction(engine, { op: 'registerWorker', actorId: actor.userId, requestId: null }, async (work) => {
    await registerWorkerRow(work.tx, { runnerId: await presentWorker(work, actor, worker), ...row });
  });
}

/** A report; the worker is idle when it names no task. */
export interface ReportWorkerInput extends WorkerWord {
  readonly taskId?: string | null | undefined;
  readonly queueId?: string | null | undefined;
  readonly queueIds?: readonly string[] | null | undefined;
  readonly stats?: JsonObject | null | undefined;
}

/**
 * A worker lives, and is at a task or idle: a sign of life of the task, too. It need not have registered. Queues that are not there are left out, because
 * they may have been deleted since it registered. Errors: FORBIDDEN, INVALID, NOT_FOUND (task).
 */
export async function reportWorker(engine: Engine, context: CommandContext, input: ReportWorkerInput): Promise<void> {
  const { actor } = context;
  requireRole(actor, 'operator');
  const worker = workerAt(input.worker);
  const taskId = input.taskId == null ? null : await requireOwnTask(engine, actor, input.taskId);
  const stats = optional(input.stats, (value) => jsonObjectAt(value, ['stats'], { max: MAX_STATS }) as JsonObject, null);
  const named = [...(input.queueIds ?? []), ...(input.queueId == null ? [] : [input.queueId])].slice(0, MAX_WORKER_QUEUES);
  const there = new Set((await queuesThere(engine.db, named)).map(({ id }) => id));
  const report = {
    taskId, stats, queueId: input.queueId != null && there.has(input.queueId) ? input.queueId : null, queueIds: input.queueIds == null ? null : input.queueIds.filter((id) => there.has(id)),
    ip: input.ip, tags: tagsAt(input.tags, 'tags'), systemTags: tagsAt(input.systemTags, 'systemTags'),
  };
  await inTransaction(engine, { op: 'reportWorker', actorId: actor.userId, requestId: null }, async (work) => {
    await reportWorkerRow(work.tx, { runnerId: await presentWorker(work, actor, worker), ...report });
    if (taskId !== null) await markActivity(work.tx, { taskId, isRun: true, worker: worker.name });
  });
  if (taskId !== null) await touchAttempt(engine.db, taskId);
}

/** A worker leaves; one that is not there is no error. Errors: FORBIDDEN, INVALID. */
export async function unregisterWorker(engine: Engine, context: CommandContext, input: { readonly worker: OutsideWorker }): Promise<void> {
  const { actor } = context;
  requireRole(actor, 'operator');
  const name = `${actor.name}/${workerAt(input.worker).name}`;
  await inTransaction(engine, { op: 'unregisterWorker', actorId: actor.userId, requestId: null }, async (work) => {
    const id = await unregisterWorkerRow(work.tx, { name, userId: actor.userId });
    if (id !== null) emit(work, 'runner.gone', { subjectId: id, data: { state: 'GONE', from: 'UP', name, kind: 'CLEARML' } });
  });
}

async function queuesOf(engine: Engine, actor: Actor, ids: readonly string[]): Promise<readonly string[]> {
  const wanted = [...new Set(ids.slice(0, MAX_WORKER_QUEUES))].map((id) => requireId('queue', id, ['queueId']));
  const there = new Map((await queuesThere(engine.db, wanted)).map((queue) => [queue.id, queue]));
  for (const id of wanted) {
    const queue = there.get(id) ?? notFound('queue', id, ['queueId']);
    if (queue.projectId !== null && (await decisionOf(engine, actor, queue.projectId)) === 'HIDDEN') notFound('queue', id, ['queueId']);
  }
  return wanted;
}

/** The task that a worker of this caller may be at. */
async function requireOwnTask(engine: Engine, actor: Actor, id: string): Promise<string> {
  const taskId = requireId('task', id, ['taskId']);
  const projectId = (await projectOfTask(engine.db, taskId)) ?? notFound('task', taskId, ['taskId']);
  return (await decisionOf(engine, actor, projectId)) === 'ALLOWED' ? taskId : notFound('task', taskId, ['taskId']);
}

async function decisionOf({ db }: Engine, actor: Actor, projectId: string): Promise<ReturnType<typeof decide>> {
  if (actor.grants === null) return 'ALLOWED';
  return decide(actor, { role: 'operator', path: (await projectById(db, projectId))?.path ?? null });
}

function tagsAt(value: readonly string[] | null | undefined, name: string): readonly string[] | null {
  return optional(value, (tags) => tagListAt(tags, [name]), null);
}
