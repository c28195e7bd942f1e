// Projects: how they are found.
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Project } from '../../../domain/project.ts';
import { listProjects } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { projectFilterOf } from './project-filter.input.ts';
import { ProjectListArgs } from './project.args.ts';
import { ProjectConnection, ProjectType } from './project.type.ts';

/** Queries and fields of projects. */
@Resolver(() => ProjectType)
export class ProjectResolver {
  @Query(() => ProjectType, { nullable: true, description: 'A project by its id; null when there is none. Needs the role viewer.' })
  project(@Arg('id', () => ID, { description: 'Id of the project.' }) id: string, @Ctx() ctx: ApiContext): Promise<Project | null> {
    return readNoun(ctx, ctx.loaders.project, { id, type: 'Project' });
  }

  @Query(() => ProjectConnection, { description: 'Projects, newest first unless ordered otherwise. Needs the role viewer.' })
  async projects(@Args(() => ProjectListArgs) args: ProjectListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Project>> {
    return listConnection(ctx, listProjects, { filter: projectFilterOf(args.filter), args, loader: ctx.loaders.project });
  }

  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() project: Project): string {
    return toGlobalId('Project', project.id);
  }
}
