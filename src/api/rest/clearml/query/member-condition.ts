// `filters`: what the values of a list must have and lack, said by members instead of by operators.
import { EVERYTHING, type Filter } from '../../../../domain/filter/filter.ts';
import { ClearmlError } from '../clearml-error.ts';
import { textsOrNulls } from './list-operators.ts';
import { familyOf, fieldNamed, type QueryField, type QuerySheet } from './query-field.ts';
import { hasAny, isEmpty, not } from './value-condition.ts';

/** The condition of all list fields that are named, each with its members. Throws VALIDATION for what is no list field, and for another form. */
export function membersCondition(sheet: QuerySheet, given: unknown): Filter {
  const parts = Object.entries(objectOf('', given)).flatMap(([name, members]): readonly Filter[] => {
    if (members == null) return [];
    const isList = sheet.lists.includes(name) || (name.includes('.') && sheet.listFamilies.includes(familyOf(name)));
    const found = isList ? fieldNamed(sheet, name) : null;
    return [found === null ? refuse(name, 'there is no such list field') : memberCondition(name, found, members)];
  });
  return parts.length === 0 ? EVERYTHING : { kind: 'and', parts };
}

// The condition of `{any: {include, exclude}, all: {include, exclude}, op}`.
function memberCondition(name: string, field: QueryField, given: unknown): Filter {
  const { any, all, op, ...rest } = objectOf(name, given);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) refuse(`${name}.${unknown}`, 'there is no such member: there are any, all and op');
  if (op != null && op !== 'and' && op !== 'or') refuse(`${name}.op`, 'must be and, or');
  const parts = [
    ...partOf(`${name}.any`, any, { field, kind: 'or' }),
    ...partOf(`${name}.all`, all, { field, kind: 'and' }),
  ];
  return parts.length === 0 ? EVERYTHING : { kind: op === 'or' ? 'or' : 'and', parts };
}

function partOf(name: string, given: unknown, { field, kind }: { readonly field: QueryField; readonly kind: 'and' | 'or' }): readonly Filter[] {
  if (given == null) return [];
  const { include, exclude, ...rest } = objectOf(name, given);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) refuse(`${name}.${unknown}`, 'there is no such member: there are include and exclude');
  const has = (value: string | null): Filter => (value === null ? isEmpty(field) : hasAny(field, [value]));
  const parts = [
    ...(include == null ? [] : textsOrNulls(`${name}.include`, include).map(has)),
    ...(exclude == null ? [] : textsOrNulls(`${name}.exclude`, exclude).map((value) => not(has(value)))),
  ];
  return parts.length === 0 ? [] : [{ kind, parts }];
}

function objectOf(name: string, given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) refuse(name, 'must be an object');
  return given as Record<string, unknown>;
}

function refuse(name: string, what: string): never {
  throw new ClearmlError('VALIDATION', `Validation error: filters${name === '' ? '' : `.${name.slice(0, 200)}`}: ${what}`);
}
