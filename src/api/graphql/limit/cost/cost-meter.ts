// Costs of operations, before they run. With the same page sizes an operation costs the same each time, and is not priced anew.
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
  readonly #known = new WeakMap<OperationDefinitionNode, KnownCost>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    this.#introspection = introspectionSizes(schema);
  }

  /** The cost of an operation. */
  costOf(asked: PricedOperation): Cost {
    const known = this.#known.get(asked.operation);
    if (known && isSame(known.read, asked)) return known.cost;
    const { pricing, read } = this.#pricing(asked);
    const { points, nodes } = onPage(1, pricing.ofSet(asked.operation.selectionSet, this.#rootOf(asked.operation)));
    const cost = { points: Math.ceil(points), nodes: Math.ceil(nodes) };
    this.#known.set(asked.operation, { read, cost });
    return cost;
  }

  /** The dearest part of it. */
  dearestPathOf(asked: PricedOperation): string {
    return dearestPath(this.#pricing(asked).pricing, asked.operation.selectionSet, this.#rootOf(asked.operation));
  }

  #pricing({ document, operation, variables }: PricedOperation): { pricing: Pricing; read: ReadonlyMap<string, unknown> } {
    const fragments = new Map(document.definitions.filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]));
    const seen = new Map<string, unknown>();
    const read = (name: string): unknown => {
      const given = Object.hasOwn(variables, name);
      // Lists and objects are not kept: they may be large, and no two are the same.
      seen.set(name, given ? keptForm(variables[name]) : NOT_GIVEN);
      if (given) return variables[name];
      const fallback = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
      return fallback && plainValue(fallback, { read: () => undefined });
    };
    return { pricing: new Pricing({ schema: this.#schema, introspection: this.#introspection, fragments, variables: { read } }), read: seen };
  }

  #rootOf({ operation }: OperationDefinitionNode): GraphQLObjectType {
    const root = this.#schema.getRootType(operation);
    if (!root) throw new Error(`the schema has no ${operation}`);
    return root;
  }
}

/** What an operation last cost, and the variables that this was told by: pricing looks at the same ones each time. */
interface KnownCost {
  readonly read: ReadonlyMap<string, unknown>;
  readonly cost: Cost;
}

const NOT_GIVEN = Symbol('not given');
const NEVER_THE_SAME = Symbol('never the same');

function keptForm(value: unknown): unknown {
  return typeof value === 'number' || value === null ? value : NEVER_THE_SAME;
}

function isSame(read: ReadonlyMap<string, unknown>, { variables }: PricedOperation): boolean {
  for (const [name, value] of read) {
    if (value === NEVER_THE_SAME || (Object.hasOwn(variables, name) ? variables[name] : NOT_GIVEN) !== value) return false;
  }
  return true;
}
