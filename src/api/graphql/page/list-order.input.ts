// The orders of lists of nouns.
import { type ClassType, Field, InputType } from 'type-graphql';
import type { ListOrder } from '../../../domain/filter/list-orders.ts';
import { stringEnum } from '../string-enum.ts';

/** Directions of an order. */
export const OrderDirectionEnum = stringEnum('OrderDirection', ['ASC', 'DESC'], {
  description: 'The direction of an order.',
  values: { ASC: 'The smallest or oldest first.', DESC: 'The largest or newest first.' },
});

/** An order as it is asked for. */
export interface OrderInput<OrderField extends string> {
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** What the orders mean that many nouns have. */
export const ORDER_WORDS = {
  CREATED_AT: 'The order in which the rows were made.',
  NAME: 'By name, letter by letter, whatever the case.',
} as const;

/** The order input of a noun, with its closed set of fields. */
export function orderInput<OrderField extends string>(noun: string, fields: readonly OrderField[], words: Readonly<Record<OrderField, string>>): ClassType<OrderInput<OrderField>> {
  const FieldEnum = stringEnum(`${noun}ListOrderField`, fields, { description: `What a list of ${noun} is ordered by. Rows that are the same in it are in the order in which they were made.`, values: words });

  @InputType(`${noun}ListOrder`, { description: `The order of a list of ${noun}.` })
  class OrderOf implements OrderInput<OrderField> {
    @Field(() => FieldEnum, { defaultValue: fields[0], description: 'What to order by.' })
    field!: OrderField;

    @Field(() => OrderDirectionEnum, { defaultValue: 'DESC', description: 'The direction.' })
    direction!: 'ASC' | 'DESC';
  }
  return OrderOf;
}

/** The order in the words of the lists; undefined when none is asked for. */
export function listOrderOf<OrderField extends string>(given: OrderInput<OrderField> | null | undefined): ListOrder<OrderField> | undefined {
  return given === null || given === undefined ? undefined : { field: given.field, descending: given.direction === 'DESC' };
}
