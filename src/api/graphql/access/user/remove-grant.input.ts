// Taking grants away.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../../mutation/command.input.ts';

/** A grant to take away. */
@InputType('RemoveGrantInput', { description: 'A grant to take away.' })
export class RemoveGrantInput extends CommandInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Field(() => String, { description: 'Path of the grant, as it was given.' })
  path!: string;
}
