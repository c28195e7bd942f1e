// A file to upload.
import { Field, ID, InputType, Int } from 'type-graphql';
import { FILE_LIMITS } from '../../../domain/file/file.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { type IncomingUpload, UploadScalar } from '../upload/upload.scalar.ts';

/** The file and what it is called. */
@InputType('UploadFileInput', { description: 'A file to upload. A repeat of the requestId with the same bytes has one effect; with others it is an IDEMPOTENCY_CONFLICT.' })
export class UploadFileInput extends CommandInput {
  @Field(() => UploadScalar, { description: 'The bytes, at most SWITCHYARD_MAX_FILE_MIB.' })
  file!: Promise<IncomingUpload>;

  @Field(() => String, { nullable: true, description: `What it is called, 1 to ${FILE_LIMITS.name} characters; as the upload says when absent.` })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Project that it belongs to; the root project when absent.' })
  projectId?: string | null;

  @Field(() => Int, { nullable: true, description: `Seconds for which it is kept, 1 to ${FILE_LIMITS.expirySeconds}; SWITCHYARD_FILE_RETENTION_DAYS when absent.` })
  expiresInSeconds?: number | null;
}
