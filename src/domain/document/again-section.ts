// The guide's part about doing work again: resume, retry, reset and clone, and how they differ.
import { retryStart } from '../task/retry-from.ts';
import type { TaskStatus } from '../task/status.ts';
import { code, list, section, table } from './markdown.ts';

const AGAIN: readonly (readonly [string, string, string, string])[] = [
  ['`resumeTask`', 'a task that is held', 'goes on where it stands, in the same attempt', 'all'],
  ['`retryTask(from: FAILED)`', 'a task that ended without success', 'a next attempt; steps that succeeded are not repeated, the cleanup is', 'all but the cleanup'],
  ['`retryTask(from: STEP, stepId)`', 'an ended steps task', 'a next attempt; what was done from that step on is set aside and done again, and the cleanup', 'what came before the step'],
  ['`retryTask(from: START)`', 'an ended task', 'a next generation of the same task; nothing that was done counts any more, all of it stays on record', 'nothing'],
  ['`resetTask`', 'a task that waits or has ended', 'a next generation that is `created` and waits for somebody to enqueue it', 'nothing'],
  ['`cloneTask`', 'any task', 'another task, `created`, with a history of its own; its original stays as it is', 'nothing'],
];

const RETRIED: readonly TaskStatus[] = ['stopped', 'failed', 'completed'];

/** Resume, retry, reset and clone. */
export function againSection(): string {
  return section(
    2,
    'Doing work again',
    table(['call', 'for', 'makes', 'what was done and still counts'], AGAIN),
    'When `from` is not given, it follows from how the task ended:',
    table(['the task has', ...RETRIED.map(code)], [['begins from', ...RETRIED.map((one) => startOf(one))]]),
    list([
      'A retried task waits in the queue it came from, at the end of its priority; its failures so far are forgiven.',
      'With `dryRun: true` nothing is written; the answer says how many steps would be kept and repeated.',
      '`overrides` change the task for its next attempt: `args` and `env` of a command; `samples` of a steps task, from `START` only, because what is on record belongs to the samples that there were.',
      'A task whose needs have not succeeded (they may have been reset meanwhile) is not retried before they have.',
      'A steps task that is cloned becomes the one task of a new run.',
    ]),
  );
}

function startOf(status: TaskStatus): string {
  const start = retryStart({ status, specKind: 'steps' }, null);
  return code(start.ok ? start.from : start.code);
}
