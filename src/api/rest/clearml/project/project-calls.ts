// The calls of projects.
import type { ClearmlCall } from '../clearml-call.ts';

/** Every one of them. */
export const projectCalls: readonly ClearmlCall[] = [];
