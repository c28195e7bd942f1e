// Files as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { FILE_LIMITS, type FileStore } from '../../../domain/file/file.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { BigIntScalar, DateTimeScalar } from '../scalars.ts';
import { FileStoreEnum } from './file.enum.ts';

/** What is known of a file; its bytes are at `url`. */
@ObjectType('File', { implements: NodeInterface, simpleResolvers: true, description: 'A stored file. Its bytes never change; they are read at `url`.' })
export class FileType extends NodeInterface {
  @Field(() => String, { nullable: true, description: `Its name in the store for programs, unique there, at most ${FILE_LIMITS.path} characters; null when it is known by its id alone.` })
  path!: string | null;

  @Field(() => FileStoreEnum, { description: 'What it belongs to.' })
  store!: FileStore;

  @Field(() => BigIntScalar, { description: 'Bytes in it.' })
  size!: number;

  @Field(() => String, { description: 'SHA-256 of its bytes, 64 hexadecimal digits in lower case.' })
  sha256!: string;

  @Field(() => String, { description: 'Media type: what the first bytes say, else what the sender said where the bytes do not belie it.' })
  contentType!: string;

  @Field(() => DateTimeScalar, { description: 'When it was stored.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it goes by itself; null = when it is deleted.' })
  expiresAt!: Date | null;
}

/** A page of files. */
export const FileConnection = connectionType('File', () => FileType);
