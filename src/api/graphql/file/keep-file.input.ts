// For how long to keep a file.
import { Field, ID, InputType, Int } from 'type-graphql';
import { FILE_LIMITS } from '../../../domain/file/file.ts';
import { CommandInput } from '../mutation/command.input.ts';

/** The file and its time. */
@InputType('KeepFileInput', { description: 'For how long to keep a file.' })
export class KeepFileInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the file.' })
  fileId!: string;

  @Field(() => Int, { nullable: true, description: `Seconds from now after which it goes, 1 to ${FILE_LIMITS.expirySeconds}; it is kept until it is deleted when absent.` })
  expiresInSeconds?: number | null;
}
