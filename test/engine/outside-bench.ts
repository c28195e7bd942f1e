// Outside workers of the engine's tests: the calls of one worker, and time that passes without waiting.
import { handOut, type HandedOut } from '../../src/engine/external/hand-out.service.ts';
import { dequeueExternal, type DequeueExternalInput } from '../../src/engine/external/dequeue-external.service.ts';
import { reportOutcome, type ReportOutcomeInput } from '../../src/engine/external/report-outcome.service.ts';
import { startExternal, type StartExternalInput } from '../../src/engine/external/start-external.service.ts';
import { touchExternal } from '../../src/engine/external/touch-external.service.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { EngineBench } from './engine-bench.ts';

/** One worker that calls as the bench's local user. */
export class OutsideBenchWorker {
  constructor(
    readonly bench: EngineBench,
    readonly name: string,
    readonly engine: Engine = bench.engine,
    readonly actor: Actor = bench.as('operator').actor,
  ) {}

  get #context(): CommandContext {
    return { actor: this.actor, requestId: null };
  }

  handOut(queueId: string = this.bench.defaultQueue): Promise<HandedOut | null> {
    return handOut(this.engine, this.#context, { queueId, worker: { name: this.name } });
  }

  /** Gets a task or throws. */
  async take(queueId?: string): Promise<HandedOut> {
    const out = await this.handOut(queueId);
    if (!out) throw new Error(`${this.name} got no task`);
    return out;
  }

  start(taskId: string, how: Partial<StartExternalInput> = {}): Promise<CommandOutcome> {
    return startExternal(this.engine, this.#context, { taskId, worker: { name: this.name }, ...how });
  }

  end(taskId: string, status: ReportOutcomeInput['status'] = 'completed', how: Partial<ReportOutcomeInput> = {}): Promise<CommandOutcome> {
    return reportOutcome(this.engine, this.#context, { taskId, status, ...how });
  }

  dequeue(taskId: string, newStatus?: DequeueExternalInput['newStatus']): Promise<CommandOutcome> {
    return dequeueExternal(this.engine, this.#context, { taskId, worker: { name: this.name }, newStatus });
  }

  touch(taskId: string | null): Promise<void> {
    return touchExternal(this.engine, this.#context, { taskId, worker: { name: this.name } });
  }
}

/** A user of his own, who may do what operators may. */
export async function someoneElse(bench: EngineBench, name = 'someone'): Promise<Actor> {
  const { id } = await bench.one<{ id: string }>(`INSERT INTO "user" (id, name, role) VALUES (gen_random_uuid(), $1, 'operator') RETURNING id`, [name]);
  return { userId: id, name, role: 'operator', grants: null };
}

/** Lets seconds pass for the outside attempts of a task: since its hand-outs, their ends, and the last sign of life. */
export async function pass(bench: EngineBench, taskId: string, seconds: number): Promise<void> {
  await bench.sql(
    `UPDATE attempt SET claimed_at = claimed_at - x, ended_at = ended_at - x, last_seen_at = last_seen_at - x FROM make_interval(secs => $2) AS x WHERE task_id = $1 AND fence = 'EXTERNAL'`,
    [taskId, seconds],
  );
  await bench.sql(`UPDATE task_activity SET last_update = last_update - make_interval(secs => $2) WHERE task_id = $1`, [taskId, seconds]);
}

/** The attempts of a task in their order, as `<state or outcome> <failure>`. */
export async function attemptsOf(bench: EngineBench, taskId: string): Promise<string[]> {
  const rows = await bench.sql<{ fact: string }>(`SELECT fence || ' ' || state || coalesce(' ' || outcome, '') || coalesce(' ' || failure, '') AS fact FROM attempt WHERE task_id = $1 ORDER BY no`, [taskId]);
  return rows.map((row) => row.fact);
}
