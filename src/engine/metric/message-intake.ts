// Messages of programs become lines of their task's output.
import { appendLines } from '../../store/write/log-write.store.ts';
import { send, type Work } from '../work.ts';
import type { OwnerBatch } from './event-batch.ts';

/** Appends the messages of a task as they were sent, each as one line however many breaks it has; of the attempt that the task had last. */
export function takeMessages(work: Work, { owner, messages }: OwnerBatch): void {
  const lines = messages.map(({ at, message, level, worker }) => ({ at: new Date(at ?? owner.readAt).toISOString(), source: 'STDOUT' as const, message, level, worker }));
  send(appendLines(work.tx, { taskId: owner.id, generation: owner.generation, attemptNo: owner.attemptNo, lines, dropped: 0 }));
}
