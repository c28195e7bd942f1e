// The price of a selection: what it could return at most, whatever the database holds.
import {
  type FieldNode, type FragmentDefinitionNode, getNamedType, type GraphQLCompositeType, type GraphQLField, type GraphQLNamedType, type GraphQLSchema, isAbstractType, isCompositeType, isLeafType, isObjectType,
  Kind, SchemaMetaFieldDef, type SelectionNode, type SelectionSetNode, TypeMetaFieldDef,
} from 'graphql';
import { DEFAULT_PAGE } from '../../../../engine/read/page.ts';
import { isListField, listSizeOf } from './list-sizes.ts';
import { lengthOf, pageSizeOf, type VariableValues } from './page-size.ts';
import { type Cost, either, EMPTY, FREE, join, onPage, plus, type Tally, times } from './tally.ts';

/** Points of an object. */
export const OBJECT_POINTS = 2;
/** Points of a value, lists of values included: they are one column, and came with its object. */
export const VALUE_POINTS = 0.5;
/** Points of a `totalCount`: a statement of its own. */
export const COUNT_POINTS = 10;
/** Points of a mutation, beside what it returns: it locks, writes and tells everybody. */
export const MUTATION_POINTS = 100;
/** Points of fields that do more than they return, beside that: an archive has its whole table read for one page of members, 0.14 s of a core for the largest. */
export const FIELD_POINTS: Readonly<Record<string, number>> = { 'File.entries': 2_000 };
/** Values of the schema for one point: they come from memory. */
export const INTROSPECTION_DISCOUNT = 5;

/** What prices are made of. */
export interface PriceGround {
  readonly schema: GraphQLSchema;
  readonly introspection: ReadonlyMap<string, number>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: VariableValues;
}

/** Prices of the selections of one operation; every fragment is summed up once, however often it is spread. Only for valid documents. */
export class Pricing {
  readonly #ground: PriceGround;
  readonly #fragments = new Map<string, Tally>();

  constructor(ground: PriceGround) {
    this.#ground = ground;
  }

  /** Of all selections of a set. Of fragments on different object types only one can apply, so only the dearest counts. */
  ofSet(set: SelectionSetNode | undefined, type: GraphQLCompositeType): Tally {
    let sum = EMPTY;
    const exclusive = new Map<string, Tally>();
    for (const selection of set?.selections ?? []) {
      const tally = this.ofSelection(selection, type);
      const only = isAbstractType(type) ? this.#condition(selection) : null;
      if (only === null) sum = join(sum, tally);
      else exclusive.set(only, join(exclusive.get(only) ?? EMPTY, tally));
    }
    return join(sum, [...exclusive.values()].reduce(either, EMPTY));
  }

  /** Of one selection. */
  ofSelection(selection: SelectionNode, type: GraphQLCompositeType): Tally {
    if (selection.kind === Kind.FIELD) return this.#ofField(selection, type);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#ofFragment(selection.name.value);
    return this.ofSet(selection.selectionSet, this.innerType(selection, type));
  }

  /** The type that a selection with selections of its own is about. */
  innerType(selection: SelectionNode, type: GraphQLCompositeType): GraphQLCompositeType {
    if (selection.kind === Kind.FIELD) return getNamedType(this.definitionOf(selection, type).type) as GraphQLCompositeType;
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#ground.fragments.get(selection.name.value) : selection;
    return fragment?.typeCondition ? this.#compositeType(fragment.typeCondition.name.value) : type;
  }

  /** What stands under a selection. */
  innerSet(selection: SelectionNode): SelectionSetNode | undefined {
    return selection.kind === Kind.FRAGMENT_SPREAD ? this.#ground.fragments.get(selection.name.value)?.selectionSet : selection.selectionSet;
  }

  /** Rows that the lists directly under this field have. */
  pageUnder(field: FieldNode, type: GraphQLCompositeType): number {
    return pageSizeOf(field, this.definitionOf(field, type), this.#ground.variables) ?? DEFAULT_PAGE;
  }

  /** The field of a valid document. */
  definitionOf({ name }: FieldNode, type: GraphQLNamedType): GraphQLField<unknown, unknown> {
    if (name.value === '__schema') return SchemaMetaFieldDef;
    if (name.value === '__type') return TypeMetaFieldDef;
    const found = 'getFields' in type ? (type.getFields() as Readonly<Record<string, GraphQLField<unknown, unknown>>>)[name.value] : undefined;
    if (!found) throw new Error(`no field ${name.value} of ${type.name} can be priced: the document was not validated`);
    return found;
  }

  #ofFragment(name: string): Tally {
    const known = this.#fragments.get(name);
    if (known) return known;
    this.#fragments.set(name, EMPTY); // one that spreads itself is not valid, and must not go on for ever here either
    const fragment = this.#ground.fragments.get(name);
    const tally = fragment ? this.ofSet(fragment.selectionSet, this.#compositeType(fragment.typeCondition.name.value)) : EMPTY;
    this.#fragments.set(name, tally);
    return tally;
  }

  #ofField(field: FieldNode, type: GraphQLCompositeType): Tally {
    if (field.name.value === '__typename') return fixed({ points: VALUE_POINTS, nodes: 0 });
    const definition = this.definitionOf(field, type);
    const inner = getNamedType(definition.type);
    const base = type === this.#ground.schema.getMutationType() ? { points: MUTATION_POINTS, nodes: 0 } : { points: FIELD_POINTS[`${type.name}.${field.name.value}`] ?? 0, nodes: 0 };
    if (isLeafType(inner)) return fixed(plus(base, { points: field.name.value === 'totalCount' ? COUNT_POINTS : VALUE_POINTS, nodes: 0 }));
    const below = onPage(this.pageUnder(field, type), this.ofSet(field.selectionSet, inner as GraphQLCompositeType));
    const each = plus(base, plus({ points: OBJECT_POINTS, nodes: 1 }, below));
    if (definition === SchemaMetaFieldDef || definition === TypeMetaFieldDef) return fixed({ points: Math.ceil(each.points / INTROSPECTION_DISCOUNT), nodes: 0 });
    return isListField(definition.type) ? this.#ofList(each, { field, definition, type }) : fixed(each);
  }

  #ofList(each: Cost, { field, definition, type }: { field: FieldNode; definition: GraphQLField<unknown, unknown>; type: GraphQLCompositeType }): Tally {
    const { introspection, variables } = this.#ground;
    const asked = pageSizeOf(field, definition, variables) ?? introspection.get(`${type.name}.${field.name.value}`);
    if (asked !== undefined) return fixed(times(asked, each));
    const size = listSizeOf(type, definition);
    if (size === 'PAGE') return { fixed: FREE, row: each };
    return fixed(times(typeof size === 'number' ? size : Math.min(size.max, lengthOf(size.argument, { field, definition, variables })), each));
  }

  /** The object type that a fragment is for; null for all other selections. */
  #condition(selection: SelectionNode): string | null {
    if (selection.kind === Kind.FIELD) return null;
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#ground.fragments.get(selection.name.value) : selection;
    const name = fragment?.typeCondition?.name.value;
    return name !== undefined && isObjectType(this.#ground.schema.getType(name)) ? name : null;
  }

  #compositeType(name: string): GraphQLCompositeType {
    const type = this.#ground.schema.getType(name);
    if (!isCompositeType(type)) throw new Error(`${name} has no fields: the document was not validated`);
    return type;
  }
}

function fixed(cost: Cost): Tally {
  return { fixed: cost, row: FREE };
}
