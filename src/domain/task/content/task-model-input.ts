// Models of a task as they are given; whether there are such models its caller finds out.
import { listAt, wordAt, type InputPath } from '../../input/check.ts';
import { CONTENT_LIMITS } from './content-limits.ts';
import { contentKeyAt, objectEntriesAt } from './content-reading.ts';
import { TASK_MODEL_KINDS, type NamedModel, type TaskModelKind, type TaskModelName } from './task-model.ts';

/** Models of one kind in their order, each name once: the last one given. */
export function namedModelsAt(value: unknown, path: InputPath): readonly NamedModel[] {
  const models = listAt(value, path, { max: CONTENT_LIMITS.models, entry: namedModelAt });
  return [...new Map(models.map((model) => [model.name, model])).values()];
}

/** What tells models from the others of their task. */
export function taskModelNamesAt(value: unknown, path: InputPath): readonly TaskModelName[] {
  return listAt(value, path, { max: CONTENT_LIMITS.models, entry: (item, at) => {
    const given = new Map(objectEntriesAt(item, at));
    return { name: contentKeyAt(given.get('name'), [...at, 'name']), kind: kindAt(given.get('type'), [...at, 'type']) };
  } });
}

/** A way that a model goes. */
export function kindAt(value: unknown, path: InputPath): TaskModelKind {
  return wordAt(value, path, TASK_MODEL_KINDS);
}

function namedModelAt(value: unknown, path: InputPath): NamedModel {
  const given = new Map(objectEntriesAt(value, path));
  return { name: contentKeyAt(given.get('name'), [...path, 'name']), modelId: contentKeyAt(given.get('modelId'), [...path, 'modelId']) };
}
