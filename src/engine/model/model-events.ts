// Telling the log what happened to models.
import { eventText, type EventData } from '../../domain/event/event.ts';
import type { Model } from '../../domain/model/model.ts';
import { emit, type Work } from '../work.ts';

/** The parts of a model that events carry. */
export type ModelScope = Pick<Model, 'id' | 'projectId' | 'taskId' | 'name'>;

/** Longest name of a model in an event, in characters of JSON. */
export const MAX_EVENT_MODEL_NAME = 600;

/** Adds an event about a model; each of them carries its name, so that whoever follows need not look. */
export function emitModel(work: Work, kind: 'model.created' | 'model.edited' | 'model.deleted', of: { readonly model: ModelScope; readonly data?: EventData }): void {
  const { model, data = {} } = of;
  emit(work, kind, { subjectId: model.id, projectId: model.projectId, taskId: model.taskId, data: { name: eventText(model.name, MAX_EVENT_MODEL_NAME), ...data } });
}
