// The calls that show pictures and plots of the last iterations, metric by metric, and the earlier ones by scrolling.
import { z } from 'zod';
import type { EventOwner } from '../../../../domain/metric/event-admission.ts';
import type { DocumentKind } from '../../../../domain/metric/metric-kind.ts';
import { lastDocumentsOf, type SeriesEntry } from '../../../../engine/metric/entry.read.ts';
import { flag, id, opt, orElse, text, texts, whole } from '../call-shape.ts';
import { clearmlCall, type ClearmlCall } from '../clearml-call.ts';
import { wireId } from '../wire-id.ts';
import { eventOwnersOf } from './event-owner-of.ts';
import { scrollId, scrollPlace } from './event-scroll.ts';
import { wireEntry } from './wire-entry.ts';

/** Metrics that one call asks for, iterations of each, and events of each, at most. */
const MAX_ASKED = 100;
const MAX_ITERATIONS = 1_000;
const MAX_EVENTS = 10_000;

/** For each metric asked for: iterations below this one; null = it has not begun. */
const places = z.array(z.number().int().nullable()).max(MAX_ASKED);

/** `events.debug_images` and `events.plots`. Errors: INVALID_TASK_ID, INVALID_MODEL_ID, INVALID_SCROLL_ID. */
export const lastDocumentCalls: readonly ClearmlCall[] = [lastDocuments('events.debug_images', 'IMAGE'), lastDocuments('events.plots', 'PLOT')];

function lastDocuments(name: string, kind: DocumentKind): ClearmlCall {
  return clearmlCall(name, {
    input: z.object({
      metrics: z.array(z.object({ task: id, metric: opt(text), variants: orElse(texts, []) })).min(1).max(MAX_ASKED),
      iters: orElse(whole.min(1).max(MAX_ITERATIONS), 1), refresh: orElse(flag, false), scroll_id: opt(text), model_events: orElse(flag, false),
    }),
    async run(context, { metrics, iters: iterations, refresh, scroll_id: scroll, model_events: isModel }) {
      const owners = new Map((await eventOwnersOf(context, metrics.map(({ task }) => task), isModel)).map((owner) => [wireId(owner.id), owner]));
      const from = scroll === undefined || scroll === '' || refresh ? [] : scrollPlace(scroll, places);
      const shown: object[] = [];
      const next: (number | null)[] = [];
      for (const [i, { task, metric, variants }] of metrics.entries()) {
        const owner = owners.get(task)!;
        const before = from[i] ?? null;
        const wanted = metric === undefined ? null : [{ metric, variants }];
        const page = await lastDocumentsOf(context.engine, owner, { kind, wanted, iterations, together: true, before, after: null, limit: MAX_EVENTS });
        const entries = page.isCut ? wholeIterations(page.entries) : page.entries;
        shown.push({ task, ...(metric === undefined ? {} : { metric }), iterations: byIteration(owner, entries) });
        next.push(entries.at(-1)?.iter ?? before);
      }
      return { metrics: shown, scroll_id: scrollId(next) };
    },
  });
}

/** Without the last iteration, which may not be whole and comes with the next page; a single one is shown as far as it goes. */
function wholeIterations(entries: readonly SeriesEntry[]): readonly SeriesEntry[] {
  const last = entries.at(-1)!.iter;
  return entries[0]!.iter === last ? entries : entries.filter(({ iter }) => iter !== last);
}

function byIteration(owner: EventOwner, entries: readonly SeriesEntry[]): object[] {
  return [...Map.groupBy(entries, ({ iter }) => iter)].map(([iter, own]) => ({ iter, events: own.map((entry) => wireEntry(owner, entry)) }));
}
