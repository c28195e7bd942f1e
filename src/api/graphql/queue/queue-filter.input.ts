// Which queues a list shows.
import { Field, InputType } from 'type-graphql';
import type { Filter } from '../../../domain/filter/filter.ts';
import type { InputPath } from '../../../domain/input/check.ts';
import { DateTimeComparatorInput, enumComparator, type EnumComparison, filterOfInput, IntComparatorInput, intParts, JOIN_WORDS, StringComparatorInput, textParts, timeParts, wordParts } from '../filter/comparators.ts';
import { QueueStateEnum } from './queue.enum.ts';

const StateComparator = enumComparator('QueueState', QueueStateEnum);

/** All given parts must hold. */
@InputType('QueueFilter', { description: 'Which queues. All given parts must hold.' })
export class QueueFilterInput {
  @Field(() => StateComparator, { nullable: true, description: 'By state.' })
  state?: EnumComparison<string> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By the name they are shown under.' })
  displayName?: StringComparatorInput | null;

  @Field(() => IntComparatorInput, { nullable: true, description: 'By their limit of tasks that run at the same time; those without one satisfy neq and nin only.' })
  maxRunning?: IntComparatorInput | null;

  @Field(() => DateTimeComparatorInput, { nullable: true, description: 'By when they were made.' })
  createdAt?: DateTimeComparatorInput | null;

  @Field(() => [QueueFilterInput], { nullable: true, description: JOIN_WORDS.and })
  and?: QueueFilterInput[] | null;

  @Field(() => [QueueFilterInput], { nullable: true, description: JOIN_WORDS.or })
  or?: QueueFilterInput[] | null;

  @Field(() => QueueFilterInput, { nullable: true, description: JOIN_WORDS.not })
  not?: QueueFilterInput | null;
}

/** The filter that an input says; throws INVALID, with its place, for what cannot be. */
export function queueFilterOf(given: QueueFilterInput | null | undefined): Filter | undefined {
  return filterOfInput(given, partsOf);
}

function partsOf(given: QueueFilterInput, path: InputPath): Filter[] {
  return [
    ...wordParts(given.state, ['state'], [...path, 'state']),
    ...textParts(given.name, ['name'], [...path, 'name']),
    ...textParts(given.displayName, ['displayName'], [...path, 'displayName']),
    ...intParts(given.maxRunning, ['maxRunning'], [...path, 'maxRunning']),
    ...timeParts(given.createdAt, ['createdAt'], [...path, 'createdAt']),
  ];
}
