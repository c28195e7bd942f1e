// Creating a queue.
import { Field, InputType } from 'type-graphql';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { SpecKindEnum } from '../task/task.enum.ts';

/** A new queue. */
@InputType('CreateQueueInput', { description: 'A new queue.' })
export class CreateQueueInput extends CommandInput {
  @Field(() => String, { description: 'Its name, unique: 1 to 255 letters, digits, `_`, `.`, `-` and `/`.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people, 1 to 255 characters.' })
  displayName?: string | null;

  @Field(() => [SpecKindEnum], { description: 'The kinds of work it accepts; at least one.' })
  accepts!: SpecKind[];
}
