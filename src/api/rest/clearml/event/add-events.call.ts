// The calls that take events, one or many.
import { z } from 'zod';
import { reportEvents } from '../../../../engine/metric/report-events.service.ts';
import { object } from '../call-shape.ts';
import { clearmlCall, type ClearmlData } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { ClearmlError } from '../clearml-error.ts';
import { uuidOf } from '../wire-id.ts';

type Events = readonly Readonly<Record<string, unknown>>[];

/** `events.add`: one event. Error EVENTS_NOT_ADDED when it cannot be stored. */
export const addEventCall = clearmlCall('events.add', { input: object, run: (context, event) => added(context, [event]) });

/** `events.add_batch`: each line is judged for itself, by hand instead of by a shape: a batch has tens of thousands of them. Errors: EMPTY_BATCH; EVENTS_NOT_ADDED when none can be stored. */
export const addEventBatchCall = clearmlCall('events.add_batch', {
  isBatch: true,
  input: z.object({ input: z.custom<Events>((given) => Array.isArray(given)) }),
  run(context, { input }) {
    const [first] = input;
    if (first === undefined || (input.length === 1 && Object.keys(first).length === 0)) throw new ClearmlError('EMPTY_BATCH', 'Batch contains no items: send one event a line');
    return added(context, input);
  },
});

async function added({ engine, command, worker }: ClearmlContext, events: Events): Promise<ClearmlData> {
  const receipt = await reportEvents(engine, command, { events, worker, uuidOf });
  const info = Object.fromEntries(receipt.faults);
  if (receipt.added === 0) throw new ClearmlError('EVENTS_NOT_ADDED', `Events not added: ${[...receipt.faults.keys()].join('; ')}`, { data: { added: 0, errors: events.length, errors_info: info } });
  return { added: receipt.added, errors: events.length - receipt.added, errors_info: info };
}
