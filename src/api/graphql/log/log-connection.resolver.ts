// What a page of output says of the whole output.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../context.ts';
import { BigIntScalar } from '../scalars.ts';
import { LogLineConnection } from './log-connection.type.ts';
import type { TaskLog } from './task-log.resolver.ts';

/** `LogLineConnection.linesGone`. */
@Resolver(() => LogLineConnection)
export class LogConnectionResolver {
  @FieldResolver(() => BigIntScalar, { description: 'How many of its oldest lines are gone, because they are older than what is kept. Costs a statement of its own.' })
  async linesGone(@Root() { taskId }: TaskLog, @Ctx() { loaders }: ApiContext): Promise<number> {
    return (await loaders.lostLinesOfTask.load(taskId)).count;
  }
}
