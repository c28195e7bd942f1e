// The document's part about attempts: their states, how they end, and what each end means for the task.
import type { AttemptOutcome, AttemptState, Failure } from '../attempt/attempt.ts';
import { endingOf, type EndedTask, type Ending, type LostEnd } from '../attempt/ending.ts';
import type { LastStep } from '../attempt/loss-hold.ts';
import type { PhaseState } from '../attempt/phase.ts';
import type { AttemptEnd } from '../dispatch/protocol.ts';
import { ABORT_ORDER } from '../task/order.ts';
import { decideRetry, type RetryCause } from '../task/retry.ts';
import { DEFAULT_RETRY, MAX_BACKOFF_SECONDS } from '../task/spec.ts';
import { code, glossary, section, table } from './markdown.ts';

const STATES: Readonly<Record<AttemptState, string>> = { CLAIMED: 'handed to a worker that has not started it', RUNNING: 'a worker is at it', ENDED: 'over, for ever: an ended attempt never changes' };

const OUTCOMES: Readonly<Record<AttemptOutcome, string>> = {
  COMPLETED: 'the work ended well',
  FAILED: 'the work, or what it needed, failed',
  STOPPED: 'it ended at the boundary that it was told to stop at',
  ABORTED: 'it was ended by an abort or a kill',
  LOST: 'its worker fell silent for longer than its lease, or came back as a new session',
  HANDED_BACK: 'its worker gave it back unharmed, for instance because it shuts down',
};

const FAILURES: Readonly<Record<Failure, string>> = {
  EXIT: 'the program’s own: an exit code other than 0, or a signal that was not ours',
  CRASHED: 'the machinery’s: the worker was lost, or broke around the work',
  TIMED_OUT: 'it ran longer than its time limit',
  ABORTED: 'a person’s: it was told to end',
  INVALID: 'it cannot be started at all, now or later',
};

const PHASES: Readonly<Record<PhaseState, string>> = { RUNNING: 'goes on', SUCCEEDED: 'ended well', FAILED: 'ended by a failure or a loss', STOPPED: 'ended by a person, or given back' };

/** Each way an attempt can end, with an example. */
const ENDS: readonly (readonly [string, AttemptEnd | LostEnd])[] = [
  ['exit code 0', { by: 'EXIT', exitCode: 0 }],
  ['another exit code', { by: 'EXIT', exitCode: 1 }],
  ['a signal that was not ours', { by: 'SIGNAL', signal: 'SIGSEGV' }],
  ['its time limit', { by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' }],
  ['it cannot be started', { by: 'INVALID', message: '' }],
  ['the worker broke around it', { by: 'CRASHED', message: '' }],
  ['the lease was lost', { by: 'LOST', message: '' }],
  ['the worker gave it back', { by: 'HANDED_BACK', message: '' }],
  ['an order to stop', { by: 'ORDER', verb: 'STOP', exitCode: null, signal: 'SIGTERM' }],
  ['an order to abort', { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' }],
  ['an order to kill', { by: 'ORDER', verb: 'KILL', exitCode: null, signal: 'SIGKILL' }],
];

const FRESH = { lostCount: 0, failedCount: 0 };
const TRIES_LEFT: EndedTask = {
  kind: 'command', status: 'in_progress', order: null, hold: 'NONE', retry: { ...DEFAULT_RETRY, maxRetries: 1 }, history: FRESH, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
};
const NO_TRIES: EndedTask = { ...TRIES_LEFT, retry: { ...DEFAULT_RETRY, onLost: 'FAIL' } };
const TOLD_TO_END: EndedTask = { ...TRIES_LEFT, order: ABORT_ORDER };

/** States and ends of attempts, and the retry decision. */
export function attemptSection(): string {
  return section(
    2,
    'Attempts',
    'An attempt is one try at a task by one worker. A task has at most one live attempt; every write of a worker carries the number (epoch) of its attempt, and a late one with an older number is refused.',
    glossary('state', STATES),
    glossary('outcome', OUTCOMES),
    'An attempt that did not end well says what kind of failure it was:',
    glossary('failure', FAILURES),
    'The phases of a task (a command has one, `main`) belong to the task and are shared by its attempts:',
    glossary('phase', PHASES),
    section(3, 'What the end of an attempt means', intro(), table(['the attempt ended by', 'attempt', 'phase', 'task, tries left', 'task, no tries left', 'task that was told to end'], ENDS.map(endRow)), 'A task that is not in progress any more stays as it is; only the attempt is closed.'),
    stepsSection(),
    retrySection(),
  );
}

const STEPS: EndedTask = { ...TRIES_LEFT, kind: 'steps', retry: DEFAULT_RETRY };
const OPEN_STEP: LastStep = { id: 'step', method: 'pump.dose', state: 'RUNNING' };
const DONE_STEP: LastStep = { ...OPEN_STEP, state: 'SUCCEEDED' };
const LOST: LostEnd = { by: 'LOST', message: '' };
const TOLD_TO_STOP: EndedTask = { ...STEPS, order: { verb: 'STOP', after: 'ITERATION', cleanup: 'RUN' } };

/** Each way an attempt at a steps task can end, with the task as it was. */
const STEPS_ENDS: readonly (readonly [string, AttemptEnd | LostEnd, EndedTask])[] = [
  ['all steps were carried out', { by: 'DONE' }, STEPS],
  ['a step failed, and the task is made to fail then', { by: 'FAILED', message: '' }, STEPS],
  ['a stop after its iteration, the cleanup ran', { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN', message: '' }, TOLD_TO_STOP],
  ['a stop after its iteration, without cleanup', { by: 'STOPPED', after: 'ITERATION', cleanup: 'SKIPPED', message: '' }, TOLD_TO_STOP],
  ['a stop after its step', { by: 'STOPPED', after: 'STEP', cleanup: 'RAN', message: '' }, TOLD_TO_STOP],
  ['an order to abort', { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null }, TOLD_TO_END],
  ['the lease was lost during a step', LOST, { ...STEPS, lastStep: OPEN_STEP }],
  ['the lease was lost between two steps', LOST, { ...STEPS, lastStep: DONE_STEP }],
  ['the lease was lost while the task was held', LOST, { ...STEPS, lastStep: DONE_STEP, hold: 'USER' }],
  ['the lease was lost, `onLost: FAIL`', LOST, { ...STEPS, retry: { ...DEFAULT_RETRY, onLost: 'FAIL' }, lastStep: OPEN_STEP }],
  ['the worker gave it back between two steps', { by: 'HANDED_BACK', message: '' }, { ...STEPS, lastStep: DONE_STEP }],
];

function stepsSection(): string {
  return section(
    3,
    'What the end of an attempt at a `steps` task means',
    'A steps task moves real devices. What was done is on record step by step, and no step is ever repeated silently: a task that lost its worker comes back held, and a person says how it goes on.',
    table(['the attempt ended by', 'attempt', 'task', 'hold'], STEPS_ENDS.map(([name, end, task]) => stepsRow(name, { task, ending: endingOf(end, task) }))),
  );
}

function stepsRow(name: string, { task, ending }: { task: EndedTask; ending: Ending }): string[] {
  const back = ending.taskStatus === 'queued';
  const hold = ending.hold?.hold ?? (back ? task.hold : 'NONE');
  return [name, [ending.attempt.outcome, ending.attempt.failure].filter((word) => word !== null).map(code).join(' '), becomes(ending), hold === 'NONE' ? '' : `${code(hold)}${ending.hold === null ? ' as before' : ''}`];
}

function intro(): string {
  return 'Every attempt ends with exactly one outcome, and the end decides what becomes of the task. “Tries left” and “no tries left” are decided by the task’s retry policy, below. “Told to end” means that any order had been given before.';
}

function endRow([name, end]: readonly [string, AttemptEnd | LostEnd]): string[] {
  const [left, none, told] = [TRIES_LEFT, NO_TRIES, TOLD_TO_END].map((task) => endingOf(end, task)) as [Ending, Ending, Ending];
  // Where the order makes a difference for the attempt itself, both are told.
  const attempts = [...new Set([left, told].map(({ attempt }) => [attempt.outcome, attempt.failure].filter((word) => word !== null).map(code).join(' ')))];
  return [name, attempts.join(', or when told to end '), code(left.phase), becomes(left), becomes(none), becomes(told)];
}

function becomes({ taskStatus, againAfter }: Ending): string {
  const status = taskStatus === null ? 'stays as it is' : code(taskStatus);
  if (againAfter === null) return status;
  const when = againAfter === 0 ? 'at once' : 'after a wait';
  return taskStatus === 'queued' ? `${status} again ${when}` : `${status}, then ${code('queued')} again ${when}`;
}

function retrySection(): string {
  return section(
    3,
    'Another attempt by itself',
    'A task’s retry policy has four settings:',
    table(['setting', 'default', 'means'], [
      [code('onLost'), code(DEFAULT_RETRY.onLost), 'after a loss: run it again (`REQUEUE`) or let it fail (`FAIL`)'],
      [code('maxLost'), String(DEFAULT_RETRY.maxLost), 'losses in a row after which it fails, so that a task which brings down its workers ends'],
      [code('maxRetries'), String(DEFAULT_RETRY.maxRetries), 'further attempts after failures of the work'],
      [code('backoffSeconds'), String(DEFAULT_RETRY.backoffSeconds), `wait before the first of them; it doubles each time, up to ${MAX_BACKOFF_SECONDS} s`],
    ]),
    'With these defaults, and with three retries:',
    table(['the attempt', '1st time', '2nd', '3rd', '4th', '5th'], (['LOST', 'FAILED', 'HANDED_BACK'] as const).flatMap((cause) => retryRows(cause))),
    'Work that cannot be started (`INVALID`) is not tried again. A failure of the work ends a row of losses. A person who enqueues or retries the task clears both counts. **After any order to end, nothing runs again by itself.**',
  );
}

function retryRows(cause: RetryCause): string[][] {
  const policies = cause === 'FAILED' ? [0, 3] : [0];
  return policies.map((maxRetries) => [
    `${code(cause)}${maxRetries > 0 ? `, ${code(`maxRetries: ${maxRetries}`)}` : ''}`,
    ...[0, 1, 2, 3, 4].map((before) => {
      const history = { lostCount: cause === 'LOST' ? before : 0, failedCount: cause === 'FAILED' ? before : 0 };
      const decision = decideRetry(cause, { ...DEFAULT_RETRY, maxRetries }, { kind: 'command', history, order: null });
      if (!decision.again) return before > (cause === 'FAILED' ? maxRetries : DEFAULT_RETRY.maxLost) ? '' : 'ends';
      return decision.delaySeconds === 0 ? 'again at once' : `again after ${decision.delaySeconds} s`;
    }),
  ]);
}
