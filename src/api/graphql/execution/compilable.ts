// Which operations are compiled, and how large they become: code is written for each field at each place and for each type it can have.
import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, getNamedType, type GraphQLObjectType, type GraphQLSchema, isAbstractType, isCompositeType, isLeafType, isObjectType, Kind, type OperationDefinitionNode, type SelectionSetNode, typeFromAST, visit, BREAK } from 'graphql';
import { LIFTED } from './lifted-arguments.ts';

/** Most fields of one compiled operation, each counted as often as it stands in the code; larger ones take more than 20 ms to compile. */
export const MAX_FIELDS = 1_000;

/** The extension of interfaces and unions whose values tell their type without a promise, which compiled code does not wait for. */
export const TYPE_AT_ONCE = 'typeAtOnce';

/** How many fields the compiled operation has, or null when it is to be left to the reference. */
export function compilableSize(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): number | null {
  const root = schema.getRootType(operation.operation);
  if (!root || operation.operation === 'mutation' || !isPlain(document)) return null;
  const walk: Walk = { schema, fragments: new Map(document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one])), left: MAX_FIELDS };
  return spend(walk, root, [operation.selectionSet]) ? MAX_FIELDS - walk.left : null;
}

/**
 * Directives have effects that compiled code shares between places; introspection is seldom; `__proto__` is no ordinary key in code;
 * and names of variables must not be those of lifted arguments.
 */
function isPlain(document: DocumentNode): boolean {
  let plain = true;
  const refuse = (): typeof BREAK => { plain = false; return BREAK; };
  visit(document, {
    Directive: refuse,
    Field: ({ name, alias }) => (name.value === '__schema' || name.value === '__type' || alias?.value === '__proto__' ? refuse() : undefined),
    Variable: ({ name }) => (name.value.startsWith('__') || name.value.startsWith(LIFTED) ? refuse() : undefined),
  });
  return plain;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  left: number;
}

interface Found {
  readonly type: GraphQLObjectType;
  readonly fields: Map<string, FieldNode[]>;
  readonly visited: Set<string>;
}

/** Walks through all places as the compiler will; false as soon as there are too many, or a type that cannot be told at once. */
function spend(walk: Walk, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): boolean {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of sets) if (!collect(walk, set, { type, fields, visited })) return false;
  for (const nodes of fields.values()) {
    const field = type.getFields()[nodes[0]!.name.value];
    const named = field && getNamedType(field.type);
    if (!named || isLeafType(named)) continue;
    if (isAbstractType(named) && named.extensions[TYPE_AT_ONCE] !== true) return false;
    const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    for (const possible of isObjectType(named) ? [named] : isAbstractType(named) ? walk.schema.getPossibleTypes(named) : []) if (!spend(walk, possible, below)) return false;
  }
  return true;
}

/** Collects the fields of one type; each look at a selection costs, so that fragments which lead nowhere are paid for as well. */
function collect(walk: Walk, set: SelectionSetNode, found: Found): boolean {
  for (const node of set.selections) {
    if (--walk.left < 0) return false;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      found.fields.set(key, [...(found.fields.get(key) ?? []), node]);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (found.visited.has(node.name.value)) continue;
      found.visited.add(node.name.value);
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(node.name.value) : node;
    if (fragment && applies(walk.schema, fragment.typeCondition, found.type) && !collect(walk, fragment.selectionSet, found)) return false;
  }
  return true;
}

function applies(schema: GraphQLSchema, condition: FragmentDefinitionNode['typeCondition'] | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined) return true;
  const wanted = typeFromAST(schema, condition);
  if (!isCompositeType(wanted)) return false;
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
