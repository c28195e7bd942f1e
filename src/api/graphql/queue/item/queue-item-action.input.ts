// Commands on one place of a queue.
import { Field, ID, InputType } from 'type-graphql';
import { fromGlobalId } from '../../global-id.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** The item acted on; each mutation has an input of its own name. */
@InputType('QueueItemActionInput', { description: 'The place in a queue that a command acts on.' })
export abstract class QueueItemActionInput extends CommandInput {
  @Field(() => ID, { description: 'The item.' })
  itemId!: string;
}

/** The UUID of the item. Throws INVALID with its place. */
export function itemIdOf(input: QueueItemActionInput): string {
  return fromGlobalId(input.itemId, 'QueueItem', ['itemId']);
}
