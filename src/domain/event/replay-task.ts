// Replay of tasks: status, item, attempts, holds, phases and steps folded event by event, each checked against what was before.
import { ATTEMPT_OUTCOMES, type AttemptOutcome, type AttemptState } from '../attempt/attempt.ts';
import { PHASE_SECTIONS, PHASE_STATES, type PhaseState } from '../attempt/phase.ts';
import { STEP_STATES, type StepState } from '../steps/step-record.ts';
import { HOLDS, isHeld, type Hold } from '../task/hold.ts';
import { ORDER_VERBS, STOP_BOUNDARIES, isStronger, type Order } from '../task/order.ts';
import { TASK_STATUSES, hasEnded, type TaskStatus } from '../task/status.ts';
import { mayChange } from '../task/transition.ts';
import type { LoggedEvent } from './event.ts';
import type { Complain, DataReader } from './data-reader.ts';

/** A task as the log tells it. */
export interface ReplayedTask {
  readonly runId: string | null;
  readonly status: TaskStatus;
  readonly generation: number;
  readonly epoch: number;
  readonly attemptNo: number;
  readonly order: Order | null;
  readonly hold: Hold;
  /** How often it has come to stand still. */
  readonly holdN: number;
  /** The queue in which its item waits now; null when it has none. */
  readonly queueId: string | null;
  readonly liveAttemptId: string | null;
  /** By `<generation>/<section>/<index>`. */
  readonly phases: ReadonlyMap<string, PhaseState>;
  /** By `<generation>/<section>/<index>/<path>/<sample>/<try>`. The one map grows with the log: a copy for each event would cost its square. */
  readonly steps: ReadonlyMap<string, StepState>;
}

/** An attempt as the log tells it. */
export interface ReplayedAttempt {
  readonly taskId: string;
  readonly no: number;
  readonly state: AttemptState;
  /** Null until it has ended. */
  readonly outcome: AttemptOutcome | null;
}

/** Where the fold keeps what it has seen. */
export interface TaskBooks {
  readonly tasks: Map<string, ReplayedTask>;
  readonly attempts: Map<string, ReplayedAttempt>;
}

/** One event about a task with what is needed to read it. */
export interface TaskTold {
  readonly event: LoggedEvent;
  readonly data: DataReader;
  readonly complain: Complain;
}

const UNBORN: Omit<ReplayedTask, 'runId' | 'phases' | 'steps'> = { status: 'created', generation: 1, epoch: 0, attemptNo: 0, order: null, hold: 'NONE', holdN: 0, queueId: null, liveAttemptId: null };

/** Folds one event about a task into the books. */
export function takeTask(books: TaskBooks, told: TaskTold): void {
  const { event, data, complain } = told;
  const known = books.tasks.get(event.subjectId);
  if ((event.kind === 'task.created') === (known !== undefined)) complain(known ? 'creates a task that exists' : 'is about a task that was never created');
  if (event.taskId !== event.subjectId) complain(`names the task ${event.taskId}`);
  const before = known ?? { ...UNBORN, runId: event.runId, phases: new Map(), steps: new Map() };
  if (event.runId !== before.runId) complain(`names the run ${event.runId}, but the task belongs to ${before.runId}`);
  const generation = grown(data.count('generation'), before.generation, { name: 'generation', complain });
  const after: ReplayedTask = {
    runId: before.runId,
    status: statusAfter(before, known !== undefined, told),
    generation,
    epoch: grown(data.count('epoch'), before.epoch, { name: 'epoch', complain }),
    attemptNo: grown(data.count('attemptNo'), before.attemptNo, { name: 'attemptNo', complain }),
    order: orderAfter(before, told),
    ...holdAfter(before, told),
    queueId: queueAfter(before, told),
    liveAttemptId: attemptAfter(books, before, told),
    phases: phasesAfter(before, generation, data),
    steps: stepsAfter(before, generation, told),
  };
  if (event.kind === 'task.started') checkStart(before, after, complain);
  // What was taken out of its queue keeps the hold that waited with it, or a step of unknown outcome would be forgotten.
  if (after.hold !== 'NONE' && hasEnded(after.status)) complain(`leaves a task that is ${after.status} held`);
  if (after.queueId !== null && after.status !== 'queued') complain(`leaves a task that is ${after.status} in a queue`);
  if (event.kind === 'task.deleted') return forget(books, event.subjectId, { after, complain });
  books.tasks.set(event.subjectId, after);
}

/** A task that was deleted is in no queue and runs nowhere, and nothing is told of it any more; what it has done is nobody's now. */
function forget(books: TaskBooks, taskId: string, { after, complain }: { after: ReplayedTask; complain: Complain }): void {
  if (after.queueId !== null || after.liveAttemptId !== null) complain('deletes a task that still waits or runs');
  books.tasks.delete(taskId);
  for (const [id, attempt] of books.attempts) if (attempt.taskId === taskId) books.attempts.delete(id);
}

function statusAfter(before: ReplayedTask, isKnown: boolean, { data, complain }: TaskTold): TaskStatus {
  const to = data.word('status', TASK_STATUSES);
  if (to === undefined) return before.status;
  if (!isKnown) {
    if (to !== 'created') complain(`creates a task that is ${to}`);
    return to;
  }
  const from = data.text('from');
  if (from !== before.status) complain(`says from ${from}, but it was ${before.status}`);
  if (to === before.status) complain(`changes nothing: it is ${to} already`);
  if (!mayChange(before.status, to, data.flag('forced') ? 'FORCE' : 'SYSTEM')) complain(`goes from ${before.status} to ${to}, which the table does not have`);
  return to;
}

function grown(told: number | undefined, before: number, field: { name: string; complain: Complain }): number {
  if (told === undefined) return before;
  if (told < before) field.complain(`takes the ${field.name} back from ${before} to ${told}`);
  return told;
}

function orderAfter(before: ReplayedTask, { event, data, complain }: TaskTold): Order | null {
  const part = data.part('order');
  if (part === undefined) {
    if (event.kind === 'task.ordered') complain('does not say which order was given');
    return before.order;
  }
  if (part === null) return null;
  const verb = part.word('verb', ORDER_VERBS);
  const cleanup = part.word('cleanup', ['RUN', 'SKIP'] as const);
  if (!verb || !cleanup) {
    complain('has an order without verb or cleanup');
    return before.order;
  }
  const order: Order = { verb, after: part.word('after', STOP_BOUNDARIES) ?? null, cleanup };
  if (!isStronger(order, before.order)) complain(`gives ${verb} after ${before.order?.verb}, which is not harder`);
  return order;
}

/** Kinds that put a task into a queue. */
const ENTERS: ReadonlySet<string> = new Set(['task.enqueued', 'task.requeued']);

function queueAfter(before: ReplayedTask, { event, data, complain }: TaskTold): string | null {
  const item = data.part('item');
  if (item === undefined) {
    if (ENTERS.has(event.kind)) complain('does not say where the task waits');
    return before.queueId;
  }
  if (item === null) {
    if (before.queueId === null) complain('takes a task out of a queue that waits in none');
    return null;
  }
  if (before.queueId !== null && ENTERS.has(event.kind)) complain('puts a task into a queue that waits in one already');
  const queueId = item.text('queueId');
  if (queueId === undefined) complain('has an item without a queue');
  return queueId ?? null;
}

function attemptAfter(books: TaskBooks, before: ReplayedTask, { event, data, complain }: TaskTold): string | null {
  const part = data.part('attempt');
  if (!part) return before.liveAttemptId;
  const id = part.text('id');
  const no = part.count('no');
  const state = part.word('state', ['CLAIMED', 'RUNNING', 'ENDED'] as const);
  if (id === undefined || no === undefined || state === undefined) {
    complain('has an attempt without id, no or state');
    return before.liveAttemptId;
  }
  const outcome = part.word('outcome', ATTEMPT_OUTCOMES) ?? null;
  const known = books.attempts.get(id);
  checkAttempt({ id, no, state, outcome, taskId: event.subjectId }, { known, before }, complain);
  books.attempts.set(id, { taskId: event.subjectId, no, state, outcome });
  if (state !== 'ENDED') return id;
  return id === before.liveAttemptId ? null : before.liveAttemptId;
}

/** An attempt has one task and one number, never comes back from its end, and is the only live one of its task. */
function checkAttempt(told: ReplayedAttempt & { id: string }, seen: { known: ReplayedAttempt | undefined; before: ReplayedTask }, complain: Complain): void {
  const { known, before } = seen;
  if (known?.state === 'ENDED') complain(`changes attempt ${told.id}, which has ended`);
  if (known && (known.taskId !== told.taskId || known.no !== told.no)) complain(`makes attempt ${told.id} number ${told.no} of ${told.taskId}, it was ${known.no} of ${known.taskId}`);
  if (!known && told.state === 'ENDED') complain(`ends attempt ${told.id}, which never began`);
  if (!known && told.no <= before.attemptNo) complain(`begins attempt ${told.no} after attempt ${before.attemptNo}`);
  if (told.state !== 'ENDED' && before.liveAttemptId !== null && before.liveAttemptId !== told.id) complain(`begins attempt ${told.id} while ${before.liveAttemptId} is live`);
  if ((told.state === 'ENDED') !== (told.outcome !== null)) complain(`has an attempt in state ${told.state} with the outcome ${told.outcome}`);
}

function holdAfter(before: ReplayedTask, { event, data, complain }: TaskTold): Pick<ReplayedTask, 'hold' | 'holdN'> {
  const hold = data.word('hold', HOLDS) ?? before.hold;
  const holdN = grown(data.count('holdN'), before.holdN, { name: 'holdN', complain });
  if (event.kind === 'task.held' && hold === 'NONE') complain('holds a task for nothing');
  if (event.kind === 'task.held' && isHeld(hold) && holdN <= before.holdN) complain(`holds a task without a new number: it stays ${before.holdN}`);
  if (event.kind === 'task.held' && hold === 'REQUESTED' && isHeld(before.hold)) complain(`asks a task to pause that stands still: ${before.hold}`);
  if (event.kind === 'task.resumed' && before.hold === 'NONE') complain('resumes a task that is not held');
  return { hold, holdN };
}

// Maps are written in place, and one task's are its own: the replayed task of an event before is not kept anywhere.
function phasesAfter(before: ReplayedTask, generation: number, data: DataReader): ReadonlyMap<string, PhaseState> {
  const part = data.part('phase');
  const section = part?.word('section', PHASE_SECTIONS);
  const state = part?.word('state', PHASE_STATES);
  if (!part || section === undefined || state === undefined) return before.phases;
  return (before.phases as Map<string, PhaseState>).set(`${generation}/${section}/${part.count('index') ?? 0}`, state);
}

function stepsAfter(before: ReplayedTask, generation: number, { event, data, complain }: TaskTold): ReadonlyMap<string, StepState> {
  const part = data.part('step');
  const state = part?.word('state', STEP_STATES);
  // A hold only names the step that it stands at.
  if (!part || event.kind === 'task.held') return before.steps;
  if (state === undefined) {
    complain('has a step without a state');
    return before.steps;
  }
  const key = [generation, part.word('section', PHASE_SECTIONS), part.count('index'), part.text('path'), part.count('sample'), part.count('try')].join('/');
  const was = before.steps.get(key);
  if (was === undefined && state === 'UNKNOWN') complain(`loses step ${key}, which never began`);
  if (was !== undefined && was !== 'RUNNING') complain(`changes step ${key}, which has ended ${was}`);
  if (was === 'RUNNING' && state === 'RUNNING') complain(`begins step ${key}, which is under way`);
  return (before.steps as Map<string, StepState>).set(key, state);
}

/** A start is a new epoch with a live attempt of a task that had none, or whose attempt was handed out, and that has not been told to end. */
function checkStart(before: ReplayedTask, after: ReplayedTask, complain: Complain): void {
  if (after.status !== 'in_progress') complain(`starts a task that is ${after.status}`);
  if (after.liveAttemptId === null) complain('starts a task without an attempt');
  // What was handed out before it starts has got its epoch then.
  if (after.epoch <= before.epoch && before.liveAttemptId === null) complain(`starts without a new epoch: it stays ${before.epoch}`);
  if (before.order !== null) complain(`starts a task that was ordered to ${before.order.verb}`);
}
