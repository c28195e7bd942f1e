// How a filter compares times.
import { Field, InputType } from 'type-graphql';
import type { CompareOp, FieldPath, Filter } from '../../../domain/filter/filter.ts';
import { isTime } from '../../../domain/filter/filter-check.ts';
import { type InputPath, invalid } from '../../../domain/input/check.ts';
import { DateTimeScalar } from '../scalars.ts';
import { type Made, existence, givenParts } from './comparator-part.ts';

/** A comparator of times. */
@InputType('DateTimeComparator', { description: 'Compares a time. All given parts must hold. A time that is absent satisfies isNull only.' })
export class DateTimeComparatorInput {
  @Field(() => DateTimeScalar, { nullable: true, description: 'At this time, to the millisecond.' })
  eq?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this time.' })
  lt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'At this time or before.' })
  lte?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'After this time.' })
  gt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'At this time or after.' })
  gte?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is absent.' })
  isNull?: boolean | null;
}

/** What must hold of a field. Throws INVALID for times outside the years 1 to 9999, which not every part of the system can hold. */
export function timeParts(given: DateTimeComparatorInput | null | undefined, field: FieldPath, path: InputPath): Filter[] {
  return givenParts(given, { field, path, made: MADE });
}

function compared(op: CompareOp): (time: Date, path: FieldPath, at: InputPath) => Filter {
  return (time, path, at) => {
    const value = time.toISOString();
    return isTime(value) ? { kind: 'compare', path, op, value } : invalid(at, 'must lie in the years 1 to 9999');
  };
}

const MADE: Made<DateTimeComparatorInput> = { eq: compared('eq'), lt: compared('lt'), lte: compared('le'), gt: compared('gt'), gte: compared('ge'), isNull: existence };
