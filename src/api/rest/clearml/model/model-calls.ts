// The calls of models.
import type { ClearmlCall } from '../clearml-call.ts';

/** Every one of them. */
export const modelCalls: readonly ClearmlCall[] = [];
