// The file that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { StoredFile } from '../../../../domain/file/file.ts';
import type { ApiContext } from '../../context.ts';
import { FileType } from '../../file/file.type.ts';
import type { EventView } from '../event-view.ts';
import { FileEventType } from './file-event.type.ts';

/** Fields of `FileEvent` that need a read. */
@Resolver(() => FileEventType)
export class FileEventResolver {
  @FieldResolver(() => FileType, { nullable: true, description: 'The file as it is when this is read, which may be later than the event; null when it is gone.' })
  file(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<StoredFile | null> {
    return loaders.file.load(logged.subjectId);
  }
}
