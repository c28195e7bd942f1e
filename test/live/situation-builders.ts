// Tasks in every situation, brought there by real commands, a runner with a deck, and an outside worker.
import { boundaryOf } from '../../src/domain/task/order.ts';
import { STEPS_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Situation, TaskState } from '../../src/domain/task/situation.ts';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { pauseTask } from '../../src/engine/task/pause-task.service.ts';
import { closeTask, publishTask } from '../../src/engine/task/publish-task.service.ts';
import { benchDeck, openBenchRunner, type BenchRunner } from '../engine/bench-runner.ts';
import { SPEC, STEPS } from '../engine/engine-bench.ts';
import { type LiveGround, LOCAL } from './live-ground.ts';

const CONTEXT = { actor: LOCAL, requestId: null };
const IDLE: TaskState = { status: 'created', hold: 'NONE', pauseAfter: null, pausedByRun: false, order: null, attempt: null, blocked: false };
const LIVE: TaskState = { ...IDLE, status: 'in_progress', attempt: { state: 'RUNNING', fence: 'LEASED', can: STEPS_CAPABILITIES } };

/** What the builders make: the state that the rules are asked about. */
export const STATES: Readonly<Record<Situation, TaskState>> = {
  created: IDLE,
  blocked: { ...IDLE, blocked: true },
  queued: { ...IDLE, status: 'queued' },
  parked: { ...IDLE, status: 'queued', hold: 'STEP_FAILED' },
  handed_out: { ...IDLE, status: 'queued', attempt: { state: 'CLAIMED', fence: 'EXTERNAL', can: { ...STEPS_CAPABILITIES, pause: false, answerInput: false, retryStep: false } } },
  running: LIVE,
  pausing: { ...LIVE, hold: 'REQUESTED', pauseAfter: 'ITERATION' },
  held: { ...LIVE, hold: 'STEP_FAILED' },
  asking: { ...LIVE, hold: 'INPUT' },
  stopping: { ...LIVE, order: { verb: 'STOP', after: boundaryOf('steps'), cleanup: 'RUN' } },
  detached: { ...IDLE, status: 'in_progress' },
  stopped: { ...IDLE, status: 'stopped' },
  failed: { ...IDLE, status: 'failed' },
  completed: { ...IDLE, status: 'completed' },
  closed: { ...IDLE, status: 'closed' },
  publishing: { ...IDLE, status: 'publishing' },
  published: { ...IDLE, status: 'published' },
  unknown: { ...IDLE, status: 'unknown' },
};

/** A steps task with the runner that alone has its deck. */
interface OnDeck {
  readonly taskId: string;
  readonly runner: BenchRunner;
  readonly deck: string;
}

interface Running extends OnDeck {
  readonly attempt: ClaimedAttempt;
}

/** Makes tasks on one server, any number in each situation. */
export class SituationBuilder {
  #n = 0;
  #outside: string | null = null;

  private constructor(
    readonly ground: LiveGround,
    readonly queueId: string,
  ) {}

  static async open(ground: LiveGround): Promise<SituationBuilder> {
    return new SituationBuilder(ground, done(await createQueue(ground.engine, CONTEXT, { name: 'matrix', accepts: ['command', 'steps'] })));
  }

  /** A fresh task in the situation; its UUID. */
  readonly make: Readonly<Record<Situation, () => Promise<string>>> = {
    created: async () => (await this.#steps(false)).taskId,
    blocked: () => this.#blocked(),
    queued: async () => (await this.#steps(true)).taskId,
    parked: () => this.#parked(),
    handed_out: () => this.#handedOut(),
    running: async () => (await this.#running()).taskId,
    pausing: async () => this.#with(await this.#running(), (taskId) => pauseTask(this.ground.engine, CONTEXT, { taskId, after: 'ITERATION' })),
    held: async () => (await this.#stepFailed()).taskId,
    asking: () => this.#asking(),
    stopping: async () => this.#with(await this.#running(), (taskId) => stopTask(this.ground.engine, CONTEXT, { taskId })),
    detached: () => this.#written('in_progress'),
    stopped: async () => this.#with(await this.#steps(true), (taskId) => abortTask(this.ground.engine, CONTEXT, { taskId })),
    failed: async () => this.#ended({ by: 'FAILED', message: 'it broke' }),
    completed: async () => this.#ended({ by: 'DONE' }),
    closed: async () => this.#with({ taskId: await this.make.stopped() }, (taskId) => closeTask(this.ground.engine, CONTEXT, { taskId })),
    publishing: () => this.#written('publishing'),
    published: async () => this.#with({ taskId: await this.make.completed() }, (taskId) => publishTask(this.ground.engine, CONTEXT, { taskId })),
    unknown: () => this.#written('unknown'),
  };

  async #with({ taskId }: { taskId: string }, command: (taskId: string) => Promise<CommandOutcome>): Promise<string> {
    done(await command(taskId));
    return taskId;
  }

  async #steps(enqueue: boolean): Promise<OnDeck> {
    const deck = `d${++this.#n}`;
    const runner = await openBenchRunner(this.ground.engine, `runner-of-${deck}`, { decks: [benchDeck(deck)], queues: ['matrix'] });
    const definition = { tasks: [{ node: 'steps', spec: { ...STEPS, deck } }] };
    return { taskId: await this.#taskOf(done(await createRun(this.ground.engine, CONTEXT, { definition, enqueue, queueId: this.queueId })), 'steps'), runner, deck };
  }

  async #taskOf(runId: string, node: string): Promise<string> {
    return (await this.#sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1 AND node = $2', [runId, node]))[0]!.id;
  }

  async #blocked(): Promise<string> {
    const definition = { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] };
    return this.#taskOf(done(await createRun(this.ground.engine, CONTEXT, { definition, enqueue: false, queueId: this.queueId })), 'b');
  }

  async #running(): Promise<Running> {
    const made = await this.#steps(true);
    return { ...made, attempt: await made.runner.take(made.deck) };
  }

  async #stepFailed(): Promise<Running> {
    const made = await this.#running();
    const { runner, attempt } = made;
    await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    await runner.step(attempt, { path: '0', state: 'FAILED', error: 'it jammed' });
    await runner.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, step: { section: 'main', index: 0, path: '0', sample: 0, try: 1 } });
    return made;
  }

  async #asking(): Promise<string> {
    const { runner, attempt, taskId } = await this.#running();
    await runner.hold(attempt, { hold: 'INPUT', holdN: 1, prompt: { text: 'which?', type: 'str' } });
    return taskId;
  }

  async #parked(): Promise<string> {
    const { runner, taskId } = await this.#stepFailed();
    await this.#sql(`UPDATE runner SET lease_until = now() - interval '1 second' WHERE name = $1`, [runner.name]);
    await reap(this.ground.engine);
    return taskId;
  }

  async #handedOut(): Promise<string> {
    this.#outside ??= done(await createQueue(this.ground.engine, CONTEXT, { name: 'outside', accepts: ['command'] }));
    const taskId = done(await createTask(this.ground.engine, CONTEXT, { name: 'outside', spec: SPEC }));
    done(await enqueueTask(this.ground.engine, CONTEXT, { taskId, queueId: this.#outside }));
    if ((await handOut(this.ground.engine, CONTEXT, { queueId: this.#outside, worker: { name: 'worker' } }))?.taskId !== taskId) throw new Error('another task was handed out');
    return taskId;
  }

  async #ended(end: Parameters<BenchRunner['finish']>[1]): Promise<string> {
    const { runner, attempt, taskId } = await this.#running();
    await runner.finish(attempt, end);
    return taskId;
  }

  /** No call of ours leads to these statuses: other systems do. */
  async #written(status: 'in_progress' | 'publishing' | 'unknown'): Promise<string> {
    const { taskId } = await this.#steps(false);
    await this.#sql('UPDATE task SET status = $2 WHERE id = $1', [taskId, status]);
    return taskId;
  }

  #sql<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.ground.db.query<Row>({ name: `test ${text}`.slice(0, 60), text }, values);
  }
}

/** The subject of what was accepted. */
export function done({ result, code, message, subjectId }: CommandOutcome): string {
  if (result !== 'ACCEPTED') throw new Error(`${result} ${String(code)}: ${String(message)}`);
  return subjectId;
}
