// The document's part about commands: situations, the answer to each command in each of them, and every reason.
import { TASK_COMMANDS, verdictOf, type TaskCommand } from '../task/command.ts';
import { SITUATIONS, SITUATION_MEANINGS, type Situation } from '../task/situation.ts';
import { REFUSAL_CODES, adviceOf } from '../task/verdict.ts';
import { code, glossary, list, section, table } from './markdown.ts';

/** What each command on a task does, in a few words. */
export const COMMAND_MEANINGS: Readonly<Record<TaskCommand, string>> = {
  ENQUEUE: 'puts it into a queue, at its end when no place is given; its failures so far are forgiven',
  DEQUEUE: 'takes it out of its queue; it is created again',
  PAUSE: 'lets it stand still at the next place where it can',
  RESUME: 'lets it go on; after a failed step with the choice to skip or to repeat it',
  ANSWER_INPUT: 'gives it the input that it waits for',
  STOP: 'ends it at a boundary: after its step, its iteration, or when it is done',
  ABORT: 'ends it soon, with its cleanup',
  KILL: 'ends it at once, without cleanup',
  FORCE: 'calls it ended although its worker has not said so',
  RETRY: 'queues an ended task for its next attempt: from what failed, from a step, or from the start',
  RESET: 'makes it new: a next generation, as if it had never run',
  CLONE: 'makes a new task of the same work',
  PUBLISH: 'declares its result good, for ever',
  CLOSE: 'seals a stopped task',
  DELETE: 'takes away what has not begun, or has ended, with what it made and did not publish; not from a run that goes on',
};

/** Situations, the command table and the reasons. */
export function commandSection(): string {
  return section(
    2,
    'Commands on a task',
    'These are all commands. When each takes effect and what it leaves behind is told in [control.md](control.md).',
    glossary('command', COMMAND_MEANINGS),
    section(3, 'Situations', 'What a command does depends on the status together with the live attempt, the hold and the order. These together make one situation:', glossary('situation', SITUATION_MEANINGS)),
    section(
      3,
      'Every command in every situation',
      '✓ = accepted. A number in brackets = nothing needs doing, it is already so. A plain number = refused. The numbers are explained below. A refusal is an answer with a reason, not an error: nothing has changed, and the same request gets the same answer again.',
      table(['situation', ...TASK_COMMANDS.map(code)], SITUATIONS.map((situation) => [code(situation), ...TASK_COMMANDS.map((command) => cell(situation, command))])),
      'Some rules look at more than the situation:',
      list([
        `a task that needs others is neither enqueued nor retried while one of them has not succeeded, even when it has run before: ${reason('BLOCKED')}`,
        `what the worker of the live attempt cannot carry out is refused: ${reason('NOT_SUPPORTED_BY_RUNNER')}`,
        `an order that asks for no more than the one already given does nothing: ${reason('WEAKER_ORDER')}`,
        `a task held on a failed step goes on only with a choice: ${reason('CHOOSE_FAILED_STEP')}`,
        `a hold is not answered while the task waits for its next worker: ${reason('WAITS_FOR_RUNNER')}; a pause that has not taken effect is taken back at any time`,
        `a task that is paused, or stands still, can only be paused sooner (after the step instead of the iteration), or on its own when it was paused with its run; else ${reason('ALREADY_PAUSED')} and nothing needs doing`,
        `a task that completed has nothing that failed to be retried from: ${reason('NOTHING_FAILED')}; only a steps task is retried from a step, else ${reason('NOT_SUPPORTED')}`,
      ]),
    ),
    section(3, 'Reasons', table(['no.', 'reason', 'what to do'], REFUSAL_CODES.map((name, i) => [String(i + 1), code(name), adviceOf(name)]))),
  );
}

function cell(situation: Situation, command: TaskCommand): string {
  const verdict = verdictOf(situation, command);
  if (verdict.kind === 'GO') return '✓';
  const number = REFUSAL_CODES.indexOf(verdict.code) + 1;
  return verdict.kind === 'NOOP' ? `(${number})` : String(number);
}

function reason(name: (typeof REFUSAL_CODES)[number]): string {
  return `${code(name)} (${REFUSAL_CODES.indexOf(name) + 1})`;
}
