// Commands on tasks: one table of situation × command, from which services decide and the documents are made.
import type { RefusalCode, Verdict } from './verdict.ts';
import { SITUATIONS, situationOf, type Situation, type TaskState } from './situation.ts';
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
] as const;
/** A command on a task. */
export type TaskCommand = (typeof TASK_COMMANDS)[number];

/** Commands that users can give in this version; the others come with the kinds of work that need them. */
export const OFFERED_COMMANDS = ['ENQUEUE', 'DEQUEUE', 'ABORT', 'KILL', 'RETRY', 'CLONE'] as const satisfies readonly TaskCommand[];
/** A command that users can give. */
export type OfferedCommand = (typeof OFFERED_COMMANDS)[number];

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

const TABLE: Readonly<Record<TaskCommand, Readonly<Record<Situation, Cell>>>> = {
  //                created         blocked         queued              handed_out  running  pausing  held          asking        stopping  detached                   stopped  failed         completed      closed  publishing  published  unknown
  ENQUEUE:      row('go',           'BLOCKED',      '(ALREADY_QUEUED)', H,          R,       R,       R,            R,            S,        R,                         'go',    'go',          'USE_RETRY',   F,      F,          F,         U),
  DEQUEUE:      row('(NOT_QUEUED)', '(NOT_QUEUED)', 'go',               H,          R,       R,       R,            R,            S,        R,                         Q,       Q,             Q,             Q,      Q,          Q,         U),
  PAUSE:        row(N,              N,              N,                  H,          'go',    SO,      SO,           SO,           S,        'NOT_SUPPORTED_BY_RUNNER', D,       D,             D,             D,      D,          D,         U),
  RESUME:       row(NH,             NH,             NH,                 NH,         SO,      'go',    'go',         'USE_ANSWER', S,        NH,                        NH,      NH,            NH,            NH,     NH,         NH,        U),
  ANSWER_INPUT: row(NA,             NA,             NA,                 NA,         NA,      NA,      NA,           'go',         S,        NA,                        NA,      NA,            NA,            NA,     NA,         NA,        U),
  STOP:         row(N,              N,              'go',               'go',       'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  ABORT:        row(N,              N,              'go',               'go',       'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  KILL:         row(N,              N,              'go',               'go',       'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         U),
  FORCE:        row(N,              N,              'go',               'go',       'go',    'go',    'go',         'go',         'go',     'go',                      E,       E,             E,             E,      E,          E,         'go'),
  RETRY:        row(X,              X,              X,                  X,          X,       X,       'USE_RESUME', 'USE_ANSWER', S,        X,                         'go',    'go',          'go',          F,      F,          F,         U),
  RESET:        row(SO,             SO,             'go',               H,          X,       X,       X,            X,            S,        'go',                      'go',    'go',          'go',          'go',   F,          F,         U),
  CLONE:        row('go',           'go',           'go',               'go',       'go',    'go',    'go',         'go',         'go',     'go',                      'go',    'go',          'go',          'go',   'go',       'go',      'go'),
  PUBLISH:      row(X,              X,              X,                  X,          X,       X,       X,            X,            S,        X,                         'go',    'go',          'go',          'go',   'go',       SO,        U),
  CLOSE:        row(X,              X,              X,                  X,          X,       X,       X,            X,            S,        X,                         'go',    'NOT_STOPPED', 'NOT_STOPPED', SO,     F,          F,         U),
};

/** The verdict of the table for a situation. */
export function verdictOf(situation: Situation, command: TaskCommand): Verdict {
  const cell = TABLE[command][situation];
  if (cell === 'go') return { kind: 'GO' };
  if (cell.startsWith('(')) return { kind: 'NOOP', code: cell.slice(1, -1) as RefusalCode };
  return { kind: 'REFUSE', code: cell as RefusalCode };
}

/** The verdict for a task as it stands, with what its live attempt's runner can carry. */
export function decide(task: TaskState, command: TaskCommand, order: Order | null = orderOf(command)): Verdict {
  const situation = situationOf(task);
  const verdict = verdictOf(situation, command);
  if (verdict.kind !== 'GO') return verdict;
  // What it needed may have been reset or retried since it ended: it starts again only once all of it has succeeded again.
  if (task.blocked && (command === 'ENQUEUE' || command === 'RETRY')) return { kind: 'REFUSE', code: 'BLOCKED' };
  if (task.attempt === null) return verdict;
  if (!isCarried(task, command, order)) return { kind: 'REFUSE', code: 'NOT_SUPPORTED_BY_RUNNER' };
  if (situation === 'stopping' && order !== null && !isStronger(order, task.order)) return { kind: 'NOOP', code: 'WEAKER_ORDER' };
  if (command === 'RESUME' && task.hold === 'STEP_FAILED') return { kind: 'REFUSE', code: 'CHOOSE_FAILED_STEP' };
  return verdict;
}

/** The commands that would be accepted for the task as it stands. */
export function allowedCommands(task: TaskState): readonly TaskCommand[] {
  return TASK_COMMANDS.filter((command) => decide(task, command).kind === 'GO');
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

/** Whether the runner of the live attempt can do it. For outside attempts every order means stop, which they all obey. */
function isCarried(task: TaskState, command: TaskCommand, order: Order | null): boolean {
  const can = task.attempt!.can;
  switch (command) {
    case 'PAUSE':
      return can.pause;
    case 'ANSWER_INPUT':
      return can.answerInput;
    case 'STOP':
      return task.attempt!.fence === 'EXTERNAL' || order?.after == null || can.stopAfter.includes(order.after);
    default:
      return true;
  }
}
