// The guide's part about ending work: stop, abort, kill and force, and what each leaves behind.
import { endingOf, type EndedTask } from '../attempt/ending.ts';
import type { AttemptEnd } from '../dispatch/protocol.ts';
import { ABORT_ORDER, KILL_ORDER, boundaryOf, type Order } from '../task/order.ts';
import { DEFAULT_RETRY, SPEC_KINDS } from '../task/spec.ts';
import { code, list, section, table } from './markdown.ts';

const TASK: EndedTask = {
  kind: 'steps', status: 'in_progress', order: null, hold: 'NONE', retry: DEFAULT_RETRY, history: { lostCount: 0, failedCount: 0 }, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
};

/** An order, what the runner does then, and the end that it reports when all goes as ordered. */
interface OrderedEnd {
  readonly call: string;
  readonly order: Order;
  readonly does: string;
  readonly end: AttemptEnd;
}

const stop = (after: 'STEP' | 'ITERATION', cleanup: Order['cleanup']): Pick<OrderedEnd, 'order' | 'end'> => ({
  order: { verb: 'STOP', after, cleanup },
  end: { by: 'STOPPED', after, cleanup: cleanup === 'RUN' ? 'RAN' : 'SKIPPED', message: '' },
});

const ENDS: readonly OrderedEnd[] = [
  { call: '`stopTask(after: TASK)`', order: { verb: 'STOP', after: 'TASK', cleanup: 'RUN' }, does: 'everything goes on to its end; only automatic retries are kept away', end: { by: 'DONE' } },
  { call: '`stopTask(after: ITERATION)`', ...stop('ITERATION', 'RUN'), does: 'the iteration in progress ends, the others are left out, the cleanup runs' },
  { call: '`stopTask(after: ITERATION, cleanup: SKIP)`', ...stop('ITERATION', 'SKIP'), does: 'the iteration in progress ends, all else is left out' },
  { call: '`stopTask(after: STEP)`', ...stop('STEP', 'RUN'), does: 'the step in progress ends (a wait or a hold at once), the cleanup runs' },
  { call: '`stopTask(after: STEP, cleanup: SKIP)`', ...stop('STEP', 'SKIP'), does: 'the step in progress ends (a wait or a hold at once), all else is left out' },
  { call: '`abortTask`', order: ABORT_ORDER, does: 'like a stop after the step, with cleanup; the processes of a command get TERM, and KILL after their grace time', end: { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null } },
  { call: '`killTask`', order: KILL_ORDER, does: 'the call in progress is abandoned, processes get KILL, nothing else of the task runs', end: { by: 'ORDER', verb: 'KILL', exitCode: null, signal: null } },
];

/** Stop, abort, kill and force. */
export function endSection(): string {
  const defaults = SPEC_KINDS.filter((kind) => kind === 'command' || kind === 'steps').map((kind) => `${code(boundaryOf(kind))} for a ${code(kind)} task`);
  return section(
    2,
    'Ending a task',
    'What waits or has not begun is stopped at once by any of these. What runs is ended by its runner, which gets an order with its next heartbeat, usually at once:',
    table(['call', 'what its runner does', 'status afterwards'], [
      ...ENDS.map(({ call, order, does, end }) => [call, does, status(endingOf(end, { ...TASK, order }).taskStatus)]),
      ['`forceTask`', 'nobody waits for the runner: the attempt is ended in the books. The runner, when there is one, learns of it and ends its processes; what it still reports is refused', status('stopped')],
    ]),
    list([
      `When \`after\` is not given it is ${defaults.join(' and ')}. The cleanup runs unless the call says otherwise.`,
      'A task that is told to end after its iteration, or by itself, may come to stand still before that, or does already: a failed step, an input, a pause. It is then resumed or answered as ever, and ends where it was told to.',
      'Orders become harder, never softer: a kill may follow an abort, an abort that follows a kill does nothing.',
      'A task that has ended well before its runner heard of the order has completed.',
      'While the cleanup runs because of an order, a step of it that fails ends it; it does not ask.',
      'A runner that never comes back loses its lease, and the task then ends as ordered. `forceTask` is for those who cannot wait that long, and for tasks whose status is `unknown`.',
      'After any order to end, nothing of the task runs again by itself.',
    ]),
  );
}

function status(word: string | null): string {
  return code(word ?? 'unknown');
}
