// Results of runs: read for all runs of an operation together, their values when they are asked for.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RunGraphResult } from '../../../store/read/deployment/graph-result-read.store.ts';
import type { ApiContext } from '../context.ts';
import { DateTimeScalar } from '../scalars.ts';
import { GraphResultType } from './graph-result.type.ts';
import { GraphValueUnion } from './value/graph-value.union.ts';
import { type GraphValueView, valueViews } from './value/value-view.ts';

/** Fields of `GraphResult`. */
@Resolver(() => GraphResultType)
export class GraphResultResolver {
  @FieldResolver(() => [GraphValueUnion], { nullable: true, description: 'The values, in the order in which they were asked for; null once their time is over.' })
  values(@Root() { values }: RunGraphResult, @Ctx() ctx: ApiContext): Promise<GraphValueView[]> | null {
    return values === null ? null : valueViews(ctx, values);
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When its values went; null while they are there.' })
  expiredAt(@Root() { values, expiresAt }: RunGraphResult): Date | null {
    return values === null ? expiresAt : null;
  }
}
