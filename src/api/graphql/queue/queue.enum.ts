// Closed sets of queues.
import { QUEUE_STATES } from '../../../domain/queue/queue.ts';
import { stringEnum } from '../string-enum.ts';

/** Whether a queue hands out. */
export const QueueStateEnum = stringEnum('QueueState', QUEUE_STATES, {
  description: 'Whether a queue hands out and accepts.',
  values: { OPEN: 'It hands out and accepts.', PAUSED: 'It hands out nothing; it accepts.', DRAINING: 'It hands out what it holds and accepts nothing new.' },
});
