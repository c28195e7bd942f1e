// One value that goes into a graph.
import { Field, ID, InputType } from 'type-graphql';
import { JsonScalar } from '../../scalars.ts';
import { type IncomingUpload, UploadScalar } from '../../upload/upload.scalar.ts';

/** Exactly one of the fields. Its type is that of the workflow's input. */
@InputType('DeploymentValueInput', { description: 'One value that goes into a graph: exactly one of the fields. Its type is that of the input of the workflow.' })
export class DeploymentValueInput {
  @Field(() => UploadScalar, { nullable: true, description: 'A file that comes with the operation: a picture as it is, or the JSON of a value of another type.' })
  file?: Promise<IncomingUpload> | null;

  @Field(() => ID, { nullable: true, description: 'A file of the storage or of an earlier result, by its id.' })
  fileId?: string | null;

  @Field(() => String, { nullable: true, description: 'A picture as base64, without a data: prefix. Files are cheaper.' })
  base64?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'A value of another type than a picture: the JSON that is behind the name of its type on the wire; a bare text for TEXT.' })
  json?: unknown;
}
