// Large batches in parts, each a transaction of its own: one that took too long would be rolled back, sent again by its client, and take as long again, for ever.
import type { MetricEvent } from '../../domain/metric/metric-event.ts';

/** What one transaction takes at most: events, UTF-16 units of their texts (one event may have more by itself), tasks and models. A twentieth of its time, measured. */
export const MAX_PART = { events: 20_000, characters: 8_388_608, owners: 500 } as const;

/** The events whole if they fit; else in parts, in an order in which all of a series follow each other as they came, and messages come last: of what is sent again after a fault they alone would be kept twice. */
export function partsOf(events: readonly MetricEvent[]): readonly (readonly MetricEvent[])[] {
  const whole = cut(events);
  return whole.length <= 1 ? whole : cut([...Map.groupBy(events, placeOf)].sort(([a], [b]) => Number(a === MESSAGES) - Number(b === MESSAGES)).flatMap(([, own]) => own));
}

/** Where all messages are put together; no series has this place. */
const MESSAGES = '';

function placeOf(event: MetricEvent): string {
  return event.type === 'MESSAGE' ? MESSAGES : `${ownerOf(event)}\0${event.type}\0${event.metric}\0${event.variant}`;
}

function ownerOf({ isModel, owner }: MetricEvent): string {
  return `${isModel ? 'model' : 'task'} ${owner}`;
}

function cut(events: readonly MetricEvent[]): MetricEvent[][] {
  const parts: MetricEvent[][] = [];
  let characters = 0;
  let owners = new Set<string>();
  for (const event of events) {
    const own = lengthOf(event);
    const part = parts.at(-1);
    if (part !== undefined && part.length < MAX_PART.events && characters + own <= MAX_PART.characters && (owners.size < MAX_PART.owners || owners.has(ownerOf(event)))) {
      part.push(event);
      characters += own;
      owners.add(ownerOf(event));
      continue;
    }
    parts.push([event]);
    characters = own;
    owners = new Set([ownerOf(event)]);
  }
  return parts;
}

function lengthOf(event: MetricEvent): number {
  switch (event.type) {
    case 'MESSAGE':
      return event.message.length;
    case 'DOCUMENT':
      return (event.body?.length ?? 0) + (event.url?.length ?? 0);
    case 'POINT':
      return 0;
  }
}
