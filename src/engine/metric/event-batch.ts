// A batch of events sorted by what it is about: owners, their messages, series and documents; and the count of what could not be taken.
import { countsAsProgress, seriesKey, type MetricKind } from '../../domain/metric/metric-kind.ts';
import type { DocumentEvent, MessageEvent, PointEvent } from '../../domain/metric/metric-event.ts';
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import type { NumberedPoint } from '../../domain/metric/series-intake.ts';

/** What could not be taken: how many events for each reason. Reasons are few, whatever was sent. */
export class EventFaults {
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** Events that were not taken. */
  get total(): number {
    return this.#total;
  }

  /** By reason. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(reason: string, events = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + events);
    this.#total += events;
  }
}

/** What a batch says of one series. */
export interface SeriesBatch {
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
  xAxisLabel: string | null;
  /** Events of it, those that others of the batch take the place of among them. */
  events: number;
  /** By iteration: of several points the last counts. Their numbers begin at 0 within the owner. */
  readonly points: Map<number, NumberedPoint>;
  /** By iteration and key. */
  readonly documents: Map<string, DocumentEvent & { readonly at: number; readonly n: number }>;
}

/** What a batch says of one owner. */
export interface OwnerBatch {
  readonly owner: EventOwner;
  readonly messages: MessageEvent[];
  readonly series: Map<string, SeriesBatch>;
  /** Points and documents so far: the number of the next one. */
  entries: number;
  /** Highest iteration that shows how far the work has come; null when there is none. */
  iteration: number | null;
}

/** Nothing yet of an owner. */
export function ownerBatch(owner: EventOwner): OwnerBatch {
  return { owner, messages: [], series: new Map(), entries: 0, iteration: null };
}

/** Adds a point or document; one that does not say when it was came when its owner was read. */
export function addEntry(batch: OwnerBatch, event: PointEvent | DocumentEvent): void {
  const series = seriesOf(batch, event);
  const n = batch.entries++;
  const at = event.at ?? batch.owner.readAt;
  series.events++;
  if ((batch.iteration === null || event.iter > batch.iteration) && countsAsProgress(event.metric, event.iter)) batch.iteration = event.iter;
  if (event.type === 'DOCUMENT') {
    series.documents.set(`${event.iter} ${event.key}`, { ...event, at, n });
    return;
  }
  series.points.set(event.iter, { iter: event.iter, value: event.value, at, n });
  if (event.xAxisLabel !== null) series.xAxisLabel = event.xAxisLabel;
}

function seriesOf(batch: OwnerBatch, event: PointEvent | DocumentEvent): SeriesBatch {
  const { metric, variant } = event;
  const kind = event.type === 'POINT' ? 'SCALAR' : event.kind;
  const key = seriesKey(kind, metric, variant);
  const known = batch.series.get(key);
  if (known) return known;
  const made: SeriesBatch = { kind, metric, variant, xAxisLabel: null, events: 0, points: new Map(), documents: new Map() };
  batch.series.set(key, made);
  return made;
}
