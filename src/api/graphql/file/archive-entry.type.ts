// Members of archives as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { MAX_ENTRY_NAME } from '../../../domain/file/entry-name.ts';
import { connectionType } from '../page/connection.type.ts';
import { BigIntScalar, DateTimeScalar } from '../scalars.ts';

/** One member. */
@ObjectType('ArchiveEntry', { simpleResolvers: true, description: 'A file within a zip.' })
export class ArchiveEntryType {
  @Field(() => String, { description: `Its name in the archive, a relative path with slashes of at most ${MAX_ENTRY_NAME} characters.` })
  name!: string;

  @Field(() => BigIntScalar, { description: 'Bytes in it.' })
  size!: number;

  @Field(() => BigIntScalar, { description: 'Bytes that it takes in the archive.' })
  packedSize!: number;

  @Field(() => DateTimeScalar, { description: 'When it was changed last, as the archive says.' })
  modifiedAt!: Date;

  @Field(() => String, { description: 'Where its bytes are read, below the address of this server.' })
  url!: string;

  /** Its place in the table. */
  index!: number;
}

/** A page of members. */
export const ArchiveEntryConnection = connectionType('ArchiveEntry', () => ArchiveEntryType);
