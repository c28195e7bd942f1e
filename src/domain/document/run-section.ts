// The document's part about runs, queues and workers.
import type { RunnerState } from '../attempt/runner.ts';
import type { QueueState } from '../queue/queue.ts';
import { rollUp } from '../run/roll-up.ts';
import { RUN_COMMANDS, RUN_SITUATIONS, RUN_SITUATION_MEANINGS, runVerdictOf, type RunCommand, type RunSituation } from '../run/run-command.ts';
import { ENDED_RUN_STATUSES, RUN_STATUSES, type RunStatus } from '../run/run.ts';
import type { WorkflowDefinition } from '../run/definition.ts';
import type { TaskStatus } from '../task/status.ts';
import { code, glossary, list, section, table } from './markdown.ts';

const RUN_MEANINGS: Readonly<Record<RunStatus, string>> = {
  WAITING: 'nothing of it has begun',
  RUNNING: 'something of it has begun, and something runs or can still start',
  HELD: 'all that is in progress stands still',
  SUCCEEDED: 'every task has succeeded',
  FAILED: 'nothing can start any more by itself, and a task has failed',
  STOPPED: 'nothing can start any more by itself, none has failed, but not all have succeeded',
};

const QUEUE_MEANINGS: Readonly<Record<QueueState, string>> = {
  OPEN: 'hands out and accepts',
  PAUSED: 'hands out nothing; still accepts',
  DRAINING: 'hands out what it holds; accepts nothing new',
};

const RUNNER_MEANINGS: Readonly<Record<RunnerState, string>> = { UP: 'takes work', DRAINING: 'finishes what it has and takes nothing new', GONE: 'its lease is over; what it had is lost' };

/** A workflow of two tasks, the second needing the first. */
const CHAIN: WorkflowDefinition = { tasks: (['first', 'second'] as const).map((node) => ({ node, needs: node === 'first' ? [] : ['first'], spec: { kind: 'command', binary: 'true', args: [], env: {} } })) };

const EXAMPLES: readonly (readonly [TaskStatus, TaskStatus])[] = [
  ['created', 'created'],
  ['queued', 'created'],
  ['in_progress', 'created'],
  ['completed', 'created'],
  ['completed', 'in_progress'],
  ['completed', 'completed'],
  ['completed', 'failed'],
  ['failed', 'created'],
  ['stopped', 'created'],
];

/** What each command on a run does, in a few words. */
export const RUN_COMMAND_MEANINGS: Readonly<Record<RunCommand, string>> = {
  ENQUEUE: 'its tasks enter their queues by themselves from now on',
  PAUSE: 'nothing more of it starts; what can stand still does so after its step',
  RESUME: 'undoes its pause, and no other',
  RETRY: 'retries every task of it that failed or was stopped',
  FINISH: 'what runs goes on to its end, nothing else starts any more',
  ABORT: 'what runs is told to abort, nothing else starts any more',
  CLONE: 'makes a new run of the same definition',
};

function runCell(situation: RunSituation, command: RunCommand): string {
  const verdict = runVerdictOf(situation, command);
  if (verdict.kind === 'GO') return '✓';
  return verdict.kind === 'NOOP' ? `(${code(verdict.code)})` : code(verdict.code);
}

/** The fold of a run, and the states of queues and workers. */
export function runSection(): string {
  return section(
    2,
    'Runs',
    'A run is one activation of a workflow; it owns tasks, some of which need others. Its status is never set: it follows from its tasks alone.',
    table(['status', 'means', 'ended'], RUN_STATUSES.map((status) => [code(status), RUN_MEANINGS[status], ENDED_RUN_STATUSES.has(status) ? 'yes' : ''])),
    list([
      'A task is ready when it is `created` and everything it needs has succeeded. Ready tasks of a run that was enqueued enter their queues by themselves.',
      'A task behind one that ended without success stays `created` and never starts; it does not keep the run open.',
      'A run that has ended goes on when one of its tasks is retried, and what stood behind that task starts when it succeeds.',
      'A run that was aborted starts nothing any more: what had not begun is `stopped`, what runs is ordered to abort. In a run that was finished what runs goes on to its end.',
      'A run that is paused starts nothing until it is resumed. That is a fact beside its status: what it has running may still go on.',
    ]),
    'For example, with two tasks of which the second needs the first:',
    table(['first', 'second', 'the run', 'ready'], EXAMPLES.map(exampleRow)),
    section(
      3,
      'Commands on a run',
      glossary('command', RUN_COMMAND_MEANINGS),
      'What a command does depends on where the run stands:',
      glossary('the run is', RUN_SITUATION_MEANINGS),
      '✓ = accepted; in brackets: nothing needs doing; otherwise refused. What is enqueued, paused or not paused already needs no doing either.',
      table(['the run is', ...RUN_COMMANDS.map(code)], RUN_SITUATIONS.map((situation) => [code(situation), ...RUN_COMMANDS.map((command) => runCell(situation, command))])),
    ),
    section(3, 'Queues', glossary('state', QUEUE_MEANINGS), 'A queue hands out the highest priority first, and within a priority in its order. Pausing a queue does not touch tasks that already run.'),
    section(3, 'Workers (runners)', glossary('state', RUNNER_MEANINGS)),
  );
}

function exampleRow([first, second]: readonly [TaskStatus, TaskStatus]): string[] {
  const { status, ready } = rollUp(CHAIN, [{ node: 'first', status: first, hold: 'NONE' }, { node: 'second', status: second, hold: 'NONE' }]);
  return [code(first), code(second), code(status), ready.join(', ')];
}
