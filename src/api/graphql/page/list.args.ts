// The arguments of lists of nouns that stand on their own.
import { ArgsType, Field } from 'type-graphql';
import { ListOrderInput } from './list-order.input.ts';
import { PageArgs } from './page.args.ts';

/** Paging and order; lists add their filter. */
@ArgsType()
export class ListArgs extends PageArgs {
  @Field(() => ListOrderInput, { nullable: true, description: 'The order; newest first when absent.' })
  orderBy?: ListOrderInput | null;
}

/** Whether the newest row comes first. */
export function isNewestFirst({ orderBy }: ListArgs): boolean {
  return (orderBy?.direction ?? 'DESC') === 'DESC';
}
