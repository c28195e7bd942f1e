// What people call the nodes of a graph: by the algorithms that they are.
import type { TaskSpec } from '../task/spec.ts';
import type { GraphDocument } from './graph-document.ts';

/** The algorithm of the node at a position; empty for a position that the document does not have. */
export function nodeAlgorithm({ tasks }: Pick<GraphDocument, 'tasks'>, index: number): string {
  return tasks[index]?.task_data.name ?? '';
}

/** The algorithm of a phase of a task with this spec; null for what is no node of a graph. */
export function algorithmOfPhase(spec: TaskSpec, { section, index }: { readonly section: string; readonly index: number }): string | null {
  return spec.kind === 'graph' && section === 'node' ? (spec.document.tasks[index]?.task_data.name ?? null) : null;
}
