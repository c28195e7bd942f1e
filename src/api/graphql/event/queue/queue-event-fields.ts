// What the data of a queue's event says, field by field.
import type { EventData } from '../../../../domain/event/event.ts';
import { change, numberOf, textOf, textsOf } from '../event-data.ts';
import { itemFields } from '../task/task-event-fields.ts';

/** The fields of `QueueEvent`; those that did not change are null. */
export function queueEventFields(data: EventData): object {
  return {
    ...change(data, 'state', 'previousState'),
    name: textOf(data, 'name'),
    displayName: textOf(data, 'displayName'),
    accepts: textsOf(data, 'accepts'),
    maxRunning: numberOf(data, 'maxRunning'),
    barrier: itemFields(data),
  };
}
