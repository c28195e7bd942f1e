// The calls of events.
import type { ClearmlCall } from '../clearml-call.ts';
import { addEventBatchCall, addEventCall } from './add-events.call.ts';
import { lastDocumentCalls } from './debug-images.call.ts';
import { scalarHistogramCall, singleValuesCall } from './scalar-calls.ts';
import { taskEventsCall, taskMetricsCall, taskPlotsCall } from './task-events.call.ts';
import { taskLogCalls } from './task-log.call.ts';

/** Every one of them. */
export const eventCalls: readonly ClearmlCall[] = [
  addEventCall,
  addEventBatchCall,
  ...taskLogCalls,
  scalarHistogramCall,
  singleValuesCall,
  taskEventsCall,
  taskPlotsCall,
  taskMetricsCall,
  ...lastDocumentCalls,
];
