// Creating a project.
import { Field, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';

/** A new project. */
@InputType('CreateProjectInput', { description: 'A new project.' })
export class CreateProjectInput extends CommandInput {
  @Field(() => String, { description: 'Its path, for example `/vision/training`: names separated by single slashes, beginning with one; at most 255 characters and 10 levels.' })
  path!: string;

  @Field(() => String, { nullable: true, description: 'What it is for; at most 10,000 characters.' })
  description?: string | null;
}
