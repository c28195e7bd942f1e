// Queries for users, their keys and their sessions.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { MAX_USER_KEYS } from '../../../../engine/access/user/user-key.service.ts';
import { listUsers, readKeys, readSessions, readUser, type ListedSessionRow, type ShownUser, type UserKey } from '../../../../engine/access/user/users.read.ts';
import type { ApiContext } from '../../context.ts';
import { type Connection, connectionOf } from '../../page/connection.type.ts';
import { PageArgs } from '../../page/page.args.ts';
import { AccessKeyType } from './access-key.type.ts';
import { SessionType } from './session.type.ts';
import { UserConnection, UserType } from './user.type.ts';

const WHOSE = 'Id of the user; the caller when absent.';

/** `users`, `user`, `accessKeys`, `sessions`. */
@Resolver()
export class UserQueryResolver {
  @Query(() => UserConnection, { description: 'Users in the order of their names. Needs the role admin in every project.' })
  async users(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: ApiContext): Promise<Connection<ShownUser>> {
    return connectionOf(await listUsers(ctx.engine, ctx.actor, args));
  }

  @Query(() => UserType, { nullable: true, description: 'A user; null when there is none of that id. Needs the role viewer; for others than oneself, the role admin in every project.' })
  user(@Arg('id', () => ID, { nullable: true, description: WHOSE }) id: string | null, @Ctx() ctx: ApiContext): Promise<ShownUser | null> {
    return readUser(ctx.engine, ctx.actor, id ?? null);
  }

  @Query(() => [AccessKeyType], { description: `Access keys of a user, those that can be used first, each part newest first: at most ${MAX_USER_KEYS}. Needs the role viewer; for others than oneself, the role admin in every project.` })
  accessKeys(@Arg('userId', () => ID, { nullable: true, description: WHOSE }) userId: string | null, @Ctx() ctx: ApiContext): Promise<readonly UserKey[]> {
    return readKeys(ctx.engine, ctx.actor, userId ?? null);
  }

  @Query(() => [SessionType], { description: 'The newest sessions of a user, those that are over included: at most 100. Needs the role viewer; for others than oneself, the role admin in every project.' })
  sessions(@Arg('userId', () => ID, { nullable: true, description: WHOSE }) userId: string | null, @Ctx() ctx: ApiContext): Promise<readonly ListedSessionRow[]> {
    return readSessions(ctx.engine, ctx.actor, userId ?? null);
  }
}
