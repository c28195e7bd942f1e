// What all values of graphs tell of themselves, whatever their type.
import { Field, ID, InterfaceType } from 'type-graphql';
import type { GraphValueType } from '../../../../domain/graph/graph-value.ts';
import { BigIntScalar } from '../../scalars.ts';
import { GraphValueTypeEnum } from './graph-value.enum.ts';

/** A value as resolvers give it tells the type that shows it. */
export function shownAsOf(value: object): string | undefined {
  return (value as { readonly shownAs?: string }).shownAs;
}

/** The fields that every member of the union has. */
@InterfaceType('StoredValue', { resolveType: shownAsOf, description: 'What all values of graphs tell of themselves.' })
export abstract class StoredValueType {
  @Field(() => GraphValueTypeEnum, { description: 'Its type, by the name that it has on the wire.' })
  type!: GraphValueType;

  @Field(() => BigIntScalar, { description: 'Bytes of it: of the picture, or of its JSON.' })
  size!: number;

  @Field(() => String, { nullable: true, description: 'Where its bytes are read: a path below the address of this server, with the same key, for what is kept as a file; a data URL for a picture that is kept with its run; null for other small values, which are here whole.' })
  url!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the file that has its bytes; null for what is kept with its run.' })
  fileId!: string | null;
}
