// What the data of a task's event says, field by field.
import type { EventData } from '../../../../domain/event/event.ts';
import { numberOf, partOf, textOf, timeOf } from '../event-data.ts';

/** The fields of `TaskEvent`; those that did not change are null. */
export function taskEventFields(data: EventData): object {
  const attempt = partOf(data, 'attempt');
  return {
    status: textOf(data, 'status'),
    previousStatus: textOf(data, 'from'),
    reason: textOf(data, 'reason'),
    generation: numberOf(data, 'generation'),
    epoch: numberOf(data, 'epoch'),
    attemptNo: numberOf(data, 'attemptNo') ?? numberOf(attempt, 'no'),
    hold: textOf(data, 'hold'),
    attemptState: textOf(attempt, 'state'),
    outcome: textOf(attempt, 'outcome'),
    failure: textOf(attempt, 'failure'),
    exitCode: numberOf(attempt, 'exitCode'),
    signal: textOf(attempt, 'signal'),
    phase: phaseFields(data),
    order: orderFields(data),
    item: itemFields(data),
    leftQueue: data['item'] === null,
  };
}

/** The phase that changed, or null. */
export function phaseFields(data: EventData): { readonly section: string; readonly index: number; readonly state: string } | null {
  const phase = partOf(data, 'phase');
  const [section, index, state] = [textOf(phase, 'section'), numberOf(phase, 'index'), textOf(phase, 'state')];
  return section === null || index === null || state === null ? null : { section, index, state };
}

/** The task's place in a queue after the change, or null. */
export function itemFields(data: EventData): { readonly queueId: string; readonly priority: number | null; readonly rank: number | null; readonly notBefore: Date | null } | null {
  const item = partOf(data, 'item');
  const queueId = textOf(item, 'queueId');
  return queueId === null ? null : { queueId, priority: numberOf(item, 'priority'), rank: numberOf(item, 'rank'), notBefore: timeOf(item, 'notBefore') };
}

function orderFields(data: EventData): object | null {
  const order = partOf(data, 'order');
  return order === null ? null : { verb: textOf(order, 'verb'), after: textOf(order, 'after'), cleanup: textOf(order, 'cleanup') };
}
