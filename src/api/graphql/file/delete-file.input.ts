// Which file to delete.
import { Field, ID, InputType } from 'type-graphql';
import { CommandInput } from '../mutation/command.input.ts';

/** The file. */
@InputType('DeleteFileInput', { description: 'Which file to delete.' })
export class DeleteFileInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the file.' })
  fileId!: string;
}
