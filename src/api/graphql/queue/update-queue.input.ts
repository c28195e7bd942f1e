// Changing a queue.
import { Field, InputType, Int } from 'type-graphql';
import { TAG_LIST_LIMITS } from '../../../domain/input/tag-list.ts';
import { MAX_RUNNING } from '../../../domain/queue/queue-input.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { SpecKindEnum } from '../task/task.enum.ts';
import { QueueActionInput } from './queue-action.input.ts';

/** What to change; what is absent stays. */
@InputType('UpdateQueueInput', { description: 'What to change of a queue; what is absent stays.' })
export class UpdateQueueInput extends QueueActionInput {
  @Field(() => String, { nullable: true, description: 'Its name, unique, as in createQueue.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'The name shown to people, 1 to 255 characters; null takes it away.' })
  displayName?: string | null;

  @Field(() => [SpecKindEnum], { nullable: true, description: 'The kinds of work it accepts; at least one. Refused while work of a kind waits that would be accepted no more.' })
  accepts?: SpecKind[] | null;

  @Field(() => Int, { nullable: true, description: `Most tasks of it that run at the same time, 1 to ${MAX_RUNNING}; null takes the limit away. It holds at once: nothing more starts until enough has ended.` })
  maxRunning?: number | null;

  @Field(() => [String], { nullable: true, description: `Its tags, instead of those it has: at most ${TAG_LIST_LIMITS.count}, each of 1 to ${TAG_LIST_LIMITS.length} characters.` })
  tags?: string[] | null;
}
