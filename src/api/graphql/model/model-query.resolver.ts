// Queries for models.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Model } from '../../../domain/model/model.ts';
import { listModels } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { modelFilterOf } from './model-filter.input.ts';
import { ModelListArgs } from './model.args.ts';
import { ModelConnection, ModelType } from './model.type.ts';

/** `model` and `models`. */
@Resolver()
export class ModelQueryResolver {
  @Query(() => ModelType, { nullable: true, description: 'A model by its id; null when there is none, or none any more. Needs the role viewer in its project.' })
  model(@Arg('id', () => ID, { description: 'Id of the model.' }) id: string, @Ctx() ctx: ApiContext): Promise<Model | null> {
    return readNoun(ctx, ctx.loaders.model, { id, type: 'Model' });
  }

  @Query(() => ModelConnection, { description: 'Models, newest first unless ordered otherwise. Needs the role viewer.' })
  async models(@Args(() => ModelListArgs) args: ModelListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Model>> {
    return listConnection(ctx, listModels, { filter: modelFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.model });
  }
}
