// The calls of tasks that only read.
import type { ClearmlCall } from '../../clearml-call.ts';

/** Every one of them. */
export const taskReadCalls: readonly ClearmlCall[] = [];
