// Edges: a row of a connection with its cursor.
import { type ClassType, Field, ObjectType } from 'type-graphql';

/** An edge as resolvers give it. */
export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

/** The edge type of a connection of `node`. */
export function edgeType(name: string, node: () => ClassType<object>): ClassType<Edge<object>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A ${name} in a list, with its place.` })
  class EdgeOf implements Edge<object> {
    @Field(() => String, { description: 'Its place in this list, filter and order, for `after` and `before`.' })
    cursor!: string;

    @Field(node, { description: `The ${name}.` })
    node!: object;
  }
  return EdgeOf;
}
