// Work for API tests: tasks, runs and a runner that claims and reports, all through the real engine.
import type { Actor } from '../../src/domain/access.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { claim } from '../../src/engine/dispatch/claim.service.ts';
import { report } from '../../src/engine/dispatch/report/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import { sessionRequest } from '../engine/bench-runner.ts';
import type { GraphqlGround } from './graphql-ground.ts';

/** The spec of a program that does nothing. */
export const TRUE_SPEC = { command: { binary: 'true' } } as const;

/** Creates a task and answers its global id. */
export async function newTask(ground: GraphqlGround, input: object = {}): Promise<string> {
  const { task, userErrors } = await ground.command('createTask', { name: 'work', spec: TRUE_SPEC, ...input }, 'task { id }');
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return task.id as string;
}

/** Creates a run of nodes with what they need, and answers its global id. */
export async function newRun(ground: GraphqlGround, needs: Readonly<Record<string, readonly string[]>>, input: object = {}): Promise<string> {
  const tasks = Object.entries(needs).map(([node, before]) => ({ node, spec: TRUE_SPEC, needs: before }));
  const { run, userErrors } = await ground.command('createRun', { definition: { tasks }, ...input }, 'run { id }');
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return run.id as string;
}

/** A runner of one's own. */
export interface RunnerInHand {
  readonly runnerId: string;
  claim(max: number): Promise<readonly ClaimedAttempt[]>;
  /** Reports output. */
  write(attempt: ClaimedAttempt, lines: readonly string[]): Promise<void>;
  /** Reports an exit with this code. */
  finish(attempt: ClaimedAttempt, exitCode: number): Promise<void>;
}

/** Opens a session for the queues named. */
export async function newRunner(ground: GraphqlGround, name = 'hand', queues: readonly string[] = ['default']): Promise<RunnerInHand> {
  const actor: Actor = { ...ground.admin, role: 'runner' };
  const { engine } = ground;
  const { session, runnerId } = await openSession(engine, actor, sessionRequest(name, { slots: 64, queues }));
  let n = 0;
  return {
    runnerId,
    claim: (max) => claim(engine, actor, { session, max, decks: [] }),
    async write({ attemptId, epoch }, lines) {
      const at = new Date().toISOString();
      await report(engine, actor, { session, items: [{ n: ++n, type: 'log', attemptId, epoch, dropped: 0, lines: lines.map((message) => ({ at, source: 'STDOUT' as const, message })) }] });
    },
    async finish({ attemptId, epoch }, exitCode) {
      await report(engine, actor, { session, items: [{ n: ++n, type: 'finish', attemptId, epoch, end: { by: 'EXIT', exitCode } }] });
    },
  };
}
