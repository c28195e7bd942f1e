// The calls of workers.
import type { ClearmlCall } from '../clearml-call.ts';
import { countWorkersCall, listWorkersCall } from './list-workers.call.ts';
import { registerWorkerCall, unregisterWorkerCall } from './register-worker.call.ts';
import { reportWorkerCall } from './report-worker.call.ts';

/** Every one of them. */
export const workerCalls: readonly ClearmlCall[] = [registerWorkerCall, unregisterWorkerCall, reportWorkerCall, listWorkersCall, countWorkersCall];
