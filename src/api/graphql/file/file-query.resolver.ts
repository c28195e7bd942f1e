// Queries for files.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { StoredFile } from '../../../domain/file/file.ts';
import { listFiles } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { fileFilterOf } from './file-filter.input.ts';
import { FileListArgs } from './file.args.ts';
import { FileConnection, FileType } from './file.type.ts';

/** `file` and `files`. */
@Resolver()
export class FileQueryResolver {
  @Query(() => FileType, { nullable: true, description: 'A file by its id; null when there is none, or none any more. Needs the role viewer in its project.' })
  file(@Arg('id', () => ID, { description: 'Id of the file.' }) id: string, @Ctx() ctx: ApiContext): Promise<StoredFile | null> {
    return readNoun(ctx, ctx.loaders.file, { id, type: 'File' });
  }

  @Query(() => FileConnection, { description: 'Files, newest first unless ordered otherwise. Needs the role viewer.' })
  async files(@Args(() => FileListArgs) args: FileListArgs, @Ctx() ctx: ApiContext): Promise<Connection<StoredFile>> {
    return listConnection(ctx, listFiles, { filter: fileFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.file });
  }
}
