import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventData, LoggedEvent } from '../../src/domain/event/event.ts';
import { EVENT_KINDS, type EventKind } from '../../src/domain/event/kind.ts';
import { MAX_VIOLATIONS, replay } from '../../src/domain/event/replay.ts';
import { anyEnd } from './domain-arbitraries.ts';
import { LoggedLife, type Happening } from './logged-life.ts';

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('CLAIM' as const) },
  { weight: 3, arbitrary: fc.constantFrom('ENQUEUE' as const, 'RETRY' as const) },
  { weight: 1, arbitrary: fc.constantFrom('DEQUEUE' as const, 'ABORT' as const, 'KILL' as const) },
  { weight: 3, arbitrary: anyEnd },
);
const anyLife = fc.array(anyHappening, { maxLength: 30 });

function lifeOf(happenings: readonly Happening[], id?: string): LoggedLife {
  return happenings.reduce<LoggedLife>((life, what) => life.happen(what), new LoggedLife(id));
}

function numbered(events: readonly LoggedEvent[]): LoggedEvent[] {
  return events.map((event, i) => ({ ...event, seq: i + 1 }));
}

describe('the replay of a task', () => {
  test('whatever happens to a task, its log tells where it stands, and nothing in the log is impossible', () => {
    fc.assert(fc.property(anyLife, (happenings) => {
      const life = lifeOf(happenings);
      const { tasks, violations } = replay(life.log);
      expect(violations).toEqual([]);
      expect(tasks.get('task-1')).toEqual(life.task);
    }), { numRuns: 500 });
  });

  test('the logs of two tasks may be interleaved in any way', () => {
    fc.assert(fc.property(anyLife, anyLife, fc.infiniteStream(fc.boolean()), (first, second, pick) => {
      const lives = [lifeOf(first, 'a'), lifeOf(second, 'b')] as const;
      const left = lives.map(({ log }) => [...log]);
      const merged: LoggedEvent[] = [];
      while (left[0]!.length + left[1]!.length > 0) {
        const side = left[0]!.length === 0 || (left[1]!.length > 0 && pick.next().value!) ? 1 : 0;
        merged.push(left[side]!.shift()!);
      }
      const { tasks, violations } = replay(numbered(merged));
      expect(violations).toEqual([]);
      expect([tasks.get('a'), tasks.get('b')]).toEqual(lives.map(({ task }) => task));
    }));
  });

  test('a log from which any event with a later one was taken out, or in which it stands twice, is seen through', () => {
    fc.assert(fc.property(anyLife, fc.nat(), (happenings, n) => {
      const { log } = lifeOf(happenings);
      const status = log.filter((event, i) => event.data['status'] !== undefined && i < log.findLastIndex((later) => later.data['status'] !== undefined));
      fc.pre(status.length > 0);
      const chosen = status[n % status.length]!;
      expect(replay(numbered(log.filter((event) => event !== chosen))).violations).not.toEqual([]);
      expect(replay(numbered(log.flatMap((event) => (event === chosen ? [event, event] : [event])))).violations).not.toEqual([]);
    }));
  });

  const begun = () => new LoggedLife().happen('ENQUEUE').happen('CLAIM');
  const ended = () => begun().happen({ by: 'EXIT', exitCode: 0 });
  const stepOf = (state: string): EventData => ({ step: { section: 'main', index: 0, path: '3', sample: 0, try: 1, state } });
  const attempt = (id: string, no: number, state = 'RUNNING', more: EventData = {}) => ({ attempt: { id, no, state, ...more } });

  test.each<[string, () => LoggedLife, RegExp]>([
    ['a second birth', () => new LoggedLife().say('task.created', { status: 'created' }), /creates a task that exists/],
    ['a wrong status before', () => new LoggedLife().say('task.ended', { status: 'stopped', from: 'queued' }), /says from queued, but it was created/],
    ['a change that the table does not have', () => new LoggedLife().say('task.ended', { status: 'completed', from: 'created' }), /from created to completed, which the table does not have/],
    ['a change to the same', () => new LoggedLife().say('task.reset', { status: 'created', from: 'created' }), /changes nothing: it is created already/],
    ['an ended attempt that ends again', () => ended().say('task.attempt_ended', attempt('task-1.1', 1, 'ENDED', { outcome: 'LOST' })), /changes attempt task-1\.1, which has ended/],
    ['an ended attempt that runs again', () => ended().say('task.attempt_ended', attempt('task-1.1', 1)), /changes attempt task-1\.1, which has ended/],
    ['a second live attempt', () => begun().say('task.attempt_ended', attempt('other', 2)), /begins attempt other while task-1\.1 is live/],
    ['an attempt without a beginning', () => ended().say('task.attempt_ended', attempt('other', 2, 'ENDED', { outcome: 'LOST' })), /ends attempt other, which never began/],
    ['an attempt number that was used', () => ended().say('task.attempt_ended', attempt('other', 1)), /begins attempt 1 after attempt 1/],
    ['an end without an outcome', () => begun().say('task.attempt_ended', attempt('task-1.1', 1, 'ENDED')), /state ENDED with the outcome null/],
    ['an epoch that goes back', () => begun().say('task.ordered', { epoch: 0, order: { verb: 'ABORT', after: null, cleanup: 'RUN' } }), /takes the epoch back from 1 to 0/],
    ['a start without a new epoch', () => new LoggedLife().happen('ENQUEUE').say('task.started', { status: 'in_progress', from: 'queued', item: null, ...attempt('x', 1) }), /starts without a new epoch/],
    ['a start without an attempt', () => new LoggedLife().happen('ENQUEUE').say('task.started', { status: 'in_progress', from: 'queued', item: null, epoch: 1 }), /starts a task without an attempt/],
    ['a start that leaves the item', () => new LoggedLife().happen('ENQUEUE').say('task.started', { status: 'in_progress', from: 'queued', epoch: 1, ...attempt('x', 1) }), /leaves a task that is in_progress in a queue/],
    ['a place in two queues', () => new LoggedLife().happen('ENQUEUE').say('task.enqueued', { item: { queueId: 'q2' } }), /puts a task into a queue that waits in one already/],
    ['an exit from no queue', () => new LoggedLife().say('task.dequeued', { item: null }), /takes a task out of a queue that waits in none/],
    ['an enqueuing to nowhere', () => new LoggedLife().say('task.enqueued', { status: 'queued', from: 'created' }), /does not say where the task waits/],
    ['an order that is softer', () => begun().happen('KILL').say('task.ordered', { order: { verb: 'ABORT', after: null, cleanup: 'RUN' } }), /gives ABORT after KILL, which is not harder/],
    ['an order without words', () => begun().say('task.ordered', {}), /does not say which order was given/],
    ['a step that ends twice', () => begun().say('task.step', stepOf('SUCCEEDED')).say('task.step', stepOf('FAILED')), /changes step 1\/main\/0\/3\/0\/1, which has ended SUCCEEDED/],
    ['a step that begins twice', () => begun().say('task.step', stepOf('RUNNING')).say('task.step', stepOf('RUNNING')), /begins step .*, which is under way/],
    ['a step that is lost without having begun', () => begun().say('task.attempt_ended', stepOf('UNKNOWN')), /loses step .*, which never began/],
    ['a hold without a new number', () => begun().say('task.held', { hold: 'INPUT', holdN: 1 }).say('task.held', { hold: 'USER', holdN: 1 }), /holds a task without a new number/],
    ['a pause for what stands still', () => begun().say('task.held', { hold: 'INPUT', holdN: 1 }).say('task.held', { hold: 'REQUESTED' }), /asks a task to pause that stands still/],
    ['a hold for nothing', () => begun().say('task.held', { hold: 'NONE' }), /holds a task for nothing/],
    ['going on without a hold', () => begun().say('task.resumed', { hold: 'NONE' }), /resumes a task that is not held/],
    ['an end that leaves the hold', () => begun().say('task.held', { hold: 'INPUT', holdN: 1 }).say('task.ended', { status: 'stopped', from: 'in_progress' }), /leaves a task that is stopped held/],
    ['another run', () => new LoggedLife().say('task.moved', {}, { runId: 'r' }), /names the run r, but the task belongs to null/],
    ['another task', () => new LoggedLife().say('task.moved', {}, { taskId: 'other' }), /names the task other/],
    ['a status that is no word', () => new LoggedLife().say('task.ended', { status: 'done', from: 'created' }), /has an unreadable status: "done"/],
    ['a number that comes again', () => new LoggedLife().say('task.moved', {}, { seq: 1 }), /comes after event 1/],
  ])('%s is a violation', (_name, life, violation) => {
    const { violations } = replay(life().log);
    expect(violations.join('\n')).toMatch(violation);
    expect(violations[0]).toMatch(/^event \d+ \(task\.\w+ of task-1\) /);
  });

  test('an event about a task that was never created is a violation, not an error', () => {
    expect(replay(new LoggedLife().happen('ENQUEUE').log.slice(1)).violations[0]).toMatch(/is about a task that was never created/);
  });
});

describe('the replay of runs, queues and runners', () => {
  const at = (kind: EventKind, data: EventData) => ({ kind, data, subjectId: 'x', projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, at: new Date(0), seq: 0 }) satisfies LoggedEvent;
  const of = (...events: readonly [EventKind, EventData][]) => replay(numbered(events.map(([kind, data]) => at(kind, data))));

  test('are what their events say', () => {
    const run = of(['run.created', { status: 'WAITING' }], ['run.status', { status: 'RUNNING', from: 'WAITING' }], ['run.deactivated', { deactivated: 'ABORTED' }], ['run.status', { status: 'STOPPED', from: 'RUNNING' }]);
    expect([run.runs.get('x'), run.violations]).toEqual([{ status: 'STOPPED', deactivated: 'ABORTED', enqueued: false, paused: false }, []]);
    const queue = of(['queue.created', { state: 'OPEN' }], ['queue.state', { state: 'PAUSED', from: 'OPEN' }]);
    expect([queue.queues.get('x'), queue.violations]).toEqual([{ state: 'PAUSED', maxRunning: null }, []]);
    expect(of(['queue.created', { state: 'OPEN', maxRunning: 1 }], ['queue.updated', { maxRunning: 3 }]).queues.get('x')).toEqual({ state: 'OPEN', maxRunning: 3 });
    expect(of(['queue.created', { state: 'OPEN', maxRunning: 1 }], ['queue.updated', { maxRunning: null }], ['queue.updated', { displayName: 'x' }]).queues.get('x')).toEqual({ state: 'OPEN', maxRunning: null });
    const paused = of(['run.created', { status: 'WAITING' }], ['run.paused', { paused: true }]);
    expect([paused.runs.get('x')?.paused, paused.violations]).toEqual([true, []]);
    const item = { id: 'x', queueId: 'q', priority: -3, rank: -5 };
    const barrier = of(['queue.barrier_added', { item: { ...item, rank: 1 } }], ['queue.barrier_moved', { item }]);
    expect([barrier.barriers.get('x'), barrier.violations]).toEqual([{ queueId: 'q', priority: -3, rank: -5 }, []]);
    expect(of(['queue.barrier_added', { item }], ['queue.barrier_removed', { item: null }]).barriers.size).toBe(0);
    const deck = of(['deck.registered', { sha: 'a', runnerId: 'r' }], ['deck.registered', { sha: 'a', runnerId: 's' }]);
    expect([deck.decks.get('x'), deck.violations]).toEqual([{ sha: 'a', runnerId: 's' }, []]);
    const stored: [EventKind, EventData] = ['file.stored', { store: 'UPLOAD', sha256: 'a', size: 3 }];
    expect(of(stored).files.get('x')).toEqual({ store: 'UPLOAD', sha256: 'a', size: 3 });
    expect([of(stored, ['file.deleted', { reason: 'EXPIRED' }]).files.size, of(stored, ['file.deleted', { reason: 'EXPIRED' }]).violations]).toEqual([0, []]);
    const made: [EventKind, EventData] = ['model.created', { ready: false }];
    expect([of(made, ['model.edited', { name: 'm' }]).models.get('x'), of(made, ['model.edited', { ready: true }]).models.get('x')]).toEqual([{ ready: false }, { ready: true }]);
    expect([of(made, ['model.deleted', {}]).models.size, of(made, ['model.deleted', {}]).violations]).toEqual([0, []]);
    const deployed: [EventKind, EventData] = ['deployment.created', { name: 'd', version: 1, n: 1, isDefault: true }];
    expect(of(deployed, ['deployment.updated', { name: 'd', version: null, n: 2, isDefault: false }]).deployments.get('x')).toEqual({ version: null, isDefault: false });
    expect([of(deployed, ['deployment.deleted', {}]).deployments.size, of(deployed, ['deployment.deleted', {}]).violations]).toEqual([0, []]);
    const up = { state: 'UP', sessionId: 's1' };
    const runner = of(['runner.up', { ...up, from: null }], ['runner.draining', { state: 'DRAINING', from: 'UP' }], ['runner.up', { ...up, from: 'DRAINING', sessionId: 's2' }], ['runner.up', { ...up, from: 'UP', sessionId: 's3' }]);
    expect([runner.runners.get('x'), runner.violations]).toEqual([{ state: 'UP', sessionId: 's3' }, []]);
    expect(of(['runner.up', { ...up, from: null }], ['runner.gone', { state: 'GONE', from: 'UP' }]).runners.get('x')).toEqual({ state: 'GONE', sessionId: null });
  });

  test.each<[string, readonly [EventKind, EventData][], RegExp]>([
    ['a run with a wrong status before', [['run.created', { status: 'WAITING' }], ['run.status', { status: 'FAILED', from: 'RUNNING' }]], /says from RUNNING, but it was WAITING/],
    ['a run that stays as it is', [['run.created', { status: 'WAITING' }], ['run.status', { status: 'WAITING', from: 'WAITING' }]], /changes nothing/],
    ['a run that is deactivated twice', [['run.created', {}], ['run.deactivated', { deactivated: 'ABORTED' }], ['run.deactivated', { deactivated: 'ABORTED' }]], /deactivates a run that is ABORTED/],
    ['a run that nobody created', [['run.status', { status: 'RUNNING' }]], /is about a run that was never created/],
    ['a deployment that nobody made', [['deployment.updated', { version: 1, isDefault: false }]], /is about a deployment that is not there/],
    ['a deployment that serves nothing', [['deployment.created', { name: 'd', isDefault: false }]], /does not say what the deployment serves/],
    ['a queue with a wrong state before', [['queue.created', { state: 'OPEN' }], ['queue.state', { state: 'OPEN', from: 'PAUSED' }]], /says from PAUSED, but it was OPEN/],
    ['a run that is paused twice', [['run.created', {}], ['run.paused', {}], ['run.paused', {}]], /changes nothing: the run is paused already/],
    ['a run that goes on without a pause', [['run.created', {}], ['run.resumed', {}]], /changes nothing: the run is not paused already/],
    ['a barrier that nobody added', [['queue.barrier_moved', { item: { queueId: 'q', priority: 0, rank: 1 } }]], /is about a barrier that is not there/],
    ['a barrier in another queue', [['queue.barrier_added', { item: { queueId: 'q', priority: 0, rank: 1 } }], ['queue.barrier_moved', { item: { queueId: 'p', priority: 0, rank: 1 } }]], /moves a barrier of queue q to p/],
    ['a deck that is registered as it is', [['deck.registered', { sha: 'a', runnerId: 'r' }], ['deck.registered', { sha: 'a', runnerId: 'r' }]], /changes nothing: the deck is registered like this already/],
    ['a file stored twice', [['file.stored', { store: 'UPLOAD', sha256: 'a', size: 3 }], ['file.stored', { store: 'UPLOAD', sha256: 'a', size: 3 }]], /stores a file that exists/],
    ['a file that goes without having come', [['file.deleted', { reason: 'DELETED' }]], /deletes a file that is not there/],
    ['a file without what it is', [['file.stored', { store: 'UPLOAD' }]], /does not say what the file is/],
    ['a model created twice', [['model.created', { ready: true }], ['model.created', { ready: true }]], /creates a model that exists/],
    ['a model changed that is not there', [['model.deleted', {}]], /is about a model that is not there/],
    ['a model of which nobody knows whether it is published', [['model.created', {}]], /does not say whether the model is published/],
    ['a queue created twice', [['queue.created', { state: 'OPEN' }], ['queue.created', { state: 'OPEN' }]], /creates a queue that exists/],
    ['a runner that goes without having come', [['runner.gone', { state: 'GONE', from: 'UP' }]], /is about a runner that never came up/],
    ['a runner with a wrong state before', [['runner.up', { state: 'UP', from: 'GONE', sessionId: 's' }]], /says from GONE, but it was not known/],
    ['a runner that comes up again without a new session', [['runner.up', { state: 'UP', from: null, sessionId: 's' }], ['runner.up', { state: 'UP', from: 'UP' }]], /changes nothing: the runner is UP already/],
  ])('%s is a violation', (_name, events, violation) => {
    expect(of(...events).violations.join('\n')).toMatch(violation);
  });

  test('no log whatever makes the replay throw, and its list of violations is bounded', () => {
    const anyData = fc.dictionary(fc.constantFrom('status', 'from', 'state', 'item', 'attempt', 'order', 'phase', 'step', 'holdN', 'maxRunning', 'sha', 'runnerId', 'epoch', 'generation', 'hold', 'deactivated', 'enqueued'), fc.jsonValue()) as fc.Arbitrary<EventData>;
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...EVENT_KINDS), anyData), { maxLength: 20 }), (events) => {
      replay(numbered(events.map(([kind, data]) => at(kind, data))));
    }), { numRuns: 500 });
    const broken = Array.from({ length: MAX_VIOLATIONS + 10 }, () => at('run.status', {}));
    expect(replay(broken).violations).toHaveLength(MAX_VIOLATIONS + 1);
  });

  test('takes a log from a generator without keeping it', () => {
    function* log() {
      yield* new LoggedLife().happen('ENQUEUE').log;
    }
    expect(replay(log()).tasks.get('task-1')).toMatchObject({ status: 'queued', queueId: 'queue-1' });
  });
});
