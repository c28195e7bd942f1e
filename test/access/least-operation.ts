// The least operation that asks for one field: what must be given is given, and nothing else.
import { type GraphQLField, type GraphQLInputType, getNamedType, getNullableType, isEnumType, isInputObjectType, isLeafType, isListType, isRequiredArgument, isRequiredInputField } from 'graphql';

/** An operation with this field alone; `inputs` are further fields of its inputs, or others than the least. */
export function leastOperation(kind: 'query' | 'mutation' | 'subscription', field: GraphQLField<unknown, unknown>, inputs: Readonly<Record<string, string>> = {}): string {
  const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${leastValue(arg.type, inputs)}`);
  const selection = isLeafType(getNamedType(field.type)) ? '' : kind === 'mutation' ? ' { outcome userErrors { code message } }' : ' { __typename }';
  return `${kind} { ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${selection} }`;
}

function leastValue(type: GraphQLInputType, inputs: Readonly<Record<string, string>>): string {
  const given = getNullableType(type);
  if (isListType(given)) return '[]';
  if (isEnumType(given)) return given.getValues()[0]!.name;
  if (isInputObjectType(given)) {
    const fields = Object.values(given.getFields()).filter((one) => isRequiredInputField(one) || Object.hasOwn(inputs, one.name));
    return `{ ${fields.map(({ name, type: inner }) => `${name}: ${inputs[name] ?? leastValue(inner, {})}`).join(', ')} }`;
  }
  switch (getNamedType(given).name) {
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
