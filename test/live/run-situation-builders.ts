// Runs in every situation, brought there by real commands and a runner.
import { COMMAND_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { RunSituation, RunState } from '../../src/domain/run/run-command.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { finishRun } from '../../src/engine/run/finish-run.service.ts';
import { type BenchRunner, EXIT_1, openBenchRunner } from '../engine/bench-runner.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { LOCAL } from './live-ground.ts';
import { type SituationBuilder, done } from './situation-builders.ts';

const CONTEXT = { actor: LOCAL, requestId: null };
const STARTED: RunState = { kind: 'WORKFLOW', status: 'RUNNING', deactivated: null, paused: false, enqueued: true };

/** What the builders make. Something of each but the finished one has failed, so that there is something to retry. */
export const RUN_STATES: Readonly<Record<RunSituation, RunState>> = {
  open: STARTED,
  ended: { ...STARTED, status: 'FAILED' },
  finishing: { ...STARTED, deactivated: 'FINISHED' },
  deactivated: { ...STARTED, status: 'STOPPED', deactivated: 'ABORTED' },
};

/** Makes runs on one server, each in a queue of its own with a runner of its own. */
export class RunSituationBuilder {
  #n = 0;

  constructor(readonly tasks: SituationBuilder) {}

  /** A fresh run in the situation; its UUID. */
  readonly make: Readonly<Record<RunSituation, () => Promise<string>>> = {
    open: async () => {
      const { runId, runner } = await this.#run(['a', 'b']);
      await runner.finish(await runner.take(), EXIT_1);
      return runId;
    },
    ended: async () => {
      const { runId, runner } = await this.#run(['a']);
      await runner.finish(await runner.take(), EXIT_1);
      return runId;
    },
    finishing: async () => {
      const { runId, runner } = await this.#run(['a', 'b']);
      await runner.take();
      done(await finishRun(this.tasks.ground.engine, CONTEXT, { runId }));
      return runId;
    },
    deactivated: async () => {
      const { runId } = await this.#run(['a']);
      done(await abortRun(this.tasks.ground.engine, CONTEXT, { runId }));
      return runId;
    },
  };

  async #run(nodes: readonly string[]): Promise<{ runId: string; runner: BenchRunner }> {
    const { engine } = this.tasks.ground;
    const name = `runs-${++this.#n}`;
    const queueId = done(await createQueue(engine, CONTEXT, { name, accepts: ['command'] }));
    const runner = await openBenchRunner(engine, name, { queues: [name], can: { command: COMMAND_CAPABILITIES } });
    const definition = { tasks: nodes.map((node) => ({ node, spec: SPEC })) };
    return { runId: done(await createRun(engine, CONTEXT, { definition, enqueue: true, queueId })), runner };
  }
}
