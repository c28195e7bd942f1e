// The order of lists of nouns.
import { Field, InputType } from 'type-graphql';
import { stringEnum } from '../string-enum.ts';

/** What lists can be ordered by. */
export const ListOrderFieldEnum = stringEnum('ListOrderField', ['CREATED_AT'], {
  description: 'What a list is ordered by.',
  values: { CREATED_AT: 'The order in which the rows were made.' },
});

/** Directions of an order. */
export const OrderDirectionEnum = stringEnum('OrderDirection', ['ASC', 'DESC'], {
  description: 'The direction of an order.',
  values: { ASC: 'The smallest or oldest first.', DESC: 'The largest or newest first.' },
});

/** The order of a list of nouns. */
@InputType('ListOrder', { description: 'The order of a list.' })
export class ListOrderInput {
  @Field(() => ListOrderFieldEnum, { defaultValue: 'CREATED_AT', description: 'What to order by.' })
  field!: 'CREATED_AT';

  @Field(() => OrderDirectionEnum, { defaultValue: 'DESC', description: 'The direction.' })
  direction!: 'ASC' | 'DESC';
}
