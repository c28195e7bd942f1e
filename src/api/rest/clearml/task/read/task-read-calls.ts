// The calls of tasks that only read.
import type { ClearmlCall } from '../../clearml-call.ts';
import { getTaskCall, getTasksByIdCall } from './get-task.call.ts';
import { getTasksCall, getTasksExCall } from './get-tasks.call.ts';
import { getTypesCall } from './get-types.call.ts';

/** Every one of them. */
export const taskReadCalls: readonly ClearmlCall[] = [getTaskCall, getTasksCall, getTasksExCall, getTasksByIdCall, getTypesCall];
