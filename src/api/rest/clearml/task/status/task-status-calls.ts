// The calls of tasks that change where they stand.
import type { ClearmlCall } from '../../clearml-call.ts';
import { endCalls } from './end.calls.ts';
import { queueingCalls } from './queueing.calls.ts';
import { removalCalls } from './removal.calls.ts';
import { sealCalls } from './seal.calls.ts';
import { startCalls } from './start.calls.ts';
import { stopCalls } from './stop.calls.ts';
import { taskPingCall } from './task-ping.call.ts';

/** Every one of them. */
export const taskStatusCalls: readonly ClearmlCall[] = [...startCalls, ...endCalls, ...stopCalls, ...sealCalls, ...removalCalls, ...queueingCalls, taskPingCall];
