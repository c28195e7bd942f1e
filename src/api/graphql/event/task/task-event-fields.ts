// What the data of a task's event says, field by field.
import type { EventData } from '../../../../domain/event/event.ts';
import { toGlobalId } from '../../global-id.ts';
import { numberOf, partOf, textOf, timeOf } from '../event-data.ts';
import { stepFields } from './step-event-fields.ts';

/** The fields of `TaskEvent`; those that did not change are null. */
export function taskEventFields(data: EventData): object {
  const attempt = partOf(data, 'attempt');
  return {
    status: textOf(data, 'status'),
    previousStatus: textOf(data, 'from'),
    reason: textOf(data, 'reason'),
    generation: numberOf(data, 'generation'),
    epoch: numberOf(data, 'epoch'),
    attemptNo: attemptNoOf(data),
    ...holdFields(data),
    attemptState: textOf(attempt, 'state'),
    outcome: textOf(attempt, 'outcome'),
    failure: textOf(attempt, 'failure'),
    exitCode: numberOf(attempt, 'exitCode'),
    signal: textOf(attempt, 'signal'),
    phase: phaseFields(data),
    step: stepFields(data),
    order: orderFields(data),
    item: itemFields(data),
    leftQueue: data['item'] === null,
  };
}

/** Number of the attempt concerned, or null. */
export function attemptNoOf(data: EventData): number | null {
  return numberOf(data, 'attemptNo') ?? numberOf(partOf(data, 'attempt'), 'no');
}

/** The phase that changed, or null. */
export function phaseFields(data: EventData): { readonly id: string | null; readonly section: string; readonly index: number; readonly state: string } | null {
  const phase = partOf(data, 'phase');
  const [section, index, state] = [textOf(phase, 'section'), numberOf(phase, 'index'), textOf(phase, 'state')];
  return section === null || index === null || state === null ? null : { id: textOf(phase, 'id'), section, index, state };
}

/** A place in a queue after the change. */
export interface ItemFields {
  readonly itemId: string | null;
  readonly queueId: string;
  readonly priority: number | null;
  readonly rank: number | null;
  readonly displayName: string | null;
  readonly notBefore: Date | null;
}

/** The place in a queue after the change, or null. */
export function itemFields(data: EventData): ItemFields | null {
  const item = partOf(data, 'item');
  const [id, queueId] = [textOf(item, 'id'), textOf(item, 'queueId')];
  if (queueId === null) return null;
  const itemId = id === null ? null : toGlobalId('QueueItem', id);
  return { itemId, queueId, priority: numberOf(item, 'priority'), rank: numberOf(item, 'rank'), displayName: textOf(item, 'displayName'), notBefore: timeOf(item, 'notBefore') };
}

function holdFields(data: EventData): object {
  const prompt = partOf(data, 'prompt');
  const [text, type] = [textOf(prompt, 'text'), textOf(prompt, 'type')];
  return {
    hold: textOf(data, 'hold'),
    holdMessage: textOf(data, 'message'),
    holdPrompt: text === null || type === null ? null : { text, type },
    pauseAfter: textOf(data, 'after'),
    failedStep: textOf(data, 'failedStep'),
  };
}

function orderFields(data: EventData): object | null {
  const order = partOf(data, 'order');
  return order === null ? null : { verb: textOf(order, 'verb'), after: textOf(order, 'after'), cleanup: textOf(order, 'cleanup') };
}
