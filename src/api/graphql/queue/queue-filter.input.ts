// Which queues a list shows.
import { Field, InputType } from 'type-graphql';
import type { QueueState } from '../../../domain/queue/queue.ts';
import type { QueueFilter } from '../../../engine/read/lists.read.ts';
import { type EnumComparison, comparedValues, enumComparator } from '../page/comparator.input.ts';
import { StringComparatorInput, comparedName } from '../page/string-comparator.input.ts';
import { QueueStateEnum } from './queue.enum.ts';

const StateComparator = enumComparator('QueueState', QueueStateEnum);

/** All given parts must hold. */
@InputType('QueueFilter', { description: 'Which queues. All given parts must hold.' })
export class QueueFilterInput {
  @Field(() => StateComparator, { nullable: true, description: 'By state.' })
  state?: EnumComparison<QueueState> | null;

  @Field(() => StringComparatorInput, { nullable: true, description: 'By name.' })
  name?: StringComparatorInput | null;
}

/** The filter in the words of the lists; throws INVALID for what cannot be. */
export function queueFilterOf(given: QueueFilterInput | null | undefined): QueueFilter {
  return { states: comparedValues(given?.state, ['filter', 'state']), name: comparedName(given?.name, ['filter', 'name']) };
}
