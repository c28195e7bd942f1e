// The guide's part about pauses and holds: the four places to pause, and how each hold ends.
import { COMMAND_CAPABILITIES, STEPS_CAPABILITIES } from '../attempt/runner.ts';
import { decide, type TaskCommand } from '../task/command.ts';
import { isHeld, type Hold } from '../task/hold.ts';
import type { TaskState } from '../task/situation.ts';
import { code, list, section, table } from './markdown.ts';

/** The places to pause: what starts, what runs goes on or not, when it holds, and what undoes it. */
const PAUSES: readonly (readonly [string, string, string, string, string])[] = [
  ['a task', '`pauseTask`', '–', 'stands still after its step, or after its iteration', '`resumeTask`'],
  ['a run', '`pauseRun`', 'nothing of the run, from the moment of the answer', 'its steps tasks stand still after their step; its commands go on to their end', '`resumeRun`'],
  ['a queue', '`pauseQueue`', 'nothing of the queue, from the moment of the answer', 'goes on', '`resumeQueue`'],
  ['a runner', 'drain it (SIGTERM to it)', 'nothing on that runner', 'goes on to its end, or is handed back between two steps', 'start the runner again'],
];

const CAUSES: Readonly<Record<Exclude<Hold, 'NONE'>, string>> = {
  REQUESTED: 'a pause was asked for and has not taken effect yet',
  USER: 'the pause has taken effect',
  STEP_FAILED: 'a step failed, or nobody knows whether it was done because the runner was lost during it',
  INTERVENTION: 'the workflow wants something done by hand, or the runner was lost between two steps',
  INPUT: 'the workflow asks for a value',
};

/** Pauses and holds. */
export function pauseSection(): string {
  return section(
    2,
    'Pausing and resuming',
    'There are four places to pause, and they know nothing of each other: **each pause is undone by its own counterpart only.** Resuming a queue does not let a paused task go on; resuming a run does not open a paused queue, nor does it touch a task that was paused on its own. Work starts when nothing holds it back any more.',
    table(['pause', 'how', 'what starts', 'what runs', 'undone by'], PAUSES),
    list([
      'All pauses are rows in the database: they survive restarts of the server and of runners.',
      'A pause never interrupts a step. A `command` is one step from its start to its end: it cannot stand still, only its queue or its run can be paused before it starts.',
      'Asking twice changes nothing, but a pause after the iteration can be made sooner: after the step. A task that was paused with its run can be paused on its own too, and then stays paused when the run is resumed.',
      'A pause that has not taken effect yet can be taken back; the task then never stands still.',
      'Whoever resumes one task of a paused run lets that task go on, and nothing else. A failed step that is answered while the run is paused is dealt with, then the task stands still again.',
    ]),
    section(3, 'What can be done with a running task', 'It depends on the kind of work, because a runner is never told what it cannot do:', table(['', ...KINDS.map(([name]) => code(name))], RUNNING_COMMANDS.map(([name, command, detail]) => [name, ...KINDS.map(([, task]) => told(decide(task, command, detail)))]))),
    section(
      3,
      'Held tasks',
      'A task that is in progress may stand still. Its hold says why, and what makes it go on:',
      table(['hold', 'why', 'stands still', '`resumeTask`', '… with `failedStep`', '`answerInput`'], (Object.keys(CAUSES) as (keyof typeof CAUSES)[]).map(holdRow)),
      'With `SKIP` a failed step is left out, as if it had returned nothing; with `RETRY` it is carried out once more. An input is checked against the type that was asked for. A held task that loses its runner stays held: it waits in its queue for the next one, and is resumed when it has started there; it also keeps its hold when it is taken out of the queue and put back. **A step whose outcome is unknown is never repeated without a person’s word.**',
    ),
  );
}

const RUNNING: TaskState = { status: 'in_progress', hold: 'NONE', pauseAfter: null, pausedByRun: false, order: null, blocked: false, attempt: { state: 'RUNNING', fence: 'LEASED', can: STEPS_CAPABILITIES } };
const KINDS: readonly (readonly [string, TaskState])[] = [['steps', RUNNING], ['command', { ...RUNNING, attempt: { ...RUNNING.attempt!, can: COMMAND_CAPABILITIES } }]];

const RUNNING_COMMANDS: readonly (readonly [string, TaskCommand, Parameters<typeof decide>[2]?])[] = [
  ['pause', 'PAUSE'],
  ['stop after the step', 'STOP', { order: { verb: 'STOP', after: 'STEP', cleanup: 'RUN' } }],
  ['stop after the iteration', 'STOP', { order: { verb: 'STOP', after: 'ITERATION', cleanup: 'RUN' } }],
  ['stop after the task', 'STOP', { order: { verb: 'STOP', after: 'TASK', cleanup: 'RUN' } }],
  ['abort', 'ABORT'],
  ['kill', 'KILL'],
  ['force', 'FORCE'],
];

function holdRow(hold: Exclude<Hold, 'NONE'>): string[] {
  const task: TaskState = { ...RUNNING, hold, pauseAfter: hold === 'REQUESTED' ? 'STEP' : null };
  const withChoice = hold === 'STEP_FAILED' ? told(decide(task, 'RESUME', { failedStep: 'RETRY' })) : '';
  return [code(hold), CAUSES[hold], isHeld(hold) ? 'yes' : '', told(decide(task, 'RESUME')), withChoice, told(decide(task, 'ANSWER_INPUT'))];
}

function told(verdict: ReturnType<typeof decide>): string {
  if (verdict.kind === 'GO') return '✓';
  return verdict.kind === 'NOOP' ? `(${code(verdict.code)})` : code(verdict.code);
}
