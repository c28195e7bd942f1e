// The calls of events.
import type { ClearmlCall } from '../clearml-call.ts';

/** Every one of them. */
export const eventCalls: readonly ClearmlCall[] = [];
