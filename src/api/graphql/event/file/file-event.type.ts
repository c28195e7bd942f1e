// Events of files.
import { Field, ObjectType } from 'type-graphql';
import type { FileDeletion } from '../../../../domain/file/file-deletion.ts';
import type { FileStore } from '../../../../domain/file/file.ts';
import { FileDeletionEnum, FileStoreEnum } from '../../file/file.enum.ts';
import { BigIntScalar } from '../../scalars.ts';
import { EventInterface } from '../event.type.ts';

/** GraphQL `FileEvent`. */
@ObjectType('FileEvent', { implements: EventInterface, simpleResolvers: true, description: 'A file was stored, or went.' })
export class FileEventType extends EventInterface {
  @Field(() => String, { nullable: true, description: 'Name of the file as it was given; long ones are cut.' })
  readonly name!: string | null;

  @Field(() => FileStoreEnum, { nullable: true, description: 'What it belongs to, or belonged to.' })
  readonly store!: FileStore | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Bytes in it; null in the event of its end.' })
  readonly size!: number | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of its bytes; null in the event of its end.' })
  readonly sha256!: string | null;

  @Field(() => FileDeletionEnum, { nullable: true, description: 'Why it went; null when it was stored.' })
  readonly reason!: FileDeletion | null;
}
