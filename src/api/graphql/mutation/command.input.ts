// What the inputs of all mutations share.
import { Field, InputType } from 'type-graphql';
import { MAX_REQUEST_ID } from '../../../engine/engine.ts';

/** The idempotency key. */
@InputType('CommandInput', { description: 'What the inputs of all mutations share.' })
export abstract class CommandInput {
  @Field(() => String, {
    nullable: true,
    description: `Made by the client: 1 to ${MAX_REQUEST_ID} printable ASCII characters. A repeat with the same input has one effect and the first outcome, for at least a day.`,
  })
  requestId?: string | null;
}
