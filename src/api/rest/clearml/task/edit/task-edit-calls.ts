// The calls of tasks that write what they are made of.
import type { ClearmlCall } from '../../clearml-call.ts';

/** Every one of them. */
export const taskEditCalls: readonly ClearmlCall[] = [];
