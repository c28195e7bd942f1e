// Costs of operations, before they run. Without variables for page sizes an operation costs the same each time, and is priced once.
import { type DocumentNode, type FragmentDefinitionNode, type GraphQLObjectType, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { dearestPath } from './dearest-path.ts';
import { introspectionSizes } from './list-sizes.ts';
import { plainValue } from './page-size.ts';
import { Pricing } from './pricing.ts';
import { type Cost, onPage } from './tally.ts';

/** A valid operation with what was sent for its variables. */
export interface PricedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Costs by what operations could return at most: 2 points an object, half a point a value, 10 a count, 100 a mutation, `FIELD_POINTS` what does more. What stands in a list counts as
 * often as the list may have rows: `first` or `last` or the default page for connections, a declared number for other lists. Fragments
 * count as often as they are spread, and what `@skip` and `@include` leave out counts too.
 */
export class CostMeter {
  readonly #schema: GraphQLSchema;
  readonly #introspection: ReadonlyMap<string, number>;
  readonly #constant = new WeakMap<OperationDefinitionNode, Cost>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    this.#introspection = introspectionSizes(schema);
  }

  /** The cost of an operation. */
  costOf(asked: PricedOperation): Cost {
    const known = this.#constant.get(asked.operation);
    if (known) return known;
    const { pricing, usesVariables } = this.#pricing(asked);
    const { points, nodes } = onPage(1, pricing.ofSet(asked.operation.selectionSet, this.#rootOf(asked.operation)));
    const cost = { points: Math.ceil(points), nodes: Math.ceil(nodes) };
    if (!usesVariables()) this.#constant.set(asked.operation, cost);
    return cost;
  }

  /** The dearest part of it. */
  dearestPathOf(asked: PricedOperation): string {
    return dearestPath(this.#pricing(asked).pricing, asked.operation.selectionSet, this.#rootOf(asked.operation));
  }

  #pricing({ document, operation, variables }: PricedOperation): { pricing: Pricing; usesVariables: () => boolean } {
    const fragments = new Map(document.definitions.filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]));
    let asked = false;
    const read = (name: string): unknown => {
      asked = true;
      if (Object.hasOwn(variables, name)) return variables[name];
      const fallback = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
      return fallback && plainValue(fallback, { read: () => undefined });
    };
    return { pricing: new Pricing({ schema: this.#schema, introspection: this.#introspection, fragments, variables: { read } }), usesVariables: () => asked };
  }

  #rootOf({ operation }: OperationDefinitionNode): GraphQLObjectType {
    const root = this.#schema.getRootType(operation);
    if (!root) throw new Error(`the schema has no ${operation}`);
    return root;
  }
}
