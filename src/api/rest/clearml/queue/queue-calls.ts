// The calls of queues.
import type { ClearmlCall } from '../clearml-call.ts';

/** Every one of them. */
export const queueCalls: readonly ClearmlCall[] = [];
