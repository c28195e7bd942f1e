// Events as clients read them.
import type { EventOwner } from '../../../../domain/metric/event-admission.ts';
import type { MetricKind } from '../../../../domain/metric/metric-kind.ts';
import type { SeriesEntry } from '../../../../engine/metric/entry.read.ts';
import type { WindowLine } from '../../../../engine/metric/log-window.read.ts';
import { wireId } from '../wire-id.ts';

/** Types of events by the kinds of series they belong to. */
export const EVENT_TYPES: Readonly<Record<MetricKind, string>> = { SCALAR: 'training_stats_scalar', VECTOR: 'training_stats_vector', PLOT: 'plot', IMAGE: 'training_debug_image' };

/** A number as JSON can say it: what is none is null. */
export function wireNumber(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A point or document. */
export function wireEntry(owner: EventOwner, entry: SeriesEntry): Record<string, unknown> {
  const { kind, metric, variant, iter, at, worker } = entry;
  const head = { task: wireId(owner.id), type: EVENT_TYPES[kind], timestamp: at.getTime(), metric, variant, iter, ...(worker === null ? {} : { worker }), ...(owner.isModel ? { model_event: true } : {}) };
  return { ...head, ...CONTENT[kind](entry) };
}

const CONTENT: Readonly<Record<MetricKind, (entry: SeriesEntry) => object>> = {
  SCALAR: ({ value }) => ({ value: wireNumber(value) }),
  VECTOR: ({ body }) => ({ values: JSON.parse(body ?? '[]') as unknown }),
  PLOT: ({ body }) => ({ plot_str: body ?? '' }),
  IMAGE: ({ key, url }) => ({ key, ...(url === null ? {} : { url }) }),
};

/** A line of output; one of a runner of ours has the level that its stream has with others. */
export function wireLine(owner: EventOwner, { at, source, message, level, worker }: WindowLine): Record<string, unknown> {
  return { task: wireId(owner.id), type: 'log', timestamp: at.getTime(), level: level ?? (source === 'STDERR' ? 'error' : 'info'), msg: message, ...(worker === null ? {} : { worker }) };
}
