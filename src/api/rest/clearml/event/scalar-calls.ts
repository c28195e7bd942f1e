// The calls that read numbers: curves, and values that belong to no iteration.
import { z } from 'zod';
import { curvesOf } from '../../../../engine/metric/curve.read.ts';
import { singleValuesOf } from '../../../../engine/metric/figures.read.ts';
import { MAX_ASKED_OWNERS } from '../../../../engine/metric/owner.read.ts';
import { flag, id, ids, opt, orElse, texts, text, whole } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';
import { eventOwnerOf, eventOwnersOf } from './event-owner-of.ts';
import { wireNumber } from './wire-entry.ts';

/** Which series a call wants; all of those of a metric when it names no variants. */
export const wantedMetrics = opt(z.array(z.object({ metric: text, variants: orElse(texts, []) })).max(1_000));

/** Places of a curve: what is asked for when nothing is said, and the most there can be. */
const SAMPLES = { usual: 2_000, most: 6_000 } as const;

/** `events.scalar_metrics_iter_histogram`. Errors: INVALID_TASK_ID, INVALID_MODEL_ID. */
export const scalarHistogramCall = clearmlCall('events.scalar_metrics_iter_histogram', {
  input: z.object({ task: id, samples: orElse(whole.min(1).max(SAMPLES.most), SAMPLES.usual), key: orElse(z.enum(['iter', 'timestamp', 'iso_time']), 'iter'), metrics: wantedMetrics, model_events: orElse(flag, false) }),
  async run(context, { task, samples, key, metrics, model_events: isModel }) {
    const owner = await eventOwnerOf(context, task, isModel);
    const curves = await curvesOf(context.engine, owner, { samples, axis: key === 'iter' ? 'ITERATION' : 'TIME', wanted: metrics === undefined || metrics.length === 0 ? null : metrics });
    const shown = new Map<string, Map<string, object>>();
    for (const { metric, variant, x, y } of curves) {
      const variants = shown.get(metric) ?? new Map<string, object>();
      shown.set(metric, variants.set(variant, { name: variant, x: key === 'iso_time' ? x.map((at) => wireTime(new Date(at))) : x, y }));
    }
    return plain(shown, plain);
  },
});

/** `events.get_task_single_value_metrics`. Errors: INVALID_TASK_ID, INVALID_MODEL_ID. */
export const singleValuesCall = clearmlCall('events.get_task_single_value_metrics', {
  input: z.object({ tasks: ids.pipe(z.array(id).min(1).max(MAX_ASKED_OWNERS)), model_events: orElse(flag, false) }),
  async run(context, { tasks, model_events: isModel }) {
    const owners = await eventOwnersOf(context, tasks, isModel);
    const values = await singleValuesOf(context.engine, owners);
    return {
      tasks: owners.flatMap(({ id: ownerId, name }) => {
        const own = values.get(ownerId) ?? [];
        return own.length === 0 ? [] : [{ task: wireId(ownerId), task_name: name, values: own.map(({ metric, variant, value, at }) => ({ metric, variant, value: wireNumber(value), timestamp: at.getTime() })) }];
      }),
    };
  },
});

/** An object with the entries of a map: also a metric that is called `__proto__` is an entry of its own. */
function plain<Value, Shown = Value>(map: ReadonlyMap<string, Value>, show: (value: Value) => Shown = (value) => value as unknown as Shown): Record<string, Shown> {
  return Object.fromEntries([...map].map(([key, value]) => [key, show(value)]));
}
