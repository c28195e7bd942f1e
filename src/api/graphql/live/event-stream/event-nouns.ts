// Ids of the nouns an event concerns, as GraphQL takes them: known from the row alone, nothing is read.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import { textOf } from '../../event/event-data.ts';
import { nounOfKind, SUBJECTS } from '../../event/event-view.ts';
import { toGlobalId } from '../../global-id.ts';

/** `taskId`, `runId`, `queueId` and so on, each where the event concerns one. */
export function eventNouns(event: LoggedEvent): Readonly<Record<string, string>> {
  const { taskId, runId, queueId, projectId, data } = event;
  const nouns: Record<string, string> = {};
  // The subject of a barrier's event is the barrier; its queue comes below.
  const subject = SUBJECTS[nounOfKind(event.kind)];
  if (subject) nouns[subject[0]] = toGlobalId(subject[1], event.subjectId);
  if (taskId !== null) nouns['taskId'] = toGlobalId('Task', taskId);
  if (runId !== null) nouns['runId'] = toGlobalId('Run', runId);
  if (queueId !== null) nouns['queueId'] = toGlobalId('Queue', queueId);
  if (projectId !== null) nouns['projectId'] = toGlobalId('Project', projectId);
  const runnerId = textOf(data, 'runnerId');
  if (runnerId !== null) nouns['runnerId'] = toGlobalId('Runner', runnerId);
  return nouns;
}
