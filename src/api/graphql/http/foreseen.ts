// What is known of an operation before Apollo is asked to answer it: whoever found it out passes it on, so that nothing is judged, paid for or executed twice.
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Verdict } from '../limit/judgement.ts';
import type { PreparedOperation } from '../live/operation-cache.ts';

/** As far as it went. */
export interface Foreseen {
  readonly prepared: PreparedOperation | readonly GraphQLError[];
  readonly verdict?: Verdict;
  /** Of the execution, which may also have failed as a whole. */
  readonly result?: Promise<ExecutionResult>;
}
