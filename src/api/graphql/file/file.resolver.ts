// Fields of files that are made of others, or need a read.
import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { displayName } from '../../../domain/file/file-name.ts';
import type { StoredFile } from '../../../domain/file/file.ts';
import type { Project } from '../../../domain/project.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { PageArgs } from '../page/page.args.ts';
import type { Connection } from '../page/connection.type.ts';
import { mustLoad } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
import { ArchiveEntryConnection, type ArchiveEntryType } from './archive-entry.type.ts';
import { BLOBS_PREFIX } from './blobs-prefix.ts';
import { entryPage } from './entry-page.ts';
import { FileType } from './file.type.ts';

/** Id, names, address, project, members. */
@Resolver(() => FileType)
export class FileResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() file: StoredFile): string {
    return toGlobalId('File', file.id);
  }

  @FieldResolver(() => String, { description: 'Its name for people, without directories and without characters that mislead; what it is saved as.' })
  name(@Root() file: StoredFile): string {
    return displayName(file.name);
  }

  @FieldResolver(() => String, { description: 'Its name as it was given: show it only where nothing in it can do harm.' })
  givenName(@Root() file: StoredFile): string {
    return file.name;
  }

  @FieldResolver(() => String, { description: 'Where its bytes are read, below the address of this server, with the same key: GET and HEAD, whole or in ranges.' })
  url(@Root() file: StoredFile): string {
    return `${BLOBS_PREFIX}${toGlobalId('File', file.id)}`;
  }

  @FieldResolver(() => ProjectType, { description: 'The project it belongs to, by which access to it is judged.' })
  project(@Root() file: StoredFile, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, file.projectId);
  }

  @FieldResolver(() => ArchiveEntryConnection, { nullable: true, description: 'Members of a zip, in the order of its table; costs a read of the table. Null when it is no zip; INVALID or LIMIT_EXCEEDED when it is one that cannot be read safely.' })
  entries(@Root() file: StoredFile, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: ApiContext): Promise<Connection<ArchiveEntryType> | null> {
    return entryPage(ctx, file, args);
  }
}
