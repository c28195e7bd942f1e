// Places in lines as clients name them.
import { Field, ID, InputType, Int } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import { MAX_INDEX, type Place } from '../../../../domain/queue/place.ts';
import { fromGlobalId } from '../../global-id.ts';
import { QueueEndEnum } from '../queue.enum.ts';

/** A place, by exactly one of the fields. */
@InputType('QueuePlaceInput', { description: 'Where in a line: exactly one of the fields. The line is always the one without what is put there.' })
export class QueuePlaceInput {
  @Field(() => QueueEndEnum, { nullable: true, description: 'At one of its ends.' })
  at?: 'FRONT' | 'BACK' | null;

  @Field(() => ID, { nullable: true, description: 'Right before this item.' })
  before?: string | null;

  @Field(() => ID, { nullable: true, description: 'Right behind this item.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `So that this many items stand before it, 0 to ${MAX_INDEX}; beyond the end is the end.` })
  index?: number | null;
}

/** The place in the words of the engine, which checks it. Throws INVALID for an id that is none, or when not exactly one field is given. */
export function placeOf({ at, before, after, index }: QueuePlaceInput, path: readonly string[]): Place {
  const places: Place[] = [];
  if (at != null) places.push({ at });
  if (before != null) places.push({ before: fromGlobalId(before, 'QueueItem', [...path, 'before']) });
  if (after != null) places.push({ after: fromGlobalId(after, 'QueueItem', [...path, 'after']) });
  if (index != null) places.push({ index });
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) throw new DomainError('INVALID', `${path.join('.')}: give exactly one of at, before, after and index`, { path });
  return place;
}
