// Creating a task that belongs to no run.
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import { integerAt, listAt, optional, textAt } from '../../domain/input/check.ts';
import { commandSpecAt, nameAt, retryAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { insertTasks, type NewTask } from '../../store/write/task-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject } from '../found.ts';
import { send, type Work } from '../work.ts';
import { emitTask } from './task-change.ts';

/** Most tags of a task, and the longest one. */
export const TAG_LIMITS = { count: 100, length: 100 } as const;

/** What a new task is made of; `spec` and `retry` are checked here. */
export interface CreateTaskInput {
  readonly projectId?: string | undefined;
  readonly name: string;
  readonly spec: unknown;
  readonly retry?: unknown;
  readonly tags?: readonly string[] | undefined;
  readonly priority?: number | undefined;
}

/** Creates a task in status created; it runs once it is enqueued. Errors: INVALID, NOT_FOUND (project). */
export async function createTask(engine: Engine, context: CommandContext, input: CreateTaskInput): Promise<CommandOutcome> {
  const checked = {
    name: nameAt(input.name, ['name']),
    spec: commandSpecAt(input.spec, ['spec']),
    retry: retryAt(input.retry, ['retry']),
    tags: tagsAt(input.tags),
    priority: optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), 0),
  };
  return runCommand(engine, context, {
    op: 'createTask',
    input,
    body: async (work) => {
      const project = await findProject(work, input.projectId);
      const id = engine.newId();
      const task = { id, projectId: project.id, runId: null, node: null, specKind: checked.spec.kind, queueId: null, clonedFrom: null, createdBy: work.actorId, ...checked };
      await addTasks(work, [task]);
      return accepted(id);
    },
  });
}

/** Inserts tasks with their events. */
export async function addTasks(work: Work, tasks: readonly NewTask[]): Promise<void> {
  send(insertTasks(work.tx, tasks));
  for (const task of tasks) {
    emitTask(work, 'task.created', { ...task, status: 'created' }, { status: 'created', generation: 1, name: task.name, ...(task.node === null ? {} : { node: task.node }) });
  }
}

function tagsAt(tags: unknown): readonly string[] {
  return optional(tags, (value) => listAt(value, ['tags'], { max: TAG_LIMITS.count, entry: (tag, path) => textAt(tag, path, { min: 1, max: TAG_LIMITS.length }) }), []);
}
