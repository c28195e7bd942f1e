// The project that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Project } from '../../../domain/project.ts';
import type { ApiContext } from '../context.ts';
import { ProjectType } from '../project/project.type.ts';
import type { EventView } from './event-view.ts';
import { ProjectEventType } from './project-event.type.ts';

/** Fields of `ProjectEvent` that need a read. */
@Resolver(() => ProjectEventType)
export class ProjectEventResolver {
  @FieldResolver(() => ProjectType, { nullable: true, description: 'The project as it is when this is read, which may be later than the event.' })
  project(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Project | null> {
    return loaders.project.load(logged.subjectId);
  }
}
