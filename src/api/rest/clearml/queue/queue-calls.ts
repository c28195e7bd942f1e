// The calls of queues.
import type { ClearmlCall } from '../clearml-call.ts';
import { createQueueCall, deleteQueueCall, updateQueueCall } from './change-queue.call.ts';
import { moveTaskCalls } from './move-task.call.ts';
import { queueMetricsCall } from './queue-metrics.call.ts';
import { nextTaskCall } from './next-task.call.ts';
import { addTaskCall, clearQueueCall, removeTaskCall } from './queue-entry.call.ts';
import { listQueuesCall, listQueuesExCall } from './list-queues.call.ts';
import { countEntriesCall, defaultQueueCall, peekTaskCall, queueByIdCall } from './read-queue.call.ts';

/** Every one of them. */
export const queueCalls: readonly ClearmlCall[] = [
  listQueuesCall, listQueuesExCall, queueByIdCall, defaultQueueCall, createQueueCall, updateQueueCall, deleteQueueCall, nextTaskCall, addTaskCall, removeTaskCall, clearQueueCall, ...moveTaskCalls, peekTaskCall, countEntriesCall, queueMetricsCall,
];
