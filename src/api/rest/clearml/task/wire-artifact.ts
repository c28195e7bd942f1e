// Artifacts and models of tasks as ClearML writes them.
import type { Artifact } from '../../../../domain/task/content/artifact.ts';
import type { TaskModel, TaskModelKind } from '../../../../domain/task/content/task-model.ts';
import { wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

/** One of `execution.artifacts`; what it does not have is left out. */
export function wireArtifact(artifact: Artifact): Record<string, unknown> {
  const { key, mode, type, uri, contentSize, hash, at, typeData, displayData } = artifact;
  return {
    key, type, mode,
    uri: uri ?? undefined, content_size: contentSize ?? undefined, hash: hash ?? undefined, timestamp: at ?? undefined, type_data: typeData ?? undefined, display_data: displayData ?? undefined,
  };
}

/** `models` of a task. */
export function wireModels(models: readonly TaskModel[]): Record<TaskModelKind, readonly Record<string, unknown>[]> {
  const of = (kind: TaskModelKind) => models.filter((model) => model.kind === kind).map(({ name, modelId, updatedAt }) => ({ name, model: wireId(modelId), updated: wireTime(updatedAt) }));
  return { input: of('input'), output: of('output') };
}
