// Ids of the nouns an event concerns, as GraphQL takes them: known from the row alone, nothing is read.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import { textOf } from '../../event/event-data.ts';
import { nounOfKind } from '../../event/event-view.ts';
import { type NodeType, toGlobalId } from '../../global-id.ts';

/** The noun that a kind begins with, where the subject is one that has an id; that of a barrier's event is the barrier. */
const SUBJECTS: Readonly<Record<string, readonly [field: string, type: NodeType]>> = {
  task: ['taskId', 'Task'],
  run: ['runId', 'Run'],
  queue: ['queueId', 'Queue'],
  runner: ['runnerId', 'Runner'],
  deck: ['deckId', 'Deck'],
  workflow: ['workflowId', 'Workflow'],
  project: ['projectId', 'Project'],
  file: ['fileId', 'File'],
  model: ['modelId', 'Model'],
};

/** `taskId`, `runId`, `queueId` and so on, each where the event concerns one. */
export function eventNouns(event: LoggedEvent): Readonly<Record<string, string>> {
  const { taskId, runId, queueId, projectId, data } = event;
  const nouns: Record<string, string> = {};
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
