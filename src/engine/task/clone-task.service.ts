// Cloning: a new task with what another is made of, changed where asked.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import { decide } from '../../domain/task/command.ts';
import { contentPatchAt, taskNameAt, type ContentPatchInput } from '../../domain/task/content/content-patch.ts';
import { optional } from '../../domain/input/check.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import { requireSpec } from '../check/definition-check.ts';
import { outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { cloneAlone, cloneAsRun, plannedClone } from './edit/clone-content.ts';
import { lockedQueue } from './enqueue-task.service.ts';
import type { SpecOverrides } from './spec-override.ts';
import { lockTask } from './task-lock.ts';

/** What to clone and what to change; with a queue the clone enters it at once. */
export interface CloneTaskInput extends SpecOverrides {
  readonly taskId: string;
  readonly name?: string | undefined;
  readonly queueId?: string | undefined;
  /** What the clone has of its own: members take the place of the original's, `execution` is laid over it. A status has no place here. */
  readonly content?: ContentPatchInput | undefined;
  /** Path of the project of the clone, which is made when it is not there; the content names none then. */
  readonly projectPath?: string | undefined;
  /** Whether the caller knows that the parent named in the content has been deleted. */
  readonly parentDeleted?: boolean | undefined;
  /** Whether also what the clone takes over from the original must still be there. */
  readonly checkAll?: boolean | undefined;
}

/**
 * Makes a new task of any task: a command lives on its own, also when its original belongs to a run; a `steps` task gets a run of its own. It has
 * the document, the parent, the input models and the input artifacts of its original, and nothing that came of running it. A public task may be
 * cloned by everybody, into a project of his. Errors: INVALID, NOT_FOUND (`taskId`, `projectId`, `parentId`, `modelId`, `queueId`).
 */
export async function cloneTask(engine: Engine, context: CommandContext, input: CloneTaskInput): Promise<CommandOutcome> {
  const content = contentPatchAt({ ...input.content, name: undefined, status: undefined });
  const name = optional(input.name, (value) => (input.content === undefined ? nameAt(value, ['name']) : taskNameAt(value, ['name'])), null);
  const { content: _given, ...rest } = input;
  return runCommand(engine, context, {
    op: 'cloneTask',
    input: input.content === undefined ? rest : { ...rest, content },
    body: async (work) => {
      // Queues are locked before everything else.
      const queue = input.queueId == null ? null : await lockedQueue(work, input.queueId);
      const { task, state } = await lockTask(work, input.taskId, { toRead: true });
      const no = outcomeOf(task.id, decide(state, 'CLONE'));
      if (no) return no;
      const closed = queue && admission(queue, task.specKind);
      if (closed) return refused(task.id, closed);
      const clone = await plannedClone(work, task, { input, content, name: name ?? task.name, queueId: queue?.id ?? null });
      // Its deck may have other methods by now than when the original was made.
      await requireSpec(work.tx, clone.spec, { path: ['taskId', 'spec'], ...(input.samples == null ? {} : { sourcePath: ['samples'] }) });
      return clone.spec.kind === 'command' ? cloneAlone(work, task, clone) : cloneAsRun(work, task, clone);
    },
  });
}
