// Queries for algorithms. They belong to runners, which are everybody's.
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import { algorithmList } from '../../../engine/read/deployment.read.ts';
import { projectReach } from '../../../engine/read/project-reach.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { algorithmPage } from './algorithm-page.ts';
import { AlgorithmListArgs } from './algorithm.args.ts';
import { AlgorithmConnection, AlgorithmShown } from './algorithm.type.ts';

/** `algorithm` and `algorithms`. */
@Resolver()
export class AlgorithmResolver {
  @Query(() => AlgorithmShown, { nullable: true, description: 'An algorithm by its name; null when neither this version has it nor any runner. Needs the role viewer.' })
  async algorithm(@Arg('name', () => String, { description: 'Its name.' }) name: string, @Ctx() ctx: ApiContext): Promise<AlgorithmShown | null> {
    return (await known(ctx)).find((each) => each.name === name) ?? null;
  }

  @Query(() => AlgorithmConnection, { description: 'What nodes of graphs can be, by name: what is built in, and what runners have or had. Needs the role viewer.' })
  async algorithms(@Args(() => AlgorithmListArgs) args: AlgorithmListArgs, @Ctx() ctx: ApiContext): Promise<Connection<AlgorithmShown>> {
    const { source = null, search } = args;
    const words = search?.toLowerCase() ?? '';
    const chosen = (await known(ctx)).filter((each) => (source === null || each.source === source) && `${each.name}\n${each.description}`.toLowerCase().includes(words));
    return algorithmPage(chosen, args, { source, words });
  }
}

async function known({ engine, actor }: ApiContext): Promise<readonly AlgorithmShown[]> {
  requireRole(actor, 'viewer');
  await projectReach(engine.db, actor); // they are shared by all to whom any project is open
  return (await algorithmList(engine.db)).map(({ description, isAvailable }) => ({ ...description, isAvailable }));
}
