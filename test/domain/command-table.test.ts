import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_CAPABILITIES, type Capabilities } from '../../src/domain/attempt/runner.ts';
import { TASK_COMMANDS, allowedCommands, decide, orderOf, verdictOf, type TaskCommand } from '../../src/domain/task/command.ts';
import { FAILED_STEP_CHOICES, HOLDS, PAUSE_BOUNDARIES, isHeld } from '../../src/domain/task/hold.ts';
import { ABORT_ORDER, KILL_ORDER, isStronger, type Order } from '../../src/domain/task/order.ts';
import { SITUATIONS, SITUATION_MEANINGS, situationOf, type Situation, type TaskState } from '../../src/domain/task/situation.ts';
import { hasEnded, type TaskStatus } from '../../src/domain/task/status.ts';
import { mayChange } from '../../src/domain/task/transition.ts';
import { REFUSAL_CODES, adviceOf } from '../../src/domain/task/verdict.ts';
import { anyCapabilities, anyOrder, anyTask } from './domain-arbitraries.ts';

type Expected = Readonly<Record<string, string>>;

const NOT_BEGUN: Expected = {
  'NOOP NOT_QUEUED': 'DEQUEUE', 'NOOP ALREADY_SO': 'RESET', 'REFUSE NOT_RUNNING': 'PAUSE STOP ABORT KILL FORCE',
  'REFUSE NOT_HELD': 'RESUME', 'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY PUBLISH CLOSE',
};
const ENDED: Expected = {
  'NOOP ALREADY_ENDED': 'STOP ABORT KILL FORCE', 'REFUSE ALREADY_ENDED': 'PAUSE', 'REFUSE NOT_HELD': 'RESUME', 'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_QUEUED': 'DEQUEUE',
};

/** Reviewed by hand, situation by situation: what a person would expect of each command there. */
const EXPECTED: Readonly<Record<Situation, Expected>> = {
  created: { GO: 'ENQUEUE CLONE DELETE', ...NOT_BEGUN },
  blocked: { GO: 'CLONE', 'REFUSE BLOCKED': 'ENQUEUE', 'REFUSE RUN_OPEN': 'DELETE', ...NOT_BEGUN },
  queued: {
    GO: 'DEQUEUE STOP ABORT KILL FORCE RESET CLONE', 'NOOP ALREADY_QUEUED': 'ENQUEUE',
    'REFUSE NOT_RUNNING': 'PAUSE', 'REFUSE NOT_HELD': 'RESUME', 'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY PUBLISH CLOSE DELETE',
  },
  parked: {
    GO: 'DEQUEUE PAUSE RESUME STOP ABORT KILL FORCE RESET CLONE', 'NOOP ALREADY_QUEUED': 'ENQUEUE',
    'REFUSE WAITS_FOR_RUNNER': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY PUBLISH CLOSE DELETE',
  },
  handed_out: {
    GO: 'STOP ABORT KILL FORCE CLONE', 'REFUSE HANDED_OUT': 'ENQUEUE DEQUEUE PAUSE RESET DELETE',
    'REFUSE NOT_HELD': 'RESUME', 'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY PUBLISH CLOSE',
  },
  running: {
    GO: 'PAUSE STOP ABORT KILL FORCE CLONE', 'NOOP ALREADY_SO': 'RESUME', 'REFUSE ALREADY_RUNNING': 'ENQUEUE DEQUEUE',
    'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY RESET PUBLISH CLOSE DELETE',
  },
  pausing: {
    GO: 'PAUSE RESUME STOP ABORT KILL FORCE CLONE', 'REFUSE ALREADY_RUNNING': 'ENQUEUE DEQUEUE',
    'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY RESET PUBLISH CLOSE DELETE',
  },
  held: {
    GO: 'PAUSE RESUME STOP ABORT KILL FORCE CLONE', 'REFUSE ALREADY_RUNNING': 'ENQUEUE DEQUEUE',
    'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE USE_RESUME': 'RETRY', 'REFUSE NOT_ENDED': 'RESET PUBLISH CLOSE DELETE',
  },
  asking: {
    GO: 'ANSWER_INPUT STOP ABORT KILL FORCE CLONE', 'NOOP ALREADY_PAUSED': 'PAUSE', 'REFUSE ALREADY_RUNNING': 'ENQUEUE DEQUEUE',
    'REFUSE USE_ANSWER': 'RESUME RETRY', 'REFUSE NOT_ENDED': 'RESET PUBLISH CLOSE DELETE',
  },
  stopping: { GO: 'STOP ABORT KILL FORCE CLONE', 'REFUSE STOPPING': 'ENQUEUE DEQUEUE PAUSE RESUME ANSWER_INPUT RETRY RESET PUBLISH CLOSE DELETE' },
  detached: {
    GO: 'STOP ABORT KILL FORCE RESET CLONE', 'REFUSE ALREADY_RUNNING': 'ENQUEUE DEQUEUE', 'REFUSE NOT_SUPPORTED_BY_RUNNER': 'PAUSE',
    'REFUSE NOT_HELD': 'RESUME', 'REFUSE NOT_ASKED': 'ANSWER_INPUT', 'REFUSE NOT_ENDED': 'RETRY PUBLISH CLOSE DELETE',
  },
  stopped: { GO: 'ENQUEUE RETRY RESET CLONE PUBLISH CLOSE DELETE', ...ENDED },
  failed: { GO: 'ENQUEUE RETRY RESET CLONE PUBLISH DELETE', 'REFUSE NOT_STOPPED': 'CLOSE', ...ENDED },
  completed: { GO: 'RETRY RESET CLONE PUBLISH DELETE', 'REFUSE USE_RETRY': 'ENQUEUE', 'REFUSE NOT_STOPPED': 'CLOSE', ...ENDED },
  closed: { GO: 'RESET CLONE PUBLISH DELETE', 'NOOP ALREADY_SO': 'CLOSE', 'REFUSE FINAL': 'ENQUEUE RETRY', ...ENDED },
  publishing: { GO: 'CLONE PUBLISH', 'REFUSE FINAL': 'ENQUEUE RETRY RESET CLOSE DELETE', ...ENDED },
  published: { GO: 'CLONE', 'NOOP ALREADY_SO': 'PUBLISH', 'REFUSE FINAL': 'ENQUEUE RETRY RESET CLOSE DELETE', ...ENDED },
  unknown: { GO: 'FORCE CLONE', 'REFUSE UNKNOWN_STATUS': 'ENQUEUE DEQUEUE PAUSE RESUME ANSWER_INPUT STOP ABORT KILL RETRY RESET PUBLISH CLOSE DELETE' },
};

const ALL: Capabilities = { pause: true, stopAfter: ['STEP', 'ITERATION', 'TASK'], retryStep: true, answerInput: true, cleanup: true };
const IDLE: TaskState = { status: 'created', hold: 'NONE', pauseAfter: null, pausedByRun: false, order: null, attempt: null, blocked: false };
const LIVE: TaskState = { ...IDLE, status: 'in_progress', attempt: { state: 'RUNNING', fence: 'LEASED', can: ALL } };
const STOP_TASK: Order = { verb: 'STOP', after: 'TASK', cleanup: 'RUN' };
/** What a person says to a task that stands still. */
const ANSWERS: readonly TaskCommand[] = ['RESUME', 'ANSWER_INPUT'];

/** A plain task in each situation. */
const EXAMPLE: Readonly<Record<Situation, TaskState>> = {
  created: IDLE,
  blocked: { ...IDLE, blocked: true },
  queued: { ...IDLE, status: 'queued' },
  parked: { ...IDLE, status: 'queued', hold: 'STEP_FAILED' },
  handed_out: { ...IDLE, status: 'queued', attempt: { state: 'CLAIMED', fence: 'EXTERNAL', can: ALL } },
  running: LIVE,
  pausing: { ...LIVE, hold: 'REQUESTED', pauseAfter: 'ITERATION' },
  held: { ...LIVE, hold: 'USER' },
  asking: { ...LIVE, hold: 'INPUT' },
  stopping: { ...LIVE, order: STOP_TASK },
  detached: { ...IDLE, status: 'in_progress' },
  stopped: { ...IDLE, status: 'stopped' },
  failed: { ...IDLE, status: 'failed' },
  completed: { ...IDLE, status: 'completed' },
  closed: { ...IDLE, status: 'closed' },
  publishing: { ...IDLE, status: 'publishing' },
  published: { ...IDLE, status: 'published' },
  unknown: { ...IDLE, status: 'unknown' },
};

/** Where each accepted command takes a task, by way of which statuses; a command absent here changes no status. */
const LEADS: Readonly<Partial<Record<TaskCommand, (from: TaskStatus) => readonly TaskStatus[]>>> = {
  ENQUEUE: () => ['queued'],
  DEQUEUE: () => ['created'],
  STOP: () => ['stopped'],
  ABORT: () => ['stopped'],
  KILL: () => ['stopped'],
  RETRY: (from) => (from === 'completed' ? ['created', 'queued'] : ['queued']),
  RESET: () => ['created'],
  PUBLISH: () => ['published'],
  CLOSE: () => ['closed'],
};

describe('the command table', () => {
  const cells = SITUATIONS.flatMap((situation) => TASK_COMMANDS.map((command) => ({ situation, command })));

  test('the reviewed table speaks once of every command in every situation', () => {
    for (const situation of SITUATIONS) expect(Object.values(EXPECTED[situation]).flatMap((names) => names.split(' ')).sort(), situation).toEqual([...TASK_COMMANDS].sort());
  });

  test.each(cells)('$command on a task that is $situation is answered as reviewed', ({ situation, command }) => {
    const [answer] = Object.entries(EXPECTED[situation]).find(([, names]) => names.split(' ').includes(command))!;
    const verdict = verdictOf(situation, command);
    expect(verdict.kind === 'GO' ? 'GO' : `${verdict.kind} ${verdict.code}`).toBe(answer);
  });

  test.each(SITUATIONS)('there is a state that is %s, and a sentence about it', (situation) => {
    expect(situationOf(EXAMPLE[situation])).toBe(situation);
    expect(SITUATION_MEANINGS[situation].length).toBeGreaterThan(5);
  });

  test.each(cells)('when $command is accepted on a task that is $situation, the change of status is one a user may make', ({ situation, command }) => {
    let from = EXAMPLE[situation].status;
    if (verdictOf(situation, command).kind !== 'GO') return;
    for (const to of LEADS[command]?.(from) ?? []) {
      expect(mayChange(from, to, 'USER'), `${from} to ${to}`).toBe(true);
      from = to;
    }
  });

  test('a command that is already so would have led where the task is', () => {
    for (const { situation, command } of cells) {
      const verdict = verdictOf(situation, command);
      if (verdict.kind !== 'NOOP') continue;
      const { status } = EXAMPLE[situation];
      const isThere = LEADS[command]?.(status).at(-1) === status || (LEADS[command]?.(status).at(-1) === 'stopped' && hasEnded(status));
      expect(isThere || ['PAUSE', 'RESUME', 'FORCE'].includes(command), `${command} on ${situation}`).toBe(true);
    }
  });

  test('every reason that the table gives has an advice of its own', () => {
    const advices = REFUSAL_CODES.map(adviceOf);
    expect(new Set(advices).size).toBe(REFUSAL_CODES.length);
    for (const advice of advices) expect(advice).toMatch(/^(the|tasks|it|only|no|work) /);
  });

  test('no advice to use another command leads to a refusal of that command', () => {
    const ADVISED: Readonly<Record<string, TaskCommand>> = { USE_RESUME: 'RESUME', USE_ANSWER: 'ANSWER_INPUT', USE_RETRY: 'RETRY', NOT_STOPPED: 'PUBLISH', FINAL: 'CLONE', ALREADY_ENDED: 'CLONE', ALREADY_RUNNING: 'ABORT', HANDED_OUT: 'ABORT', UNKNOWN_STATUS: 'FORCE' };
    const misleading = cells.filter(({ situation, command }) => {
      const verdict = verdictOf(situation, command);
      const advised = verdict.kind === 'GO' ? undefined : ADVISED[verdict.code];
      return advised && verdictOf(situation, advised).kind !== 'GO';
    });
    expect(misleading).toEqual([]);
  });
});

describe('deciding about a task as it stands', () => {
  test('every state, reachable or not, has a situation, and every command an answer', () => {
    fc.assert(fc.property(anyTask, (task) => {
      expect(SITUATIONS).toContain(situationOf(task));
      for (const command of TASK_COMMANDS) {
        const verdict = decide(task, command);
        expect(['GO', 'NOOP', 'REFUSE']).toContain(verdict.kind);
        if (verdict.kind !== 'GO') expect(REFUSAL_CODES).toContain(verdict.code);
      }
    }));
  });

  test('what the table refuses is never allowed by the state, and the allowed commands are those that are accepted', () => {
    fc.assert(fc.property(anyTask, (task) => {
      const unordered = isHeld(task.hold) && task.order?.verb === 'STOP' && task.order.after !== 'STEP' ? situationOf({ ...task, order: null }) : situationOf(task);
      const table = TASK_COMMANDS.filter((command) => verdictOf(ANSWERS.includes(command) ? unordered : situationOf(task), command).kind === 'GO');
      const allowed = allowedCommands(task);
      expect(table).toEqual(expect.arrayContaining([...allowed]));
      const details = [{}, { failedStep: 'SKIP' }, { failedStep: 'RETRY' }, { after: 'STEP' }, { after: 'ITERATION' }] as const;
      const accepted = TASK_COMMANDS.filter((command) => details.some((detail) => decide(task, command, detail).kind === 'GO'));
      expect(allowed).toEqual(accepted);
    }));
  });

  const standing = fc.record({ hold: fc.constantFrom(...HOLDS.filter(isHeld)), can: anyCapabilities, failedStep: fc.option(fc.constantFrom(...FAILED_STEP_CHOICES), { nil: undefined }), command: fc.constantFrom(...ANSWERS) });
  const heldWith = (hold: TaskState['hold'], can: Capabilities, order: Order | null): TaskState => ({ ...LIVE, hold, order, attempt: { ...LIVE.attempt!, can } });

  test('a task that stands still and was told to end after its iteration, or by itself, is answered as if nobody had told it', () => {
    fc.assert(fc.property(standing, fc.constantFrom('ITERATION' as const, 'TASK' as const), fc.constantFrom('RUN' as const, 'SKIP' as const), ({ hold, can, failedStep, command }, after, cleanup) => {
      const order: Order = { verb: 'STOP', after, cleanup };
      expect(decide(heldWith(hold, can, order), command, { failedStep })).toEqual(decide(heldWith(hold, can, null), command, { failedStep }));
    }));
    for (const after of ['ITERATION', 'TASK'] as const) {
      const told = (hold: TaskState['hold']) => heldWith(hold, ALL, { verb: 'STOP', after, cleanup: 'RUN' });
      for (const hold of ['USER', 'INTERVENTION'] as const) expect(decide(told(hold), 'RESUME')).toEqual({ kind: 'GO' });
      expect(decide(told('INPUT'), 'ANSWER_INPUT')).toEqual({ kind: 'GO' });
      expect(decide(told('INPUT'), 'RESUME')).toEqual({ kind: 'REFUSE', code: 'USE_ANSWER' });
      expect(decide(told('STEP_FAILED'), 'RESUME', { failedStep: 'RETRY' })).toEqual({ kind: 'GO' });
      expect(decide(told('STEP_FAILED'), 'RESUME')).toEqual({ kind: 'REFUSE', code: 'CHOOSE_FAILED_STEP' });
      expect(decide(told('USER'), 'PAUSE')).toEqual({ kind: 'REFUSE', code: 'STOPPING' });
    }
  });

  test('a task that is being ended sooner than that, or does not stand still, is past answering', () => {
    const soon = anyOrder.filter((order) => order.verb !== 'STOP' || order.after === 'STEP');
    fc.assert(fc.property(standing, soon, ({ hold, can, command }, order) => {
      expect(decide(heldWith(hold, can, order), command, { failedStep: 'SKIP' })).toEqual({ kind: 'REFUSE', code: 'STOPPING' });
    }));
    fc.assert(fc.property(standing, anyOrder, fc.constantFrom('NONE' as const, 'REQUESTED' as const), ({ can, command }, order, hold) => {
      expect(decide(heldWith(hold, can, order), command)).toEqual({ kind: 'REFUSE', code: 'STOPPING' });
    }));
  });

  test('an accepted command changes a status along an edge that a user has, whatever the state', () => {
    fc.assert(fc.property(anyTask, fc.constantFrom(...TASK_COMMANDS), (task, command) => {
      if (decide(task, command).kind !== 'GO') return;
      let from = task.status;
      for (const to of LEADS[command]?.(from) ?? []) {
        expect(mayChange(from, to, 'USER'), `${command}: ${from} to ${to}`).toBe(true);
        from = to;
      }
    }));
  });

  test('a task whose needs have not succeeded is neither enqueued nor retried, not even after it has ended', () => {
    fc.assert(fc.property(anyTask, (task) => {
      const blocked = { ...task, blocked: true };
      expect(decide(blocked, 'ENQUEUE').kind).not.toBe('GO');
      expect(decide(blocked, 'RETRY').kind).not.toBe('GO');
    }));
    expect(decide({ ...EXAMPLE.failed, blocked: true }, 'RETRY')).toEqual({ kind: 'REFUSE', code: 'BLOCKED' });
  });

  test('an order is accepted on a task that is being ended only if it asks for more', () => {
    fc.assert(fc.property(anyOrder, anyOrder, (present, next) => {
      const verdict = decide({ ...LIVE, order: present }, next.verb, { order: next });
      expect(verdict).toEqual(isStronger(next, present) ? { kind: 'GO' } : { kind: 'NOOP', code: 'WEAKER_ORDER' });
    }));
    expect(decide({ ...LIVE, order: ABORT_ORDER }, 'ABORT')).toEqual({ kind: 'NOOP', code: 'WEAKER_ORDER' });
    expect(decide({ ...LIVE, order: ABORT_ORDER }, 'KILL')).toEqual({ kind: 'GO' });
    expect(decide({ ...LIVE, order: KILL_ORDER }, 'ABORT')).toEqual({ kind: 'NOOP', code: 'WEAKER_ORDER' });
  });

  test('a runner is never given what it cannot carry', () => {
    const task = { ...LIVE, attempt: { ...LIVE.attempt!, can: COMMAND_CAPABILITIES } };
    expect(decide(task, 'PAUSE')).toEqual({ kind: 'REFUSE', code: 'NOT_SUPPORTED_BY_RUNNER' });
    expect(decide({ ...task, hold: 'INPUT' }, 'ANSWER_INPUT')).toEqual({ kind: 'REFUSE', code: 'NOT_SUPPORTED_BY_RUNNER' });
    expect(decide(task, 'STOP', { order: { verb: 'STOP', after: 'STEP', cleanup: 'RUN' } })).toEqual({ kind: 'REFUSE', code: 'NOT_SUPPORTED_BY_RUNNER' });
    expect(decide(task, 'STOP')).toEqual({ kind: 'GO' });
    expect(decide(task, 'ABORT')).toEqual({ kind: 'GO' });
  });

  test('abort, kill and force are accepted on everything that is in progress, whatever its runner can do', () => {
    fc.assert(fc.property(anyTask, (task) => {
      const running: TaskState = { ...task, status: 'in_progress', order: null };
      for (const command of ['ABORT', 'KILL', 'FORCE'] as const) expect(decide(running, command)).toEqual({ kind: 'GO' });
    }));
  });

  test('a task that is held on a failed step goes on only with a choice, and is told to repeat it only by a runner that can', () => {
    const held: TaskState = { ...LIVE, hold: 'STEP_FAILED' };
    expect(decide(held, 'RESUME')).toEqual({ kind: 'REFUSE', code: 'CHOOSE_FAILED_STEP' });
    for (const failedStep of FAILED_STEP_CHOICES) expect(decide(held, 'RESUME', { failedStep })).toEqual({ kind: 'GO' });
    const plain: TaskState = { ...held, attempt: { ...LIVE.attempt!, can: { ...ALL, retryStep: false } } };
    expect(decide(plain, 'RESUME', { failedStep: 'RETRY' })).toEqual({ kind: 'REFUSE', code: 'NOT_SUPPORTED_BY_RUNNER' });
    expect(decide(plain, 'RESUME', { failedStep: 'SKIP' })).toEqual({ kind: 'GO' });
    expect(decide({ ...LIVE, hold: 'USER' }, 'RESUME')).toEqual({ kind: 'GO' });
    expect(allowedCommands(held)).toContain('RESUME');
  });

  test('a pause that was asked for only becomes sooner', () => {
    fc.assert(fc.property(fc.constantFrom(...PAUSE_BOUNDARIES), fc.constantFrom(...PAUSE_BOUNDARIES), (present, after) => {
      const verdict = decide({ ...LIVE, hold: 'REQUESTED', pauseAfter: present }, 'PAUSE', { after });
      expect(verdict).toEqual(present === 'ITERATION' && after === 'STEP' ? { kind: 'GO' } : { kind: 'NOOP', code: 'ALREADY_PAUSED' });
    }));
  });

  test('a task that stands still or is paused already is paused again only on its own, after it was paused with its run', () => {
    fc.assert(fc.property(fc.constantFrom(...HOLDS.filter((hold) => isHeld(hold) && hold !== 'INPUT')), fc.boolean(), fc.constantFrom(LIVE, EXAMPLE.queued), (hold, pausedByRun, task) => {
      const verdict = decide({ ...task, hold, pausedByRun }, 'PAUSE');
      expect(verdict).toEqual(pausedByRun && hold === 'USER' ? { kind: 'GO' } : { kind: 'NOOP', code: 'ALREADY_PAUSED' });
    }));
  });

  test('a hold that waits for a runner is not answered before there is one, a pause that was asked for is taken back at once', () => {
    fc.assert(fc.property(fc.constantFrom(...HOLDS.filter((hold) => hold !== 'NONE')), fc.option(fc.constantFrom(...FAILED_STEP_CHOICES), { nil: undefined }), (hold, failedStep) => {
      const parked: TaskState = { ...EXAMPLE.queued, hold };
      expect(decide(parked, 'RESUME', { failedStep })).toEqual(isHeld(hold) ? { kind: 'REFUSE', code: 'WAITS_FOR_RUNNER' } : { kind: 'GO' });
      expect(decide(parked, 'ANSWER_INPUT')).toEqual({ kind: 'REFUSE', code: 'WAITS_FOR_RUNNER' });
    }));
  });

  test('stop, abort and kill give orders of their own, no other command does', () => {
    expect(orderOf('STOP')).toEqual(STOP_TASK);
    expect(orderOf('ABORT')).toEqual({ verb: 'ABORT', after: null, cleanup: 'RUN' });
    expect(orderOf('KILL')).toEqual({ verb: 'KILL', after: null, cleanup: 'SKIP' });
    expect(TASK_COMMANDS.filter((command) => orderOf(command) !== null)).toEqual(['STOP', 'ABORT', 'KILL']);
  });
});
