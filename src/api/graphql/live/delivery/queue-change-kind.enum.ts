// What can happen to a queue.
import { stringEnum } from '../../string-enum.ts';

/** Kinds of changes of a queue. */
export const QUEUE_CHANGE_KINDS = ['ENTERED', 'LEFT', 'MOVED', 'RENAMED', 'STATE', 'UPDATED'] as const;
/** A kind of change of a queue. */
export type QueueChangeKind = (typeof QUEUE_CHANGE_KINDS)[number];

/** GraphQL `QueueChangeKind`. */
export const QueueChangeKindEnum = stringEnum('QueueChangeKind', QUEUE_CHANGE_KINDS, {
  description: 'What happened to a queue. New values are added over time; clients must tolerate them.',
  values: {
    ENTERED: 'A task or a barrier entered the queue.',
    LEFT: 'A task left the queue: it was handed out, taken out or ended. Or a barrier was removed.',
    MOVED: 'A task or a barrier got another place in the queue.',
    RENAMED: 'A task or a barrier got another display name in the queue.',
    STATE: 'The queue itself was created, opened, paused or set to drain.',
    UPDATED: 'The limit, the accepted kinds or the display name of the queue changed; read them from `queue`.',
  },
});
