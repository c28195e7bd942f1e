// Activating a definition: the run, its tasks, and the first of them in their queues.
import { DomainError } from '../../domain/errors.ts';
import { admission } from '../../domain/queue/admission.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import type { TaskTemplate } from '../../domain/run/definition.ts';
import type { Run } from '../../domain/run/run.ts';
import { DEFAULT_RETRY } from '../../domain/task/spec.ts';
import { adviceOf } from '../../domain/task/verdict.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import { insertRun, lockRuns } from '../../store/write/run-write.store.ts';
import type { NewTask } from '../../store/write/task-write.store.ts';
import { accepted, type BodyOutcome } from '../command-frame.ts';
import { defaultQueueOf, findQueue, findQueuesByName } from '../found.ts';
import { requireEntry } from '../place-check.ts';
import { addTasks } from '../task/create-task.service.ts';
import { emit, type Work } from '../work.ts';
import { advanceRun } from './run-advance.ts';
import { requireUnlockedRun } from './run-lock.ts';

/** A run to make. */
export type Activation = Pick<Run, 'projectId' | 'name' | 'workflowId' | 'workflowN' | 'deploymentId' | 'definition' | 'inputs' | 'priority' | 'clonedFrom'> & {
  readonly queueId: string | null | undefined;
  readonly enqueue: boolean;
};

/** Makes the run with its tasks; nothing is stored when a queue of it does not exist or does not accept its task. */
export async function activate(work: Work, activation: Activation): Promise<BodyOutcome> {
  const { queueId: _given, enqueue, ...rest } = activation;
  const queues = await queuesOf(work, activation);
  await requireUnlockedRun(work, { ...activation, queueId: queues.own?.id ?? null });
  const id = work.engine.newId();
  await insertRun(work.tx, { ...rest, id, queueId: queues.own?.id ?? null, enqueued: enqueue, createdBy: work.actorId });
  emit(work, 'run.created', { subjectId: id, projectId: rest.projectId, runId: id, data: { status: 'WAITING', enqueued: enqueue, name: rest.name, tasks: rest.definition.tasks.length, ...(rest.deploymentId === null ? {} : { deploymentId: rest.deploymentId }) } });
  await addTasks(work, rest.definition.tasks.map((template) => taskOf(work, template, { id, activation, queue: queueFor(template, queues) })));
  if (enqueue) await advanceRun(work, (await lockRuns(work.tx, [id]))[0]!);
  return accepted(id);
}

interface RunQueues {
  /** The run's own queue, if it was given one. */
  readonly own: Queue | null;
  readonly named: ReadonlyMap<string, Queue>;
}

/** The queues of a definition with their shared locks held, in the order of their ids; refuses kinds that they do not accept. */
async function queuesOf(work: Work, activation: Activation): Promise<RunQueues> {
  const templates = activation.definition.tasks;
  const own = activation.queueId == null ? null : await findQueue(work, activation.queueId);
  const named = await findQueuesByName(work, [...new Set(templates.flatMap((template) => nameFor(template, own) ?? []))]);
  const fresh = await lockAll(work, [...(own ? [own] : []), ...named.values()]);
  for (const { id, name } of fresh.values()) await requireEntry(work, fresh.get(id)!, id === own?.id ? { noun: 'queue', id, path: ['queueId'] } : { noun: 'queue named', id: name, path: ['queue'] });
  const queues = { own: own && fresh.get(own.id)!, named: new Map([...named].map(([name, queue]) => [name, fresh.get(queue.id)!])) };
  templates.forEach((template, i) => requireAdmission(template, queueFor(template, queues), i));
  return queues;
}

/** The name by which a task finds its queue; null when it has none and enters the run's own. */
function nameFor(template: TaskTemplate, own: Queue | null): string | null {
  return template.queue ?? (own ? null : defaultQueueOf(template.spec.kind));
}

async function lockAll(work: Work, queues: readonly Queue[]): Promise<ReadonlyMap<string, Queue>> {
  const ids = [...new Set(queues.map((queue) => queue.id))].sort();
  for (const id of ids) await lockQueueShared(work.tx, id);
  const fresh = new Map<string, Queue>();
  for (const id of ids) fresh.set(id, await findQueue(work, id));
  return fresh;
}

function queueFor(template: TaskTemplate, { own, named }: RunQueues): Queue {
  const name = nameFor(template, own);
  return name === null ? own! : named.get(name)!;
}

function requireAdmission(template: TaskTemplate, queue: Queue, i: number): void {
  const code = admission(queue, template.spec.kind);
  if (code) throw new DomainError('INVALID', `the queue ${queue.name} cannot take the task ${template.node}: ${adviceOf(code)}`, { path: ['definition', 'tasks', String(i), 'queue'] });
}

function taskOf(work: Work, template: TaskTemplate, of: { id: string; activation: Activation; queue: Queue }): NewTask {
  const { activation, queue } = of;
  return {
    id: work.engine.newId(),
    projectId: activation.projectId,
    runId: of.id,
    node: template.node,
    name: template.name ?? template.node,
    specKind: template.spec.kind,
    spec: template.spec,
    retry: { ...DEFAULT_RETRY, ...template.retry },
    queueId: queue.id,
    priority: activation.priority,
    tags: [],
    clonedFrom: null,
    createdBy: work.actorId,
  };
}
