// Arbitrary values of the domain's closed sets, for property tests.
import fc from 'fast-check';
import type { LostEnd } from '../../src/domain/attempt/ending.ts';
import type { Capabilities } from '../../src/domain/attempt/runner.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import type { WorkflowDefinition } from '../../src/domain/run/definition.ts';
import { HOLDS, PAUSE_BOUNDARIES } from '../../src/domain/task/hold.ts';
import { ORDER_VERBS, STOP_BOUNDARIES, type Order } from '../../src/domain/task/order.ts';
import type { LiveAttempt, TaskState } from '../../src/domain/task/situation.ts';
import type { RetryPolicy } from '../../src/domain/task/spec.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';

export const anyOrder: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ verb: fc.constant('STOP' as const), after: fc.constantFrom(...STOP_BOUNDARIES), cleanup: fc.constantFrom('RUN' as const, 'SKIP' as const) }),
  fc.record({ verb: fc.constant('ABORT' as const), after: fc.constant(null), cleanup: fc.constantFrom('RUN' as const, 'SKIP' as const) }),
  fc.constant({ verb: 'KILL' as const, after: null, cleanup: 'SKIP' as const }),
);

export const anyCapabilities: fc.Arbitrary<Capabilities> = fc.record({
  pause: fc.boolean(), stopAfter: fc.subarray([...STOP_BOUNDARIES]), retryStep: fc.boolean(), answerInput: fc.boolean(), cleanup: fc.boolean(),
});

const anyLive: fc.Arbitrary<LiveAttempt> = fc.record({ state: fc.constantFrom('CLAIMED' as const, 'RUNNING' as const), fence: fc.constantFrom('LEASED' as const, 'EXTERNAL' as const), can: anyCapabilities });

/** Also states that cannot be reached: the fold must have a word for each. */
export const anyTask: fc.Arbitrary<TaskState> = fc.record({
  status: fc.constantFrom(...TASK_STATUSES), hold: fc.constantFrom(...HOLDS), pauseAfter: fc.option(fc.constantFrom(...PAUSE_BOUNDARIES)), pausedByRun: fc.boolean(), order: fc.option(anyOrder), attempt: fc.option(anyLive), blocked: fc.boolean(),
});

export const anyPolicy: fc.Arbitrary<RetryPolicy> = fc.record({
  onLost: fc.constantFrom('REQUEUE' as const, 'FAIL' as const), maxLost: fc.integer({ min: 1, max: 8 }), maxRetries: fc.integer({ min: 0, max: 8 }), backoffSeconds: fc.integer({ min: 0, max: 3_600 }),
});

const exit = fc.record({ exitCode: fc.option(fc.integer({ min: 0, max: 255 })), signal: fc.option(fc.constantFrom('SIGTERM', 'SIGKILL')) });

export const anyEnd: fc.Arbitrary<AttemptEnd | LostEnd> = fc.oneof(
  fc.record({ by: fc.constant('EXIT' as const), exitCode: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ by: fc.constant('EXIT' as const), exitCode: fc.constant(0) }),
  fc.record({ by: fc.constant('SIGNAL' as const), signal: fc.constantFrom('SIGSEGV', 'SIGKILL') }),
  exit.map((how) => ({ by: 'TIMEOUT' as const, ...how })),
  fc.tuple(fc.constantFrom(...ORDER_VERBS), exit).map(([verb, how]) => ({ by: 'ORDER' as const, verb, ...how })),
  fc.record({ by: fc.constantFrom('FAILED' as const, 'INVALID' as const, 'CRASHED' as const, 'HANDED_BACK' as const, 'LOST' as const), message: fc.string() }),
  fc.constant({ by: 'DONE' as const }),
  fc.record({ by: fc.constant('STOPPED' as const), after: fc.constantFrom(...STOP_BOUNDARIES), cleanup: fc.constantFrom('RAN' as const, 'SKIPPED' as const), message: fc.string() }),
);

/** A definition without circles: each node needs only nodes before it; listed in a shuffled order. */
export const anyDag: fc.Arbitrary<WorkflowDefinition> = fc
  .integer({ min: 1, max: 12 })
  .chain((n) => fc.tuple(fc.tuple(...Array.from({ length: n }, (_, i) => fc.subarray(Array.from({ length: i }, (__, k) => k)))), fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i), { minLength: n })))
  .map(([needs, order]) => definitionOf(order.map((i) => [nodeName(i), needs[i]!.map(nodeName)])));

/** Any directed graph, circles and self-needs included. */
export const anyGraph: fc.Arbitrary<WorkflowDefinition> = fc
  .integer({ min: 1, max: 8 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, () => fc.array(fc.integer({ min: 0, max: n - 1 }), { maxLength: 2 }))))
  .map((needs) => definitionOf(needs.map((of, i) => [nodeName(i), of.map(nodeName)])));

/** A definition from pairs of a node and what it needs. */
export function definitionOf(pairs: readonly (readonly [string, readonly string[]])[]): WorkflowDefinition {
  return { tasks: pairs.map(([node, needs]) => ({ node, needs, spec: { kind: 'command', binary: 'true', args: [], env: {} } })) };
}

function nodeName(i: number): string {
  return `n${i}`;
}
