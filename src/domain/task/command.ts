// Commands on tasks: one table of situation × command, from which services decide and the documents are made.
import type { RefusalCode, Verdict } from './verdict.ts';
import { isHeld, isPause, isSooner, type FailedStepChoice, type PauseBoundary } from './hold.ts';
import { SITUATIONS, situationOf, type LiveAttempt, type Situation, type TaskState } from './situation.ts';
import { ABORT_ORDER, KILL_ORDER, isStronger, type Order } from './order.ts';

/** Every command on a task. */
export const TASK_COMMANDS = [
  'ENQUEUE',
  'DEQUEUE',
  'PAUSE',
  'RESUME',
  'ANSWER_INPUT',
  'STOP',
  'ABORT',
  'KILL',
  'FORCE',
  'RETRY',
  'RESET',
  'CLONE',
  'PUBLISH',
  'CLOSE',
  'DELETE',
] as const;
/** A command on a task. */
export type TaskCommand = (typeof TASK_COMMANDS)[number];

/** Commands that users can give: all of them have a call. */
export const OFFERED_COMMANDS = TASK_COMMANDS;
/** A command that users can give. */
export type OfferedCommand = TaskCommand;

/** `go`, or the reason not to; a reason in brackets means that nothing needs doing. */
type Cell = 'go' | RefusalCode | `(${RefusalCode})`;

const COLUMNS = SITUATIONS;

/** A row of the table, in the order of the situations. */
function row(...cells: Cell[]): Readonly<Record<Situation, Cell>> {
  if (cells.length !== COLUMNS.length) throw new Error(`a row of the command table has ${cells.length} cells`);
  return Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i]])) as Record<Situation, Cell>;
}

const R = 'ALREADY_RUNNING';
const N = 'NOT_RUNNING';
const E = '(ALREADY_ENDED)';
const D = 'ALREADY_ENDED';
const X = 'NOT_ENDED';
const U = 'UNKNOWN_STATUS';
const Q = 'NOT_QUEUED';
const S = 'STOPPING';
const F = 'FINAL';
const H = 'HANDED_OUT';
const NH = 'NOT_HELD';
const NA = 'NOT_ASKED';
const SO = '(ALREADY_SO)';
const P = '(ALREADY_PAUSED)';
const IQ = '(ALREADY_QUEUED)';
const NQ = '(NOT_QUEUED)';
const W = 'WAITS_FOR_RUNNER';

const TABLE: Readonly<Record<TaskCommand, Readonly<Record<Situation, Cell>>>> = {
  //                created blocked    queued parked  handed_out running  pausing  held          asking        stopping  detached                   stopped  failed         completed      closed  publishing  published  unknown
  ENQUEUE:      row('go',   'BLOCKED', IQ,    IQ,     H,         R,       R,       R,            R,            S,        R,                         'go',    'go',          'USE_RETRY',   F,      F,          F,         U),
  DEQUEUE:      row(NQ,     NQ,        'go',  'go',   H,         R,       R,       R,            R,            S,        R,                         Q,       Q,             Q,             Q,      Q,          Q,         U),
  PAUSE:        row(N,      N,         N,     'go',   H,         'go',    'go',    'go',         P,            S,        'NOT_SUPPORTED_BY_RUNNER', D,       D,             D,             D,      D,          D,         U),
  RESUME:       row(NH,     NH,        NH,    'go',   NH,        SO,      'go',    'go',         'USE_ANSWER', S,        NH,                        NH,      NH,            NH,            NH,     NH,         NH,        U),
  ANSWER_INPUT: row(NA,     NA,        NA,    W,      NA,        NA,      NA,      NA,           'go',         S,        NA,                        NA,      NA,            NA,            NA,     NA,         NA,        U),
  STOP:         row(N,      N,         'go',  'go',   'go',      'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  ABORT:        row(N,      N,         'go',  'go',   'go',      'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  KILL:         row(N,      N,         'go',  'go',   'go',      'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  FORCE:        row(N,      N,         'go',  'go',   'go',      'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         'go'),
  RETRY:        row(X,      X,         X,     X,      X,         X,       X,       'USE_RESUME', 'USE_ANSWER', S,        X,                         'go',    'go',          'go',          F,      F,          F,         U),
  RESET:        row(SO,     SO,        'go',  'go',   H,         X,       X,       X,            X,            S,        'go',                      'go',    'go',          'go',          'go',   F,          F,         U),
  CLONE:        row('go',   'go',      'go',  'go',   'go',      'go',    'go',    'go',         'go',         'go',     'go',                      'go',    'go',          'go',          'go',   'go',       'go',      'go'),
  PUBLISH:      row(X,      X,         X,     X,      X,         X,       X,       X,            X,            S,        X,                         'go',    'go',          'go',          'go',   'go',       SO,        U),
  CLOSE:        row(X,      X,         X,     X,      X,         X,       X,       X,            X,            S,        X,                         'go',    'NOT_STOPPED', 'NOT_STOPPED', SO,     F,          F,         U),
  DELETE:       row('go',   'go',      X,         X,      H,         X,       X,       X,            X,            S,        X,                         'go',    'go',          'go',          'go',   F,          F,         U),
};

/** The verdict of the table for a situation. */
export function verdictOf(situation: Situation, command: TaskCommand): Verdict {
  const cell = TABLE[command][situation];
  if (cell === 'go') return { kind: 'GO' };
  if (cell.startsWith('(')) return { kind: 'NOOP', code: cell.slice(1, -1) as RefusalCode };
  return { kind: 'REFUSE', code: cell as RefusalCode };
}

/** What a command is given beside the task, as far as the verdict depends on it. */
export interface CommandDetail {
  /** Of a STOP, ABORT or KILL. @default `orderOf(command)` */
  readonly order?: Order | undefined;
  /** Of a RESUME: what becomes of the failed step. */
  readonly failedStep?: FailedStepChoice | undefined;
  /** Of a PAUSE. @default STEP */
  readonly after?: PauseBoundary | undefined;
}

/** The verdict for a task as it stands, with what its live attempt's runner can carry. */
export function decide(task: TaskState, command: TaskCommand, detail: CommandDetail = {}): Verdict {
  const situation = situationOf(mayGoOn(task, command) ? { ...task, order: null } : task);
  const verdict = verdictOf(situation, command);
  if (verdict.kind !== 'GO') return verdict;
  // What it needed may have been reset or retried since it ended: it starts again only once all of it has succeeded again.
  if (task.blocked && (command === 'ENQUEUE' || command === 'RETRY')) return refuse('BLOCKED');
  if (command === 'PAUSE' && isPaused(task, detail.after ?? 'STEP')) return { kind: 'NOOP', code: 'ALREADY_PAUSED' };
  if (command === 'RESUME' && situation === 'parked' && isHeld(task.hold)) return refuse('WAITS_FOR_RUNNER');
  if (task.attempt === null) return verdict;
  const order = detail.order ?? orderOf(command);
  if (!isCarried(task.attempt, command, { order, failedStep: detail.failedStep })) return refuse('NOT_SUPPORTED_BY_RUNNER');
  if (situation === 'stopping' && order !== null && !isStronger(order, task.order)) return { kind: 'NOOP', code: 'WEAKER_ORDER' };
  if (command === 'RESUME' && task.hold === 'STEP_FAILED' && detail.failedStep === undefined) return refuse('CHOOSE_FAILED_STEP');
  return verdict;
}

/** The commands that would be accepted for the task as it stands, with the detail that they need. */
export function allowedCommands(task: TaskState): readonly TaskCommand[] {
  return TASK_COMMANDS.filter((command) => decide(task, command, { failedStep: 'SKIP' }).kind === 'GO');
}

/** The order that a plain command gives, if it gives one. */
export function orderOf(command: TaskCommand): Order | null {
  switch (command) {
    case 'STOP':
      return { verb: 'STOP', after: 'TASK', cleanup: 'RUN' };
    case 'ABORT':
      return ABORT_ORDER;
    case 'KILL':
      return KILL_ORDER;
    default:
      return null;
  }
}

/** Whether a pause would add nothing: it is no sooner, and none of the task's own that would outlast that of its run. */
function isPaused({ hold, pauseAfter, pausedByRun }: TaskState, after: PauseBoundary): boolean {
  if (hold === 'NONE' || (pausedByRun && isPause(hold))) return false;
  return isHeld(hold) || !isSooner(after, pauseAfter);
}

/** Whether a person's answer must still be heard although the task is told to end: it ends after its iteration, or by itself, and stands still before that. */
function mayGoOn({ order, hold }: TaskState, command: TaskCommand): boolean {
  return (command === 'RESUME' || command === 'ANSWER_INPUT') && order?.verb === 'STOP' && order.after !== 'STEP' && isHeld(hold);
}

function refuse(code: RefusalCode): Verdict {
  return { kind: 'REFUSE', code };
}

/** Whether the runner of the live attempt can do it. For outside attempts every order means stop, which they all obey. */
function isCarried({ can, fence }: LiveAttempt, command: TaskCommand, detail: { order: Order | null; failedStep: FailedStepChoice | undefined }): boolean {
  switch (command) {
    case 'PAUSE':
      return can.pause;
    case 'ANSWER_INPUT':
      return can.answerInput;
    case 'RESUME':
      return detail.failedStep !== 'RETRY' || can.retryStep;
    case 'STOP':
      return fence === 'EXTERNAL' || detail.order?.after == null || can.stopAfter.includes(detail.order.after);
    default:
      return true;
  }
}
