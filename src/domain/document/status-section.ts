// The document's part about statuses: the ten words, and every change between them.
import { TASK_STATUSES, hasEnded, hasSucceeded, type TaskStatus } from '../task/status.ts';
import { SYSTEM_EDGES, allEdges, mayChange } from '../task/transition.ts';
import { code, list, section, table } from './markdown.ts';

const MEANINGS: Readonly<Record<TaskStatus, string>> = {
  created: 'exists, waits nowhere, does not start by itself (unless its run enqueues it when what it needs has succeeded)',
  queued: 'waits in a queue for a worker',
  in_progress: 'has been started and has not ended; `hold` says when it stands still',
  stopped: 'was ended by a person or with its run',
  published: 'its result was declared good by a person; final',
  publishing: 'is being published',
  closed: 'was stopped and then sealed',
  failed: 'ended by an error, a time limit, or the loss of its worker',
  completed: 'ended well',
  unknown: 'nobody can say; only force changes it',
};

/** The statuses and their changes. */
export function statusSection(): string {
  return section(
    2,
    'Statuses of a task',
    'A task is one piece of work. Its status is always one of these ten words; there will never be an eleventh, because client programs stop themselves on a word they do not know. What the ten cannot say stands beside the status: the hold, the order and the attempt, all below.',
    table(['status', 'means', 'ended', 'counts as success'], TASK_STATUSES.map((status) => [code(status), MEANINGS[status], mark(hasEnded(status)), mark(hasSucceeded(status))])),
    'Publishing is a person’s word that a result is good, so a published task counts as a success whatever it was before.',
    section(3, 'Changes of status', 'From the row to the column: **U** = users and the system, **S** = only the system, empty = only by force, = is no change and always allowed.', matrix(), 'The system has these reasons for the changes of its own:', list(reasons())),
    section(3, 'The same as a picture', 'The word “system” at an arrow means that only the system makes this change.', diagram()),
  );
}

function mark(is: boolean): string {
  return is ? 'yes' : '';
}

function matrix(): string {
  return table(['from ↓ to →', ...TASK_STATUSES.map(code)], TASK_STATUSES.map((from) => [code(from), ...TASK_STATUSES.map((to) => cell(from, to))]));
}

function cell(from: TaskStatus, to: TaskStatus): string {
  if (from === to) return '=';
  if (mayChange(from, to, 'USER')) return 'U';
  return mayChange(from, to, 'SYSTEM') ? 'S' : '';
}

function reasons(): string[] {
  return SYSTEM_EDGES.map(({ from, to, when }) => `${code(from)} → ${code(to)}: ${when}${mayChange(from, to, 'USER') ? ' (users may do this too)' : ''}`);
}

function diagram(): string {
  const arrows = allEdges('SYSTEM').map(([from, to]) => `  ${from} --> ${to}${mayChange(from, to, 'USER') ? '' : ' : system'}`);
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> created', ...arrows, '  published --> [*]', '```'].join('\n');
}
