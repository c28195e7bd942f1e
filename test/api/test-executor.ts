// The executor that the API's tests run on: SWITCHYARD_TEST_EXECUTOR is plain or jit, which is also what a server starts with.
import type { GraphQLSchema } from 'graphql';
import { type Execute, makeExecute } from '../../src/api/graphql/execution/execute.ts';

/** Whether `plain` or `jit` is meant; throws for anything else. */
export function chosenExecutor(text = process.env['SWITCHYARD_TEST_EXECUTOR'] ?? 'jit'): 'jit' | 'plain' {
  if (text === 'jit' || text === 'plain') return text;
  throw new Error(`SWITCHYARD_TEST_EXECUTOR is ${text}: plain or jit was expected`);
}

/** The chosen executor; it compiles what it can at once, because a test asks most things one time only. */
export function testExecute(schema: GraphQLSchema): Execute {
  return makeExecute(schema, { executor: chosenExecutor(), compileAfter: 0 });
}
