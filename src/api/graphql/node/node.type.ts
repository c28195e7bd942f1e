// The interface of everything that has a global id.
import { Field, ID, InterfaceType } from 'type-graphql';
import type { NodeType } from '../global-id.ts';

/** A record that tells its type; made by `node` and `nodes` only, everywhere else the type is known from the field. */
export type NodeRecord = object & { readonly __typename: NodeType };

/** Everything that has a global id. */
@InterfaceType('Node', {
  description: 'Something with an id by which it can be fetched again. Later versions may add types: clients must tolerate unknown ones.',
  resolveType: (value: NodeRecord) => value.__typename,
})
export abstract class NodeInterface {
  @Field(() => ID, { description: 'Opaque id, the same for ever, unique over all types.' })
  id!: string;
}
