// Making tasks public, which everybody may read and nobody change, and private again.
import type { CommandContext, Engine } from '../../../engine.ts';
import { changeTasks } from './change-tasks.ts';
import { requireAll, taskIdsAt } from './edit-lock.ts';

/** Makes tasks public or private; all must be the other one, and of projects in which the caller has the role, or nothing changes. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function setPublic(engine: Engine, context: CommandContext, input: { readonly taskIds: readonly string[]; readonly isPublic: boolean }): Promise<{ readonly changed: number }> {
  const taskIds = taskIdsAt(input.taskIds);
  const { isPublic } = input;
  return changeTasks(engine, context, {
    op: 'setPublic',
    input: { taskIds, isPublic },
    isPublic: true,
    judge: (_work, tasks) => requireAll(taskIds, tasks.filter((task) => task.isPublic !== isPublic)),
    patch: () => ({ part: 'isPublic', row: { is_public: isPublic } }),
  });
}
