// The calls of tasks that change where they stand.
import type { ClearmlCall } from '../../clearml-call.ts';

/** Every one of them. */
export const taskStatusCalls: readonly ClearmlCall[] = [];
