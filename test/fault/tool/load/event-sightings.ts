// Events as subscribers saw them, kept once for all: five hundred subscribers of ten thousand events are five million sightings.
import { decodeCursor } from '../../../../src/domain/event/cursor.ts';
import { uuidOf } from '../../resuming-subscriber.ts';

/** One event as it arrived. */
export interface Sighting {
  readonly seq: number;
  readonly kind: string;
  readonly subjectId: string;
}

type Noun = { readonly id: string } | null;

/** One message of the subscription below. */
export interface SightedDelivery {
  readonly cursor: string;
  readonly caughtUp: boolean;
  readonly event: { readonly kind: string; readonly task?: Noun; readonly run?: Noun; readonly queue?: Noun; readonly runner?: Noun; readonly workflow?: Noun; readonly project?: Noun } | null;
}

/** What followers subscribe to: every event with the noun it is about. */
export const SIGHTED_EVENTS = `subscription ($after: String, $filter: EventFilter) { events(after: $after, filter: $filter) { cursor caughtUp event { kind
  ... on TaskEvent { task { id } } ... on RunEvent { run { id } } ... on QueueEvent { queue { id } }
  ... on RunnerEvent { runner { id } } ... on WorkflowEvent { workflow { id } } ... on ProjectEvent { project { id } } } } }`;

/** The sightings of one run. Two that differ in anything are two objects, so nothing is hidden from whoever compares them with the log. */
export class EventSightings {
  readonly #bySeq = new Map<number, Sighting>();

  /** The number of a cursor; throws on one that is none. */
  seqOf(cursor: string): number {
    const decoded = decodeCursor(cursor);
    if (!decoded) throw new Error(`the server sent a cursor that is none: ${cursor}`);
    return decoded.seq;
  }

  /** The event of a message; null of the one that says that the past is over. */
  of({ cursor, event }: SightedDelivery): Sighting | null {
    if (!event) return null;
    const noun = event.task ?? event.run ?? event.queue ?? event.runner ?? event.workflow ?? event.project;
    const sighting = { seq: this.seqOf(cursor), kind: event.kind.toLowerCase().replace('_', '.'), subjectId: noun ? uuidOf(noun.id) : '' };
    const known = this.#bySeq.get(sighting.seq);
    if (known && known.kind === sighting.kind && known.subjectId === sighting.subjectId) return known;
    this.#bySeq.set(sighting.seq, sighting);
    return sighting;
  }
}
