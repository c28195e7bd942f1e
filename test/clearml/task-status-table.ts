// The table of status changes as the programs that call know it, written down once, by hand: what the calls are held against.
import { TASK_STATUSES, type TaskStatus } from '../../src/domain/task/status.ts';

/** Rows: from; `=` the same, `x` allowed, `.` only by force. */
const COLUMNS = ['created', 'queued', 'in_progress', 'stopped', 'closed', 'failed', 'completed', 'publishing', 'published'] as const;
const TABLE: Readonly<Record<TaskStatus, string>> = {
  //            cr qu ip st cl fa co pi pu
  created: '    =  x  x  .  .  .  .  .  .',
  queued: '     x  =  x  x  .  .  .  .  .',
  in_progress: 'x  .  =  x  .  x  x  .  .',
  stopped: '    x  x  x  =  x  x  x  x  x',
  closed: '     x  .  .  x  =  x  .  x  x',
  failed: '     x  x  .  x  .  =  .  .  x',
  completed: '  x  .  x  .  .  .  =  .  x',
  publishing: ' .  .  .  .  .  .  .  =  x',
  published: '  .  .  .  .  .  .  .  .  =',
  unknown: '    .  .  .  .  .  .  .  .  .',
};

/** What the table says of a change: allowed, the same, or by force alone. */
export function tableSays(from: TaskStatus, to: Exclude<TaskStatus, 'unknown'>): 'allowed' | 'same' | 'forbidden' {
  const cell = TABLE[from].trim().split(/\s+/)[COLUMNS.indexOf(to)]!;
  return cell === '=' ? 'same' : cell === 'x' ? 'allowed' : 'forbidden';
}

/** A call that changes the status of a task, and what it leads to. */
export interface MovingCall {
  readonly name: string;
  readonly to: Exclude<TaskStatus, 'unknown'>;
  /** Whether to go where it is already is an error. */
  readonly sameIsError?: boolean;
}

/** The calls whose answers follow from the table alone. */
export const MOVING_CALLS: readonly MovingCall[] = [
  { name: 'started', to: 'in_progress' },
  { name: 'stop', to: 'stopped' },
  { name: 'stopped', to: 'stopped' },
  { name: 'failed', to: 'failed' },
  { name: 'completed', to: 'completed' },
  { name: 'close', to: 'closed' },
  { name: 'publish', to: 'published', sameIsError: true },
  { name: 'reset', to: 'created' },
  { name: 'enqueue', to: 'queued' },
];

/** What a call on a task in some status answers, as `code/subcode`. */
export function answerOf(call: MovingCall, from: TaskStatus, force: boolean): string {
  const says = tableSays(from, call.to);
  if (force || says === 'allowed' || (says === 'same' && call.sameIsError !== true)) return '200/0';
  return from === 'unknown' ? '500/1' : '400/110';
}

/** Every call, status and insistence. */
export const CASES = MOVING_CALLS.flatMap((call) => TASK_STATUSES.flatMap((from) => [false, true].map((force) => ({ call, name: call.name, from, force, answer: answerOf(call, from, force) }))));
