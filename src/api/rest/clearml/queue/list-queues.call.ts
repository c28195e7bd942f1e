// Lists of queues.
import { z } from 'zod';
import { object, opt, whole } from '../call-shape.ts';
import { type ClearmlCall, type ClearmlData, clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { listAnswer } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { partsAsked, withLines } from './queue-line.ts';
import { queueView } from './queue.view.ts';

// The members of the query are read by the query itself.
const QUERY = z.looseObject({ max_task_entries: opt(whole.min(0)) });

/** Queues that take commands, with what waits in them unless other fields are named. */
export const listQueuesCall: ClearmlCall = clearmlCall('queues.get_all', { since: '2.4', role: 'viewer', input: QUERY, run: (context, input) => list(context, input, false) });

/** The same with the names of tasks, and with the workers of each queue. */
export const listQueuesExCall: ClearmlCall = clearmlCall('queues.get_all_ex', { since: '2.4', role: 'viewer', input: QUERY, run: (context, input) => list(context, input, true) });

async function list(context: ClearmlContext, input: z.output<typeof QUERY>, asObjects: boolean): Promise<ClearmlData> {
  const answer = await listAnswer(context, queueView, { input: object.parse(input), views: VIEWS, asObjects });
  const parts = partsAsked(input['only_fields'] ?? input['projection']).filter((part) => asObjects || part === 'entries');
  return { ...answer, queues: await withLines(context, answer['queues'] as readonly Record<string, unknown>[], { limit: input.max_task_entries, asObjects, parts }) };
}
