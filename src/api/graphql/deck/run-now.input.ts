// Calling a device now.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';
import { JsonScalar } from '../scalars.ts';

/** Which method, with which arguments. */
@InputType('RunNowInput', { description: 'Which method of which instrument to call, with which arguments.' })
export class RunNowInput extends CommandInput {
  @Field(() => String, { description: 'Name of the deck.' })
  deck!: string;

  @Field(() => String, { description: 'Name of the instrument.' })
  instrument!: string;

  @Field(() => String, { description: 'Name of the method.' })
  method!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'An object of arguments by name; they are cast to the types that the deck describes.' })
  args?: unknown;

  @Field(() => ID, { nullable: true, description: 'Project of the run that is made; the root project when absent.' })
  projectId?: string | null;
}
