// One operation as compiled code: variables and arguments are coerced by graphql itself, the code only walks through the result.
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getVariableValues, type GraphQLNamedType, GraphQLScalarType, type GraphQLSchema, type OperationDefinitionNode, valueFromAST } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { GIVEN_TYPE, type LiftedArgument, liftArguments } from './lifted-arguments.ts';

/** Executes with these arguments; null when the reference has to, which is also to word the errors of such a result. */
export type RunCompiled = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult> | null;

const GIVEN = new GraphQLScalarType({ name: GIVEN_TYPE, parseValue: (value) => value, serialize: (value) => value });

/** Compiles an operation that `compilableSize` has measured; null when the compiler does not take it. */
export function compileOperation(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): RunCompiled | null {
  const { document: compiledDocument, lifted } = liftArguments(schema, document, operation);
  const compiled = compileQuery(schemaWithGiven(schema), compiledDocument, undefined, { disablingCapturingStackErrors: true, resolverInfoEnricher: () => COMPILED });
  if (!isCompiledQuery(compiled)) return null;
  return ({ rootValue, contextValue, variableValues }) => {
    const variables = variablesOf(schema, operation, { given: variableValues ?? {}, lifted });
    return variables && (compiled.query(rootValue, contextValue, variables) as ExecutionResult | Promise<ExecutionResult>);
  };
}

/** What resolvers of types find in their `info`: in compiled code they must not throw. */
const COMPILED = { isCompiled: true };

// The compiler looks types of variables up by their name; everything else is the schema itself.
function schemaWithGiven(schema: GraphQLSchema): GraphQLSchema {
  return Object.create(schema, { getType: { value: (name: string): GraphQLNamedType | undefined => (name === GIVEN_TYPE ? GIVEN : schema.getType(name)) } }) as GraphQLSchema;
}

function variablesOf(schema: GraphQLSchema, operation: OperationDefinitionNode, { given, lifted }: { given: Readonly<Record<string, unknown>>; lifted: readonly LiftedArgument[] }): Record<string, unknown> | null {
  // One fault is enough to know: the reference words them all, and wording each of many thousands took seconds.
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 });
  if (!coerced) return null;
  const all = { ...coerced };
  for (const { name, value, type } of lifted) {
    const argument = valueFromAST(value, type, coerced);
    if (argument === undefined) return null;
    all[name] = argument;
  }
  return all;
}
