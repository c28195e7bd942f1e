// Telling that a file is gone.
import { eventText } from '../../domain/event/event.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { FileDeletion } from '../../domain/file/file-deletion.ts';
import { emit, type Work } from '../work.ts';

/** Longest name of a file in an event, in characters of JSON. */
export const MAX_EVENT_NAME = 600;

/** Adds the event of a deletion. */
export function fileDeleted(work: Work, { id, projectId, store, name }: StoredFile, why: FileDeletion): void {
  emit(work, 'file.deleted', { subjectId: id, projectId, data: { store, name: eventText(name, MAX_EVENT_NAME), reason: why } });
}
