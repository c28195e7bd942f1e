// Commands on a queue.
import { Field, ID, InputType } from 'type-graphql';
import { fromGlobalId } from '../global-id.ts';
import { CommandInput } from '../mutation/command.input.ts';

/** The queue acted on; each mutation has an input of its own name. */
@InputType('QueueActionInput', { description: 'The queue that a command acts on.' })
export abstract class QueueActionInput extends CommandInput {
  @Field(() => ID, { description: 'The queue.' })
  queueId!: string;
}

/** The UUID of the queue. Throws INVALID with its place. */
export function queueIdOf(input: QueueActionInput): string {
  return fromGlobalId(input.queueId, 'Queue', ['queueId']);
}
