// Replay: the lifecycle columns of every noun as the event log alone tells them, with everything in it that cannot be.
import { RUNNER_STATES, type RunnerState } from '../attempt/runner.ts';
import { FILE_DELETIONS } from '../file/file-deletion.ts';
import { FILE_STORES, type FileStore } from '../file/file.ts';
import { QUEUE_STATES, type QueueState } from '../queue/queue.ts';
import { RUN_STATUSES, type RunStatus } from '../run/run.ts';
import type { LoggedEvent } from './event.ts';
import { readData, type DataReader } from './data-reader.ts';
import { takeTask, type ReplayedAttempt, type ReplayedTask } from './replay-task.ts';

/** Most violations that are listed; a log that is broken all over is told once, not a million times. */
export const MAX_VIOLATIONS = 1_000;

/** A run as the log tells it. */
export interface ReplayedRun {
  readonly status: RunStatus;
  readonly deactivated: 'ABORTED' | 'FINISHED' | null;
  /** Whether its tasks enter their queues by themselves. */
  readonly enqueued: boolean;
  readonly paused: boolean;
}

/** A queue as the log tells it. */
export interface ReplayedQueue {
  readonly state: QueueState;
  readonly maxRunning: number | null;
}

/** A barrier as the log tells it. */
export interface ReplayedBarrier {
  readonly queueId: string;
  readonly priority: number;
  readonly rank: number;
}

/** A deck as the log tells it. */
export interface ReplayedDeck {
  readonly sha: string;
  /** The runner that offers it, or offered it last. */
  readonly runnerId: string;
}

/** A runner as the log tells it. */
export interface ReplayedRunner {
  readonly state: RunnerState;
  /** Its newest session; null once the runner is gone. */
  readonly sessionId: string | null;
}

/** A file as the log tells it. */
export interface ReplayedFile {
  readonly store: FileStore;
  readonly sha256: string;
  readonly size: number;
}

/** A model as the log tells it. */
export interface ReplayedModel {
  /** Whether it is published. */
  readonly ready: boolean;
}

/** A deployment as the log tells it. */
export interface ReplayedDeployment {
  /** Number of the version that it serves for good; null = it follows the newest. */
  readonly version: number | null;
  /** Whether it answers at the root. */
  readonly isDefault: boolean;
}

/** Everything the log tells, by id. `violations` is empty when every event follows from those before it. */
export interface Replay {
  readonly tasks: Map<string, ReplayedTask>;
  readonly attempts: Map<string, ReplayedAttempt>;
  readonly runs: Map<string, ReplayedRun>;
  readonly queues: Map<string, ReplayedQueue>;
  readonly barriers: Map<string, ReplayedBarrier>;
  readonly decks: Map<string, ReplayedDeck>;
  readonly runners: Map<string, ReplayedRunner>;
  /** Those that are not deleted. */
  readonly files: Map<string, ReplayedFile>;
  /** Those that are not deleted. */
  readonly models: Map<string, ReplayedModel>;
  /** Those that are not deleted. */
  readonly deployments: Map<string, ReplayedDeployment>;
  readonly violations: string[];
}

/** One event with what the folds need to read it. */
interface Told {
  readonly event: LoggedEvent;
  readonly data: DataReader;
  readonly complain: (message: string) => void;
}

/** Folds a log from its first event on, in the order of `seq`. Takes any iterable, so a log need not fit into memory. */
export function replay(events: Iterable<LoggedEvent>): Replay {
  const state: Replay = { tasks: new Map(), attempts: new Map(), runs: new Map(), queues: new Map(), barriers: new Map(), decks: new Map(), runners: new Map(), files: new Map(), models: new Map(), deployments: new Map(), violations: [] };
  let last = -1;
  for (const event of events) {
    const complain = (message: string) => note(state.violations, `event ${event.seq} (${event.kind} of ${event.subjectId}) ${message}`);
    if (event.seq <= last) complain(`comes after event ${last}`);
    last = event.seq;
    const told = { event, data: readData(event, complain), complain };
    if (event.kind.startsWith('task.')) takeTask(state, told);
    else takeOther(state, told);
  }
  return state;
}

function note(violations: string[], message: string): void {
  if (violations.length < MAX_VIOLATIONS) violations.push(message);
  else if (violations.length === MAX_VIOLATIONS) violations.push('there are more violations than these');
}

function takeOther(state: Replay, told: Told): void {
  switch (told.event.kind) {
    case 'run.created':
    case 'run.status':
    case 'run.enqueued':
    case 'run.paused':
    case 'run.resumed':
    case 'run.deactivated':
      return takeRun(state, told);
    case 'queue.created':
    case 'queue.state':
    case 'queue.updated':
    case 'queue.deleted':
      return takeQueue(state, told);
    case 'queue.barrier_added':
    case 'queue.barrier_moved':
    case 'queue.barrier_renamed':
    case 'queue.barrier_removed':
      return takeBarrier(state, told);
    case 'deck.registered':
      return takeDeck(state, told);
    case 'runner.up':
    case 'runner.draining':
    case 'runner.gone':
      return takeRunner(state, told);
    case 'file.stored':
    case 'file.deleted':
      return takeFile(state.files, told);
    case 'model.created':
    case 'model.edited':
    case 'model.deleted':
      return takeModel(state.models, told);
    case 'deployment.created':
    case 'deployment.updated':
    case 'deployment.deleted':
      return takeDeployment(state.deployments, told);
    default:
      return; // projects and workflows have no lifecycle
  }
}

function takeRun(state: Replay, { event, data, complain }: Told): void {
  const before = state.runs.get(event.subjectId);
  if ((event.kind === 'run.created') === (before !== undefined)) complain(before ? 'creates a run that exists' : 'is about a run that was never created');
  const status = data.word('status', RUN_STATUSES);
  const deactivated = data.word('deactivated', ['ABORTED', 'FINISHED'] as const);
  if (event.kind === 'run.status') checkStep({ from: data.text('from'), before: before?.status, to: status }, complain);
  if (event.kind === 'run.deactivated' && deactivated === undefined) complain('does not say how the run was deactivated');
  const enqueued = data.flag('enqueued');
  if (event.kind === 'run.enqueued' && (enqueued === undefined || enqueued === before?.enqueued)) complain('does not change whether the run enqueues by itself');
  if (deactivated && before?.deactivated) complain(`deactivates a run that is ${before.deactivated}`);
  const paused = event.kind === 'run.paused' || (event.kind !== 'run.resumed' && before?.paused === true);
  if ((event.kind === 'run.paused' || event.kind === 'run.resumed') && paused === before?.paused) complain(`changes nothing: the run ${paused ? 'is' : 'is not'} paused already`);
  state.runs.set(event.subjectId, { status: status ?? before?.status ?? 'WAITING', deactivated: deactivated ?? before?.deactivated ?? null, enqueued: enqueued ?? before?.enqueued ?? false, paused });
}

function takeQueue(state: Replay, { event, data, complain }: Told): void {
  const before = state.queues.get(event.subjectId);
  if ((event.kind === 'queue.created') === (before !== undefined)) complain(before ? 'creates a queue that exists' : 'is about a queue that was never created');
  if (event.kind === 'queue.deleted') return void state.queues.delete(event.subjectId);
  const next = data.word('state', QUEUE_STATES);
  if (event.kind === 'queue.state') checkStep({ from: data.text('from'), before: before?.state, to: next }, complain);
  state.queues.set(event.subjectId, { state: next ?? before?.state ?? 'OPEN', maxRunning: limitAfter(before?.maxRunning ?? null, { event, data, complain }) });
}

/** A limit of null is none; an event without the field does not speak of it. */
function limitAfter(before: number | null, { event, data }: Told): number | null {
  return event.data['maxRunning'] === null ? null : (data.count('maxRunning') ?? before);
}

function takeBarrier(state: Replay, { event, data, complain }: Told): void {
  const before = state.barriers.get(event.subjectId);
  if ((event.kind === 'queue.barrier_added') === (before !== undefined)) complain(before ? 'adds a barrier that exists' : 'is about a barrier that is not there');
  const item = data.part('item');
  if (event.kind === 'queue.barrier_removed') {
    if (item !== null) complain('removes a barrier and leaves its item');
    state.barriers.delete(event.subjectId);
    return;
  }
  const [queueId, priority, rank] = [item?.text('queueId'), item?.number('priority'), item?.number('rank')];
  if (queueId === undefined || priority === undefined || rank === undefined) return complain('does not say where the barrier stands');
  if (before && before.queueId !== queueId) complain(`moves a barrier of queue ${before.queueId} to ${queueId}`);
  state.barriers.set(event.subjectId, { queueId, priority, rank });
}

function takeDeck(state: Replay, { event, data, complain }: Told): void {
  const before = state.decks.get(event.subjectId);
  const [sha, runnerId] = [data.text('sha'), data.text('runnerId')];
  if (sha === undefined || runnerId === undefined) return complain('does not say what the deck is, or whose');
  if (before?.sha === sha && before.runnerId === runnerId) complain('changes nothing: the deck is registered like this already');
  state.decks.set(event.subjectId, { sha, runnerId });
}

const STATE_OF_RUNNER_EVENT = { 'runner.up': 'UP', 'runner.draining': 'DRAINING', 'runner.gone': 'GONE' } as const;

function takeRunner(state: Replay, { event, data, complain }: Told): void {
  const before = state.runners.get(event.subjectId);
  const next = STATE_OF_RUNNER_EVENT[event.kind as keyof typeof STATE_OF_RUNNER_EVENT];
  if (data.word('state', RUNNER_STATES) !== next) complain(`does not say that the runner is ${next}`);
  const from = event.data['from'] ?? null;
  if (from !== (before?.state ?? null)) complain(`says from ${String(from)}, but it was ${before?.state ?? 'not known'}`);
  const session = data.text('sessionId');
  if (next === before?.state && session === undefined) complain(`changes nothing: the runner is ${next} already`);
  if (next !== 'UP' && before === undefined) complain('is about a runner that never came up');
  state.runners.set(event.subjectId, { state: next, sessionId: next === 'GONE' ? null : (session ?? before?.sessionId ?? null) });
}

function takeFile(files: Map<string, ReplayedFile>, { event, data, complain }: Told): void {
  const before = files.get(event.subjectId);
  if (event.kind === 'file.deleted') {
    if (before === undefined) complain('deletes a file that is not there');
    if (data.word('reason', FILE_DELETIONS) === undefined) complain('does not say why the file went');
    files.delete(event.subjectId);
    return;
  }
  if (before !== undefined) complain('stores a file that exists');
  const [store, sha256, size] = [data.word('store', FILE_STORES), data.text('sha256'), data.count('size')];
  if (store === undefined || sha256 === undefined || size === undefined) return complain('does not say what the file is');
  files.set(event.subjectId, { store, sha256, size });
}

function takeModel(models: Map<string, ReplayedModel>, { event, data, complain }: Told): void {
  const before = models.get(event.subjectId);
  if ((event.kind === 'model.created') === (before !== undefined)) complain(before ? 'creates a model that exists' : 'is about a model that is not there');
  if (event.kind === 'model.deleted') return void models.delete(event.subjectId);
  const ready = data.flag('ready') ?? before?.ready;
  if (ready === undefined) return complain('does not say whether the model is published');
  models.set(event.subjectId, { ready });
}

function takeDeployment(deployments: Map<string, ReplayedDeployment>, { event, data, complain }: Told): void {
  const before = deployments.get(event.subjectId);
  if ((event.kind === 'deployment.created') === (before !== undefined)) complain(before ? 'makes a deployment that exists' : 'is about a deployment that is not there');
  if (event.kind === 'deployment.deleted') return void deployments.delete(event.subjectId);
  const isDefault = data.flag('isDefault');
  const version = event.data['version'] === null ? null : data.count('version');
  if (isDefault === undefined || version === undefined) return complain('does not say what the deployment serves, or whether it is the default one');
  const other = isDefault ? [...deployments].find(([id, each]) => id !== event.subjectId && each.isDefault) : undefined;
  if (other) complain(`makes it the default one beside ${other[0]}`);
  deployments.set(event.subjectId, { version, isDefault });
}

interface Step {
  readonly from: string | undefined;
  readonly before: string | undefined;
  readonly to: string | undefined;
}

function checkStep({ from, before, to }: Step, complain: (message: string) => void): void {
  if (to === undefined) complain('does not say what it became');
  if (from !== before) complain(`says from ${from}, but it was ${before}`);
  if (to === before) complain(`changes nothing: it is ${to} already`);
}
