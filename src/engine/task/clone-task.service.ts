// Cloning: a new task with the spec of another, changed where asked.
import { optional } from '../../domain/input/check.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import { decide } from '../../domain/task/command.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';
import { tasksOfRuns } from '../../store/write/run-write.store.ts';
import { updateTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { requireSpec } from '../check/definition-check.ts';
import { accepted, outcomeOf, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { activate } from '../run/run-activation.ts';
import type { Work } from '../work.ts';
import { addTasks } from './create-task.service.ts';
import { lockedQueue } from './enqueue-task.service.ts';
import { overriddenSpec, overridesAnything, type SpecOverrides } from './spec-override.ts';
import { enterQueues } from './task-change.ts';
import { lockTask } from './task-lock.ts';

/** What to clone and what to change; with a queue the clone enters it at once. */
export interface CloneTaskInput extends SpecOverrides {
  readonly taskId: string;
  readonly name?: string | undefined;
  readonly queueId?: string | undefined;
}

/** Makes a new task of any task: a command lives on its own, also when its original belongs to a run; a `steps` task gets a run of its own. Errors: INVALID, NOT_FOUND. */
export async function cloneTask(engine: Engine, context: CommandContext, input: CloneTaskInput): Promise<CommandOutcome> {
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  return runCommand(engine, context, {
    op: 'cloneTask',
    input,
    body: async (work) => {
      // Queues are locked before everything else.
      const queue = input.queueId == null ? null : await lockedQueue(work, input.queueId);
      const { task, state } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, 'CLONE'));
      if (no) return no;
      const closed = queue && admission(queue, task.specKind);
      if (closed) return refused(task.id, closed);
      const clone = { name: name ?? task.name, spec: overridesAnything(input) ? overriddenSpec(task.spec, input, []) : task.spec, queueId: queue?.id ?? null };
      // Its deck may have other methods by now than when the original was made.
      await requireSpec(work.tx, clone.spec, { path: ['taskId', 'spec'], ...(input.samples == null ? {} : { sourcePath: ['samples'] }) });
      return clone.spec.kind === 'command' ? cloneAlone(work, task, clone) : cloneAsRun(work, task, clone);
    },
  });
}

interface Clone {
  readonly name: string;
  readonly spec: TaskSpec;
  readonly queueId: string | null;
}

async function cloneAlone(work: Work, task: LockedTask, { name, spec, queueId }: Clone): Promise<BodyOutcome> {
  const id = work.engine.newId();
  const { projectId, specKind, retry, priority, tags } = task;
  const clone = { id, projectId, runId: null, node: null, name, specKind, spec, retry, queueId, priority, tags, clonedFrom: task.id, createdBy: work.actorId };
  await addTasks(work, [clone]);
  const entering = { ...clone, status: 'created' as const };
  if (queueId !== null) await enterQueues(work, [{ task: entering, queueId, priority, rank: null, delaySeconds: 0 }], { via: 'USER' });
  return accepted(id);
}

/** Only commands live without a run: any other clone is the one task of a new one. */
async function cloneAsRun(work: Work, task: LockedTask, { name, spec, queueId }: Clone): Promise<BodyOutcome> {
  const { projectId, retry, priority } = task;
  const definition = { tasks: [{ node: task.node ?? 'task', name, spec, retry, needs: [] }] };
  const { subjectId: runId } = await activate(work, { projectId, name, workflowId: null, workflowN: null, definition, inputs: {}, priority, queueId, enqueue: queueId !== null, clonedFrom: null });
  const id = (await tasksOfRuns(work.tx, [runId]))[0]!.id;
  await updateTask(work.tx, id, { cloned_from: task.id });
  return accepted(id);
}
