// Putting tags onto tasks and taking them off.
import { DomainError } from '../../../../domain/errors.ts';
import { retagged, tagsAt } from '../../../../domain/task/content/tag-rule.ts';
import { CONTENT_LIMITS } from '../../../../domain/task/content/content-limits.ts';
import type { CommandContext, Engine } from '../../../engine.ts';
import { changeTasks } from './change-tasks.ts';
import { taskIdsAt } from './edit-lock.ts';

/** Which tags of which tasks. */
export interface TagTasksInput {
  readonly taskIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Takes tags off and puts others on; `changed` counts the tasks whose tags are others afterwards. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function tagTasks(engine: Engine, context: CommandContext, input: TagTasksInput): Promise<{ readonly changed: number }> {
  const taskIds = taskIdsAt(input.taskIds);
  const add = tagsAt(input.add, ['addTags']);
  const { remove } = input;
  return changeTasks(engine, context, {
    op: 'tagTasks',
    input: { taskIds, add, remove },
    patch: (task) => {
      const tags = retagged(task.tags, { add, remove });
      if (tags.length > CONTENT_LIMITS.tags) throw new DomainError('LIMIT_EXCEEDED', `a task has at most ${CONTENT_LIMITS.tags} tags: take some off first`, { path: ['addTags'] });
      return tags.join('\n') === [...task.tags].sort().join('\n') ? null : { part: 'tags', row: { tags } };
    },
  });
}
