// The least operation that asks for one field: what must be given is given, and nothing else.
import { type GraphQLField, type GraphQLInputType, type GraphQLObjectType, getNamedType, getNullableType, isEnumType, isInputObjectType, isLeafType, isListType, isRequiredArgument, isRequiredInputField } from 'graphql';

/** Kinds of operations. */
export type OperationKind = 'query' | 'mutation' | 'subscription';

/** An operation with this field alone; `given` are further arguments, or fields of its inputs, or others than the least. */
export function leastOperation(kind: OperationKind, field: GraphQLField<unknown, unknown>, given: Readonly<Record<string, string>> = {}): string {
  const args = field.args.filter((arg) => isRequiredArgument(arg) || Object.hasOwn(given, arg.name)).map((arg) => `${arg.name}: ${given[arg.name] ?? leastValue(arg.type, given)}`);
  const variables = args.some((arg) => arg.includes('$file')) ? ' ($file: Upload!)' : '';
  return `${kind}${variables} { ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${leastSelection(kind, field)} }`;
}

function leastSelection(kind: OperationKind, field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (kind === 'mutation') return ' { outcome userErrors { code message } }';
  return 'getFields' in type && (type as GraphQLObjectType).getFields()['totalCount'] ? ' { totalCount }' : ' { __typename }';
}

function leastValue(type: GraphQLInputType, given: Readonly<Record<string, string>>): string {
  const inner = getNullableType(type);
  if (isListType(inner)) return '[]';
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields()).filter((one) => isRequiredInputField(one) || Object.hasOwn(given, one.name));
    return `{ ${fields.map((one) => `${one.name}: ${given[one.name] ?? leastValue(one.type, {})}`).join(', ')} }`;
  }
  switch (getNamedType(inner).name) {
    case 'Int':
    case 'Float':
    case 'BigInt':
      return '1';
    case 'Boolean':
      return 'true';
    case 'JSON':
      return '{}';
    case 'DateTime':
      return '"2026-11-21T10:17:00Z"';
    default:
      return '"x"';
  }
}
