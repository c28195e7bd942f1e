// The GraphQL names of the kinds of events.
import { registerEnumType } from 'type-graphql';
import { EVENT_KINDS, type EventKind } from '../../../domain/event/kind.ts';

/** `task.attempt_ended` is TASK_ATTEMPT_ENDED, and so on. */
export type EventKindName<Kind extends EventKind = EventKind> = Kind extends `${infer Noun}.${infer Verb}` ? `${Uppercase<Noun>}_${Uppercase<Verb>}` : never;

/** What each kind says; a kind without a sentence here does not compile. */
const MEANING: Readonly<Record<EventKind, string>> = {
  'task.created': 'A task was created; it waits in no queue yet.',
  'task.enqueued': 'A task entered a queue.',
  'task.dequeued': 'A task left its queue without being handed out.',
  'task.moved': 'A task got another place in its queue, or another queue.',
  'task.renamed': 'The place of a task in its queue got another display name, or none.',
  'task.edited': 'What a task is made of changed, or what is written about it; with a status when somebody set that by hand.',
  'task.handed_out': 'A task was given to a worker that has not started it yet.',
  'task.started': 'A runner claimed a task and works on it.',
  'task.ordered': 'The runner of a task was told to stop, abort or kill it.',
  'task.held': 'A task stands still until somebody acts, or was asked to.',
  'task.resumed': 'A held task goes on.',
  'task.phase': 'A phase of a task began or ended.',
  'task.step': 'A step of a task began or ended.',
  'task.requeued': 'A task went back into its queue because its attempt was lost or handed back, or is to be tried again.',
  'task.ended': 'A task ended: completed, failed or stopped.',
  'task.attempt_ended': 'An attempt ended whose task had been given another status already.',
  'task.reset': 'A task began a new generation; its earlier attempts are history.',
  'task.published': 'A task was published and does not change any more.',
  'task.closed': 'A task was closed.',
  'task.deleted': 'A task was deleted: nobody finds it any more.',
  'run.created': 'A run was created with all its tasks.',
  'run.status': 'The status of a run changed because its tasks did.',
  'run.enqueued': 'From now on the tasks of a run enter their queues by themselves, or no longer do because a person took one out.',
  'run.paused': 'A run was paused: nothing more of it starts.',
  'run.resumed': 'A paused run goes on.',
  'run.deactivated': 'A run was aborted or finished by a person; none of its tasks starts any more.',
  'queue.created': 'A queue was created.',
  'queue.state': 'A queue was opened, paused or set to drain.',
  'queue.updated': 'The name, the limit, the accepted kinds, the tags or the display name of a queue changed.',
  'queue.deleted': 'A queue was deleted; what waited in it had left before.',
  'queue.barrier_added': 'A barrier was put into a queue: nothing behind it is handed out.',
  'queue.barrier_moved': 'A barrier got another place in its queue.',
  'queue.barrier_renamed': 'A barrier got another display name, or none.',
  'queue.barrier_removed': 'A barrier was taken out of its queue.',
  'runner.up': 'A runner introduced itself, or came back.',
  'runner.draining': 'A runner finishes what it has and takes nothing new.',
  'runner.gone': 'A runner left, or its lease was over.',
  'deck.registered': 'A deck was offered for the first time, with another description, or by another runner.',
  'workflow.created': 'A workflow was created with its first version.',
  'workflow.version': 'A workflow got a new version.',
  'project.created': 'A project was created.',
  'project.edited': 'The description, the tags or the default output of a project changed.',
  'project.deleted': 'A project was deleted; what was left in it belongs to the root project.',
  'file.stored': 'A file was stored.',
  'file.deleted': 'A file went: deleted, replaced, or its time was over.',
  'model.created': 'A model was created.',
  'model.edited': 'A model was changed, or published.',
  'model.deleted': 'A model was deleted, or went with the task that had made it.',
  'deployment.created': 'A deployment was made: runs can be called by its name.',
  'deployment.updated': 'A deployment serves another version from now on, or something of it changed.',
  'deployment.deleted': 'A deployment was deleted: its name answers no more.',
  'webhook.created': 'A webhook was made.',
  'webhook.updated': 'A webhook was changed, or switched on or off.',
  'webhook.deleted': 'A webhook was deleted.',
  'webhook.disabled': 'A webhook was switched off by itself: nothing had come through for days, or its address is gone.',
};

/** Domain kinds by their GraphQL names. */
export const EventKindEnum = Object.fromEntries(EVENT_KINDS.map((kind) => [nameOfKind(kind), kind])) as { readonly [Kind in EventKind as EventKindName<Kind>]: Kind };

/** The GraphQL name of a kind. */
export function nameOfKind(kind: EventKind): EventKindName {
  return kind.replace('.', '_').toUpperCase() as EventKindName;
}

registerEnumType(EventKindEnum, {
  name: 'EventKind',
  description: 'What an event says. New kinds are added over time: treat one you do not know as a change you may skip.',
  valuesConfig: Object.fromEntries(EVENT_KINDS.map((kind) => [nameOfKind(kind), { description: MEANING[kind] }])),
});
