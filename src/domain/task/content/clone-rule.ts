// What a copy of a task has of its original.
import type { JsonObject, TaskDoc } from '../task-doc.ts';
import type { Task } from '../task.ts';
import { ownMember } from './content-reading.ts';
import { ARCHIVED_TAG, DEVELOPMENT_TAG } from './tag-rule.ts';

/** The document of a copy: no runtime, and of the output only where it goes. Labels of models are whole numbers. */
export function clonedDoc(doc: TaskDoc, taskId: string): TaskDoc {
  const destination = ownMember(doc.output, 'destination');
  return { ...doc, taskId, execution: withWholeLabels(doc.execution), runtime: {}, output: destination === undefined ? {} : { destination } };
}

/** The tags of programs that a copy keeps. */
export function clonedSystemTags(systemTags: readonly string[]): readonly string[] {
  return systemTags.filter((tag) => tag !== DEVELOPMENT_TAG && tag !== ARCHIVED_TAG);
}

/** The parent of a copy for which none is named: that of the original, or the original itself. */
export function clonedParent(task: Pick<Task, 'id' | 'parentId' | 'parentDeleted'>): { readonly parentId: string; readonly parentDeleted: boolean } {
  return task.parentId === null ? { parentId: task.id, parentDeleted: false } : { parentId: task.parentId, parentDeleted: task.parentDeleted };
}

function withWholeLabels(execution: JsonObject): JsonObject {
  const labels = ownMember(execution, 'model_labels');
  if (typeof labels !== 'object' || labels === null) return execution;
  return { ...execution, model_labels: Object.fromEntries(Object.entries(labels).map(([label, number]) => [label, Math.trunc(Number(number))])) };
}
