// An operation whose arguments are all variables: nothing that a client has written becomes part of compiled code.
import { type DocumentNode, type GraphQLInputType, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, print, TypeInfo, type ValueNode, type VariableDefinitionNode, visit, visitWithTypeInfo } from 'graphql';

/** What the names of lifted arguments begin with. */
export const LIFTED = 'lifted__';
/** The type that all variables are given: what graphql itself has coerced passes through it as it is. */
export const GIVEN_TYPE = 'GivenValue';

/** An argument that was written into the document. */
export interface LiftedArgument {
  readonly name: string;
  readonly value: ValueNode;
  readonly type: GraphQLInputType;
}

/** The operation to compile, and what its added variables stand for. */
export interface LiftedOperation {
  readonly document: DocumentNode;
  readonly lifted: readonly LiftedArgument[];
}

/**
 * The operation with its fragments, as a fresh document without places. Texts and numbers of the document are data for the compiled code,
 * never a part of it: the compiler's own way of writing them down can be broken out of.
 */
export function liftArguments(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): LiftedOperation {
  const info = new TypeInfo(schema);
  const lifted: LiftedArgument[] = [];
  const own: DocumentNode = { ...document, definitions: document.definitions.filter((one) => one === operation || one.kind === Kind.FRAGMENT_DEFINITION) };
  const rewritten = visit(own, visitWithTypeInfo(info, {
    Argument(node) {
      const argument = info.getArgument();
      if (node.value.kind === Kind.VARIABLE || !argument) return undefined;
      const name = `${LIFTED}${lifted.length}`;
      lifted.push({ name, value: node.value, type: argument.type });
      return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } };
    },
  }));
  const names = [...(operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value), ...lifted.map(({ name }) => name)];
  const definitions = rewritten.definitions.map((one) => (one.kind === Kind.OPERATION_DEFINITION ? { ...one, variableDefinitions: names.map(definitionOf) } : one));
  return { document: parse(print({ ...rewritten, definitions }), { noLocation: true }), lifted };
}

function definitionOf(name: string): VariableDefinitionNode {
  const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
  return { kind: Kind.VARIABLE_DEFINITION, variable: { kind: Kind.VARIABLE, name: named(name) }, type: { kind: Kind.NAMED_TYPE, name: named(GIVEN_TYPE) } };
}
