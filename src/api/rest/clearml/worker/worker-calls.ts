// The calls of workers.
import type { ClearmlCall } from '../clearml-call.ts';

/** Every one of them. */
export const workerCalls: readonly ClearmlCall[] = [];
