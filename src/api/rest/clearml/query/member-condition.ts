// `filters`: what the values of a list must have and lack, said by members instead of by operators.
import { EVERYTHING, type Filter } from '../../../../domain/filter/filter.ts';
import { ClearmlError } from '../clearml-error.ts';
import { textsOrNulls } from './list-operators.ts';
import { familyOf, fieldNamed, type QueryField, type QuerySheet } from './query-field.ts';
import { hasAll, hasAny, isEmpty, not } from './value-condition.ts';

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
  const parts = [...partOf(`${name}.any`, any, { field, kind: 'or' }), ...partOf(`${name}.all`, all, { field, kind: 'and' })];
  return parts.length === 0 ? EVERYTHING : { kind: op === 'or' ? 'or' : 'and', parts };
}

function partOf(name: string, given: unknown, { field, kind }: { readonly field: QueryField; readonly kind: 'and' | 'or' }): readonly Filter[] {
  if (given == null) return [];
  const { include, exclude, ...rest } = objectOf(name, given);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) refuse(`${name}.${unknown}`, 'there is no such member: there are include and exclude');
  const [has, lacks] = [valuesOf(`${name}.include`, include), valuesOf(`${name}.exclude`, exclude)];
  // One comparison for all values of a list: what lacks one of several has not all of them.
  const [some, every] = kind === 'or' ? [hasAny, hasAll] : [hasAll, hasAny];
  const parts = [
    ...(has.values.length === 0 ? [] : [some(field, has.values)]),
    ...(has.orEmpty ? [isEmpty(field)] : []),
    ...(lacks.values.length === 0 ? [] : [not(every(field, lacks.values))]),
    ...(lacks.orEmpty ? [not(isEmpty(field))] : []),
  ];
  return parts.length === 0 ? [] : [{ kind, parts }];
}

function valuesOf(name: string, given: unknown): { readonly values: readonly string[]; readonly orEmpty: boolean } {
  const all = given == null ? [] : textsOrNulls(name, given);
  return { values: all.filter((value) => value !== null), orEmpty: all.includes(null) };
}

function objectOf(name: string, given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) refuse(name, 'must be an object');
  return given as Record<string, unknown>;
}

function refuse(name: string, what: string): never {
  throw new ClearmlError('VALIDATION', `Validation error: filters${name === '' ? '' : `.${name.slice(0, 200)}`}: ${what}`);
}
