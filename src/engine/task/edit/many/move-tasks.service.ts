// Moving tasks to another project.
import { DomainError } from '../../../../domain/errors.ts';
import type { CommandContext, Engine } from '../../../engine.ts';
import { findProject } from '../../../found.ts';
import { changeTasks } from './change-tasks.ts';
import { taskIdsAt } from './edit-lock.ts';
import { projectNamed } from '../named-project.ts';

/** Which tasks, and where to: an id (null = the root project), or a path, whose project is made when it is not there. */
export interface MoveTasksInput {
  readonly taskIds: readonly string[];
  readonly to: { readonly projectId: string | null } | { readonly path: string };
}

/** Moves all of them or none; the caller needs his role at both places. What belongs to a run stays with it. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export async function moveTasks(engine: Engine, context: CommandContext, input: MoveTasksInput): Promise<{ readonly changed: number; readonly projectId: string }> {
  const taskIds = taskIdsAt(input.taskIds);
  const { to } = input;
  let projectId = '';
  const { changed } = await changeTasks(engine, context, {
    op: 'moveTasks',
    input: { taskIds, to },
    prepare: async (work) => {
      projectId = ('path' in to ? await projectNamed(work, to.path) : await findProject(work, to.projectId ?? undefined)).id;
    },
    judge: (_work, tasks) => {
      const bound = tasks.find((task) => task.runId !== null && task.projectId !== projectId);
      if (bound) throw new DomainError('INVALID', `taskIds: the task ${bound.id} belongs to a run and stays in the project of that; clone it to have one elsewhere`, { path: ['taskIds'] });
    },
    patch: (task) => (task.projectId === projectId ? null : { part: 'projectId', row: { project_id: projectId } }),
  });
  return { changed, projectId };
}
