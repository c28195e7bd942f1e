// Creating a queue.
import { Field, InputType, Int } from 'type-graphql';
import { TAG_LIST_LIMITS } from '../../../domain/input/tag-list.ts';
import { MAX_RUNNING } from '../../../domain/queue/queue-input.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { SpecKindEnum } from '../task/task.enum.ts';

/** A new queue. */
@InputType('CreateQueueInput', { description: 'A new queue.' })
export class CreateQueueInput extends CommandInput {
  @Field(() => String, { description: 'Its name, unique: 1 to 255 characters, none of them a control character, the first and the last no space.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people, 1 to 255 characters.' })
  displayName?: string | null;

  @Field(() => [SpecKindEnum], { description: 'The kinds of work it accepts; at least one.' })
  accepts!: SpecKind[];

  @Field(() => Int, { nullable: true, description: `Most tasks of it that run at the same time, 1 to ${MAX_RUNNING}; as many as runners take when absent.` })
  maxRunning?: number | null;

  @Field(() => [String], { nullable: true, description: `Its tags: at most ${TAG_LIST_LIMITS.count}, each of 1 to ${TAG_LIST_LIMITS.length} characters.` })
  tags?: string[] | null;
}
