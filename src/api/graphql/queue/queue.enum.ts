// Closed sets of queues.
import { QUEUE_STATES } from '../../../domain/queue/queue.ts';
import { stringEnum } from '../string-enum.ts';

/** Whether a queue hands out. */
export const QueueStateEnum = stringEnum('QueueState', QUEUE_STATES, {
  description: 'Whether a queue hands out and accepts.',
  values: { OPEN: 'It hands out and accepts.', PAUSED: 'It hands out nothing; it accepts.', DRAINING: 'It hands out what it holds and accepts nothing new.' },
});

const ENDS: readonly ('FRONT' | 'BACK')[] = ['FRONT', 'BACK'];

/** The ends of a line. */
export const QueueEndEnum = stringEnum('QueueEnd', ENDS, {
  description: 'An end of a line.',
  values: { FRONT: 'What is handed out next.', BACK: 'What is handed out last.' },
});
