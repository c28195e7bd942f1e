// The calls that read events as they were reported: all of a type, plots, and names of metrics.
import { z } from 'zod';
import type { EventOwner } from '../../../../domain/metric/event-admission.ts';
import { METRIC_KINDS, type MetricKind } from '../../../../domain/metric/metric-kind.ts';
import { entriesOf, lastDocumentsOf } from '../../../../engine/metric/entry.read.ts';
import { metricNames } from '../../../../engine/metric/figures.read.ts';
import { windowOf } from '../../../../engine/metric/log-window.read.ts';
import { MAX_ASKED_OWNERS } from '../../../../engine/metric/owner.read.ts';
import { flag, id, ids, opt, orElse, text, whole } from '../call-shape.ts';
import { clearmlCall, type ClearmlData } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { wireId } from '../wire-id.ts';
import { eventOwnerOf, eventOwnersOf } from './event-owner-of.ts';
import { entryPlace, scrollId, scrollPlace } from './event-scroll.ts';
import { wantedMetrics } from './scalar-calls.ts';
import { EVENT_TYPES, wireEntry, wireLine } from './wire-entry.ts';

/** Events of one answer at most. */
const MAX_EVENTS = 10_000;

const eventType = z.enum(['training_stats_scalar', 'training_stats_vector', 'plot', 'training_debug_image', 'log']);
/** Where a scroll goes on: behind an entry, or, when there are no more of them, behind a line of output. */
const place = z.object({ entry: entryPlace.nullable(), line: z.object({ at: z.number().min(-8.64e15).max(8.64e15), n: z.number().int().min(0) }).nullable() });

interface EventsAsked {
  readonly type: z.output<typeof eventType> | undefined;
  readonly descending: boolean;
  readonly limit: number;
  readonly at: z.output<typeof place>;
  readonly wanted: z.output<typeof wantedMetrics>;
}

/** `events.get_task_events`: entries in the order of iterations, then lines of output, which have none, in the order of their times. Errors: INVALID_TASK_ID, INVALID_MODEL_ID, INVALID_SCROLL_ID. */
export const taskEventsCall = clearmlCall('events.get_task_events', {
  input: z.object({
    task: id, event_type: opt(eventType), order: orElse(z.enum(['asc', 'desc']), 'asc'), batch_size: orElse(whole.min(1).max(MAX_EVENTS), 500), metrics: wantedMetrics,
    scroll_id: opt(text), model_events: orElse(flag, false),
  }),
  async run(context, { task, event_type: type, order, batch_size: limit, metrics: wanted, scroll_id: scroll, model_events: isModel }) {
    const owner = await eventOwnerOf(context, task, isModel);
    const at = scroll === undefined || scroll === '' ? { entry: null, line: null } : scrollPlace(scroll, place);
    return eventsPage(context, owner, { type, descending: order === 'desc', limit, at, wanted });
  },
});

async function eventsPage({ engine }: ClearmlContext, owner: EventOwner, asked: EventsAsked): Promise<ClearmlData> {
  const { type, descending, limit, at } = asked;
  const kinds = METRIC_KINDS.filter((kind) => type === undefined || EVENT_TYPES[kind] === type);
  const wanted = asked.wanted === undefined || asked.wanted.length === 0 ? null : asked.wanted;
  const page = await entriesOf(engine, owner, { kinds, wanted, descending, after: at.entry, limit: at.line === null ? limit : 0 });
  const events = page.entries.map((entry) => wireEntry(owner, entry));
  let { total } = page;
  const last = page.entries.at(-1);
  const next = { entry: last === undefined ? at.entry : { iter: last.iter, seriesId: last.seriesId, key: last.key }, line: at.line };
  if (type === 'log' || (type === undefined && !owner.isModel && wanted === null)) {
    const room = events.length === 0 ? limit : 0;
    const log = await windowOf(engine, owner, { forward: !descending, from: at.line && { at: new Date(at.line.at), n: at.line.n }, limit: room });
    events.push(...log.lines.map((line) => wireLine(owner, line)));
    const end = log.lines.at(-1);
    if (end) next.line = { at: end.at.getTime(), n: end.n };
    total += log.total;
  }
  return { events, returned: events.length, total, scroll_id: scrollId(next) };
}

/** `events.get_task_plots`: of each series the plots of its last iterations. Errors: INVALID_TASK_ID, INVALID_MODEL_ID, INVALID_SCROLL_ID. */
export const taskPlotsCall = clearmlCall('events.get_task_plots', {
  input: z.object({ task: id, iters: orElse(whole.min(1).max(MAX_EVENTS), 1), no_scroll: orElse(flag, false), metrics: wantedMetrics, scroll_id: opt(text), model_events: orElse(flag, false) }),
  async run(context, { task, iters: iterations, no_scroll: isWhole, metrics, scroll_id: scroll, model_events: isModel }) {
    const owner = await eventOwnerOf(context, task, isModel);
    const after = scroll === undefined || scroll === '' ? null : scrollPlace(scroll, entryPlace);
    const wanted = metrics === undefined || metrics.length === 0 ? null : metrics;
    const { entries, total } = await lastDocumentsOf(context.engine, owner, { kind: 'PLOT', wanted, iterations, together: false, before: null, after, limit: MAX_EVENTS });
    const last = entries.at(-1) ?? after;
    const next = isWhole || last === null ? {} : { scroll_id: scrollId({ iter: last.iter, seriesId: last.seriesId, key: last.key }) };
    return { plots: entries.map((entry) => wireEntry(owner, entry)), returned: entries.length, total, ...next };
  },
});

const KIND_OF_TYPE = new Map<string, MetricKind>(METRIC_KINDS.map((kind) => [EVENT_TYPES[kind], kind]));

/** `events.get_task_metrics`: names of the metrics that have events of a type; output has none. Errors: INVALID_TASK_ID, INVALID_MODEL_ID. */
export const taskMetricsCall = clearmlCall('events.get_task_metrics', {
  input: z.object({ tasks: ids.pipe(z.array(id).min(1).max(MAX_ASKED_OWNERS)), event_type: eventType, model_events: orElse(flag, false) }),
  async run(context, { tasks, event_type: type, model_events: isModel }) {
    const owners = await eventOwnersOf(context, tasks, isModel);
    const kind = KIND_OF_TYPE.get(type);
    const names = kind === undefined ? new Map<string, readonly string[]>() : await metricNames(context.engine, owners, kind);
    return { metrics: owners.map(({ id: ownerId }) => ({ task: wireId(ownerId), metrics: names.get(ownerId) ?? [] })) };
  },
});
