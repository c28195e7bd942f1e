// Fields of graph specs that are put together: what goes in, and what is said of single nodes.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { nodeAlgorithm } from '../../../domain/graph/node-name.ts';
import type { GraphSpec } from '../../../domain/graph/graph-spec.ts';
import type { ApiContext } from '../context.ts';
import { GraphSpecType } from '../task/spec/graph-spec.type.ts';
import { GraphOutputType } from './graph-output.type.ts';
import { GraphOverrideType } from './graph-override.type.ts';
import { GraphValueUnion } from './value/graph-value.union.ts';
import { type GraphValueView, valueViews } from './value/value-view.ts';

/** Fields of `GraphSpec`. */
@Resolver(() => GraphSpecType)
export class GraphSpecResolver {
  @FieldResolver(() => [GraphValueUnion], { description: 'What goes into it, in the order of the inputs of the workflow.' })
  inputs(@Root() { inputs }: GraphSpec, @Ctx() ctx: ApiContext): Promise<GraphValueView[]> {
    return valueViews(ctx, inputs);
  }

  @FieldResolver(() => [GraphOverrideType], { description: 'Values of parameters for this run alone.' })
  overrides(@Root() { overrides, document }: GraphSpec): GraphOverrideType[] {
    return overrides.map(({ node, values }) => ({ node, algorithm: nodeAlgorithm(document, node), values }));
  }

  @FieldResolver(() => [GraphOutputType], { description: 'What is wanted of it, in the order in which it is answered.' })
  outputs(@Root() { outputs, document }: GraphSpec): GraphOutputType[] {
    return outputs.map((output) => ({ ...output, algorithm: nodeAlgorithm(document, output.node) }));
  }
}
