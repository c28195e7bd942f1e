// Logs for tests of the replay: events as the server writes them, from a life of tasks that is made up step by step.
import { endingOf, type LostEnd } from '../../src/domain/attempt/ending.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import type { EventData, LoggedEvent } from '../../src/domain/event/event.ts';
import type { EventKind } from '../../src/domain/event/kind.ts';
import type { ReplayedTask } from '../../src/domain/event/replay-task.ts';
import { decide, orderOf } from '../../src/domain/task/command.ts';
import { harderOf } from '../../src/domain/task/order.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../../src/domain/task/spec.ts';
import type { TaskState } from '../../src/domain/task/situation.ts';

export const RETRY: RetryPolicy = { ...DEFAULT_RETRY, maxLost: 2, maxRetries: 1, backoffSeconds: 0 };

/** What can happen to a task; what is not possible as it stands does nothing. */
export type Happening = 'ENQUEUE' | 'DEQUEUE' | 'ABORT' | 'KILL' | 'RETRY' | 'CLAIM' | AttemptEnd | LostEnd;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The life of one task with its log. */
export class LoggedLife {
  readonly log: LoggedEvent[] = [];
  readonly task: Mutable<ReplayedTask> = { runId: null, status: 'created', generation: 1, epoch: 0, attemptNo: 0, order: null, hold: 'NONE', holdN: 0, queueId: null, liveAttemptId: null, phases: new Map(), steps: new Map() };
  #history = { lostCount: 0, failedCount: 0 };
  readonly #id: string;

  constructor(id = 'task-1') {
    this.#id = id;
    this.say('task.created', { status: 'created', generation: 1, name: id });
  }

  /** Lets something happen. */
  happen(what: Happening): this {
    if (what === 'CLAIM') this.#claim();
    else if (typeof what === 'object') this.#end(what);
    else if (decide(this.#state(), what).kind === 'GO') this.#command(what);
    return this;
  }

  /** Writes an event about the task. */
  say(kind: EventKind, data: EventData, change: Partial<LoggedEvent> = {}): this {
    const seq = (this.log.at(-1)?.seq ?? 0) + 1;
    this.log.push({ seq, at: new Date(seq), kind, subjectId: this.#id, projectId: 'p', runId: null, taskId: this.#id, queueId: null, actorId: null, requestId: null, data, ...change });
    return this;
  }

  #state(): TaskState {
    const can = { pause: false, stopAfter: [], retryStep: false, answerInput: false, cleanup: false };
    return { status: this.task.status, hold: 'NONE', pauseAfter: null, pausedByRun: false, order: this.task.order, blocked: false, attempt: this.task.liveAttemptId === null ? null : { state: 'RUNNING', fence: 'LEASED', can } };
  }

  #command(command: 'ENQUEUE' | 'DEQUEUE' | 'ABORT' | 'KILL' | 'RETRY'): void {
    if (command === 'ABORT' || command === 'KILL') return this.#giveOrder(command);
    if (command === 'DEQUEUE') {
      this.task.queueId = null;
      return this.#change('task.dequeued', 'created', { item: null });
    }
    this.#history = { lostCount: 0, failedCount: 0 };
    if (this.task.status === 'completed') this.#change('task.reset', 'created', {});
    this.#enqueue();
  }

  #giveOrder(verb: 'ABORT' | 'KILL'): void {
    if (this.task.liveAttemptId === null) {
      this.task.queueId = null;
      return this.#change('task.ended', 'stopped', { item: null });
    }
    this.task.order = harderOf(this.task.order, orderOf(verb)!);
    this.say('task.ordered', { order: { ...this.task.order } });
  }

  #enqueue(): void {
    this.task.queueId = 'queue-1';
    this.#change('task.enqueued', 'queued', { item: { id: 'i', queueId: 'queue-1', priority: 0, rank: 1, notBefore: null } });
  }

  #claim(): void {
    if (this.task.status !== 'queued') return;
    const { task } = this;
    Object.assign(task, { epoch: task.epoch + 1, attemptNo: task.attemptNo + 1, queueId: null, liveAttemptId: `${this.#id}.${task.attemptNo + 1}` });
    this.#phase('RUNNING');
    this.#change('task.started', 'in_progress', {
      generation: 1, epoch: task.epoch, attemptNo: task.attemptNo, item: null,
      attempt: { id: task.liveAttemptId, no: task.attemptNo, state: 'RUNNING', runnerId: 'r', sessionId: 's' }, phase: { id: 'ph', section: 'main', index: 0, state: 'RUNNING' },
    });
  }

  #end(end: AttemptEnd | LostEnd): void {
    const { task } = this;
    if (task.liveAttemptId === null) return;
    const ending = endingOf(end, {
      kind: 'command', status: task.status, order: task.order, hold: 'NONE', retry: RETRY, history: this.#history, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
    });
    const data = { attempt: { id: task.liveAttemptId, no: task.attemptNo, state: 'ENDED', ...ending.attempt }, phase: { section: 'main', index: 0, state: ending.phase }, generation: 1 };
    this.#history = ending.history;
    task.liveAttemptId = null;
    this.#phase(ending.phase);
    if (ending.taskStatus === null || ending.taskStatus === 'queued') this.say('task.attempt_ended', data);
    else {
      const order = task.order === null ? {} : { order: null };
      task.order = null;
      this.#change('task.ended', ending.taskStatus, { ...order, ...data });
    }
    if (ending.againAfter !== null) this.#enqueue();
  }

  #phase(state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPED'): void {
    this.task.phases = new Map([['1/main/0', state]]);
  }

  #change(kind: EventKind, to: ReplayedTask['status'], data: EventData): void {
    const from = this.task.status;
    this.task.status = to;
    this.say(kind, { status: to, from, ...data });
  }
}
