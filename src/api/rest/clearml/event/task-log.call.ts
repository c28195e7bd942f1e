// The calls that read the output of a task, in the form of today and in that of old clients.
import { z } from 'zod';
import { windowOf, type WindowLine } from '../../../../engine/metric/log-window.read.ts';
import { flag, id, opt, orElse, text, whole } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { eventOwnerOf } from './event-owner-of.ts';
import { scrollId, scrollPlace } from './event-scroll.ts';
import { wireLine } from './wire-entry.ts';

/** Lines of one answer at most; all lines of a task together have their own bound. */
const MAX_LINES = 10_000;

const batchSize = orElse(whole.min(1).max(MAX_LINES), 5_000);
const order = opt(z.enum(['asc', 'desc']));
/** The last time that a Date has, 8.64e15 milliseconds. */
const time = z.number().min(-8.64e15).max(8.64e15);

/** Lines before or after a time, the nearest first unless asked for in an order. */
const newLogCall = clearmlCall('events.get_task_log', {
  since: '2.9',
  input: z.object({ task: id, batch_size: batchSize, navigate_earlier: orElse(flag, true), from_timestamp: opt(time), order }),
  async run(context, { task, batch_size: limit, navigate_earlier: isEarlier, from_timestamp: from, order: asked }) {
    const owner = await eventOwnerOf(context, task);
    // Strictly beyond that time: behind every line that has it, or before the first.
    const place = from === undefined ? null : { at: new Date(from), n: isEarlier ? 0 : Number.MAX_SAFE_INTEGER };
    const { lines, total } = await windowOf(context.engine, owner, { forward: !isEarlier, from: place, limit });
    const shown = inOrder(lines, { isAscending: !isEarlier, asked });
    return { events: shown.map((line) => wireLine(owner, line)), returned: lines.length, total };
  },
});

const linePlace = z.object({ at: time, n: z.number().int().min(0), forward: z.boolean() });

/** Lines from the beginning or the end on, by scrolling. */
const oldLogCall = clearmlCall('events.get_task_log', {
  input: z.object({ task: id, batch_size: batchSize, order, from: opt(z.enum(['head', 'tail'])), scroll_id: opt(text) }),
  async run(context, { task, batch_size: limit, order: asked = 'desc', from, scroll_id: scroll }) {
    const owner = await eventOwnerOf(context, task);
    const place = scroll === undefined || scroll === '' ? null : scrollPlace(scroll, linePlace);
    const forward = place?.forward ?? (from === undefined ? asked === 'asc' : from === 'head');
    const { lines, total } = await windowOf(context.engine, owner, { forward, from: place && { at: new Date(place.at), n: place.n }, limit });
    const last = lines.at(-1) ?? (place && { at: new Date(place.at), n: place.n });
    const next = last === null ? { at: 0, n: 0, forward: true } : { at: last.at.getTime(), n: last.n, forward };
    return { events: inOrder(lines, { isAscending: forward, asked }).map((line) => wireLine(owner, line)), returned: lines.length, total, scroll_id: scrollId(next) };
  },
});

/** `events.get_task_log`, both forms. Errors: INVALID_TASK_ID, INVALID_SCROLL_ID. */
export const taskLogCalls = [newLogCall, oldLogCall] as const;

function inOrder(lines: readonly WindowLine[], { isAscending, asked }: { readonly isAscending: boolean; readonly asked: 'asc' | 'desc' | undefined }): readonly WindowLine[] {
  return asked === undefined || (asked === 'asc') === isAscending ? lines : lines.toReversed();
}
