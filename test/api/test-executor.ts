// The executor that the API's tests run on: SWITCHYARD_TEST_EXECUTOR is plain, jit (which is also what a server starts with) or both.
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';
import { type Execute, makeExecute, referenceExecute } from '../../src/api/graphql/execution/execute.ts';

/** Which executor is meant; throws for anything else. */
export function chosenExecutor(text = process.env['SWITCHYARD_TEST_EXECUTOR'] ?? 'jit'): 'jit' | 'plain' | 'both' {
  if (text === 'jit' || text === 'plain' || text === 'both') return text;
  throw new Error(`SWITCHYARD_TEST_EXECUTOR is ${text}: plain, jit or both was expected`);
}

/** The chosen executor; it compiles what it can at once, because a test asks most things one time only. `both` compares what they answer to each query. */
export function testExecute(schema: GraphQLSchema): Execute {
  const executor = chosenExecutor();
  const chosen = makeExecute(schema, { executor: executor === 'plain' ? 'plain' : 'jit', compileAfter: 0 });
  return executor === 'both' ? (args) => executeTwice(chosen, args) : chosen;
}

// For a look by hand: statements are counted twice, and what changes between two reads is told as a difference.
async function executeTwice(chosen: Execute, args: ExecutionArgs): Promise<ExecutionResult> {
  const result = await chosen(args);
  if (args.document.definitions.some((one) => one.kind === 'OperationDefinition' && one.operation === 'mutation')) return result;
  const again = await referenceExecute(args);
  const [ours, theirs] = [JSON.stringify(result), JSON.stringify(again)];
  if (ours !== theirs || !isDeepStrictEqual(result.errors, again.errors)) throw new Error(`the executors differ: ${ours} and ${theirs}`);
  return result;
}
