// Creating a task that belongs to no run.
import { requireRole } from '../../domain/access.ts';
import { eventText } from '../../domain/event/event.ts';
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import { integerAt, listAt, optional, textAt } from '../../domain/input/check.ts';
import { commandSpecAt, nameAt, retryAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { contentPatchAt, taskNameAt, type ContentPatch, type ContentPatchInput } from '../../domain/task/content/content-patch.ts';
import type { TaskDoc } from '../../domain/task/task-doc.ts';
import { touchProject } from '../../store/write/experiment/project-activity.store.ts';
import { insertTasks, type NewTask } from '../../store/write/task-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject } from '../found.ts';
import { inTransaction, send, type Work } from '../work.ts';
import { requireReferences } from './edit/content-reference.ts';
import { newDoc, specOfDoc, writeNewContent } from './edit/new-content.ts';
import { emitTask } from './task-change.ts';

/** Most tags of a task, and the longest one. */
export const TAG_LIMITS = { count: 100, length: 100 } as const;

/** What a new task is made of; everything is checked here. */
export interface CreateTaskInput {
  readonly projectId?: string | undefined;
  readonly name: string;
  /** The command; absent = that of the content's script. */
  readonly spec?: unknown;
  readonly retry?: unknown;
  readonly tags?: readonly string[] | undefined;
  readonly priority?: number | undefined;
  /** What else it is made of: name, tags, status and project have no place here. */
  readonly content?: ContentPatchInput | undefined;
}

/** Creates a task in status created; it runs once it is enqueued. Errors: INVALID, NOT_FOUND (`projectId`, `parentId`, `modelId`). */
export async function createTask(engine: Engine, context: CommandContext, input: CreateTaskInput): Promise<CommandOutcome> {
  const id = engine.newId();
  const fresh = newTaskAt(id, input);
  const { content: _given, ...rest } = input;
  return runCommand(engine, context, {
    op: 'createTask',
    input: input.content === undefined ? rest : { ...rest, content: fresh.content },
    body: async (work) => {
      const projectId = await judged(work, input, fresh);
      await addTasks(work, [{ ...fresh.task, projectId, createdBy: work.actorId }]);
      await writeNewContent(work, fresh.doc, fresh.content);
      send(touchProject(work.tx, projectId));
      return accepted(id);
    },
  });
}

/** Throws as `createTask` would, and does nothing. */
export async function validateTask(engine: Engine, context: CommandContext, input: CreateTaskInput): Promise<void> {
  requireRole(context.actor, 'operator');
  const fresh = newTaskAt(engine.newId(), input);
  await inTransaction(engine, { op: 'validateTask', actorId: context.actor.userId, requestId: null, command: { context, role: 'operator' } }, (work) => judged(work, input, fresh));
}

interface FreshTask {
  readonly task: Omit<NewTask, 'projectId' | 'createdBy'>;
  readonly content: ContentPatch;
  readonly doc: TaskDoc;
}

function newTaskAt(id: string, input: CreateTaskInput): FreshTask {
  const content = contentPatchAt({ ...input.content, name: undefined, tags: undefined, status: undefined, projectId: undefined });
  const doc = newDoc(id, content);
  const spec = input.spec === undefined ? specOfDoc(doc, null) : commandSpecAt(input.spec, ['spec']);
  const { type, systemTags, parentId = null, queueId = null } = content;
  return {
    content, doc,
    task: {
      id, runId: null, node: null, specKind: spec.kind, spec, queueId, clonedFrom: null, parentId, ...(type === undefined ? {} : { type }), ...(systemTags === undefined ? {} : { systemTags }),
      // Whoever gives a script comes from where names are longer.
      name: input.spec === undefined ? taskNameAt(input.name, ['name']) : nameAt(input.name, ['name']),
      retry: retryAt(input.retry, ['retry']),
      tags: tagsAt(input.tags),
      priority: optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), 0),
    },
  };
}

/** The project of a new task, when everything that it refers to is there. */
async function judged(work: Work, input: CreateTaskInput, { content }: FreshTask): Promise<string> {
  const project = await findProject(work, input.projectId);
  await requireReferences(work, content, null);
  return project.id;
}

/** Inserts tasks with their events. */
export async function addTasks(work: Work, tasks: readonly NewTask[]): Promise<void> {
  send(insertTasks(work.tx, tasks));
  for (const task of tasks) {
    emitTask(work, 'task.created', { ...task, status: 'created' }, { status: 'created', generation: 1, name: eventText(task.name), ...(task.node === null ? {} : { node: task.node }) });
  }
}

function tagsAt(tags: unknown): readonly string[] {
  return optional(tags, (value) => listAt(value, ['tags'], { max: TAG_LIMITS.count, entry: (tag, path) => textAt(tag, path, { min: 1, max: TAG_LIMITS.length }) }), []);
}
