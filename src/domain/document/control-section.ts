// The document's part about what stands beside a status: holds and orders.
import { HOLDS, isHeld, type Hold } from '../task/hold.ts';
import { ABORT_ORDER, KILL_ORDER, harderOf, type Order, type OrderVerb, type StopBoundary } from '../task/order.ts';
import { code, glossary, section, table } from './markdown.ts';

const HOLD_MEANINGS: Readonly<Record<Hold, string>> = {
  NONE: 'it goes on',
  REQUESTED: 'a pause was asked for; it goes on to the next place where it can stand still',
  USER: 'a person paused it',
  STEP_FAILED: 'a step failed and a person must say whether to skip or to repeat it',
  INTERVENTION: 'it asks for something to be done by hand',
  INPUT: 'it asks for an input',
};

const VERBS: Readonly<Record<OrderVerb, string>> = {
  STOP: 'end at a boundary',
  ABORT: 'end soon: TERM to its processes, KILL after the grace time; the cleanup runs',
  KILL: 'end at once: KILL to its processes; nothing of its own runs any more',
};

const BOUNDARIES: Readonly<Record<StopBoundary, string>> = { STEP: 'after the step that runs now', ITERATION: 'after the iteration that runs now', TASK: 'when the whole task is done' };

const EXAMPLES: readonly (readonly [Order, Order])[] = [
  [{ verb: 'STOP', after: 'TASK', cleanup: 'RUN' }, ABORT_ORDER],
  [{ verb: 'STOP', after: 'STEP', cleanup: 'RUN' }, { verb: 'STOP', after: 'TASK', cleanup: 'RUN' }],
  [{ verb: 'STOP', after: 'STEP', cleanup: 'SKIP' }, ABORT_ORDER],
  [ABORT_ORDER, KILL_ORDER],
  [KILL_ORDER, ABORT_ORDER],
];

/** Holds and orders. */
export function controlSection(): string {
  return section(
    2,
    'What stands beside the status',
    section(3, 'Holds', 'Why a task that is in progress stands still:', table(['hold', 'means', 'stands still'], HOLDS.map((hold) => [code(hold), HOLD_MEANINGS[hold], isHeld(hold) ? 'yes' : '']))),
    section(
      3,
      'Orders',
      'An order tells the worker of a live attempt to end. It is kept in the database and given to the worker in the answer to its heartbeat, so it is not lost when the worker cannot be reached just now; a worker that never comes back loses its lease, and the task then ends as ordered.',
      glossary('order', VERBS),
      'A stop names its boundary:',
      glossary('boundary', BOUNDARIES),
      'Each order also says whether the cleanup of the task runs (`RUN`) or not (`SKIP`). **An order becomes harder, never softer**: of two orders the sooner end holds, and the cleanup is skipped when either says so.',
      table(['given', 'then', 'holds'], EXAMPLES.map(([present, next]) => [told(present), told(next), told(harderOf(present, next))])),
    ),
  );
}

function told({ verb, after, cleanup }: Order): string {
  return [verb, after, cleanup === 'SKIP' && verb !== 'KILL' ? 'SKIP' : null].filter((word) => word !== null).map(code).join(' ');
}
