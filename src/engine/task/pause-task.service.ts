// Pausing and resuming a task, and answering what it asks: registers that its runner reads, never messages that could be lost.
import { invalid, optional, wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { readAnswer } from '../../domain/task/answer.ts';
import { decide } from '../../domain/task/command.ts';
import { FAILED_STEP_CHOICES, PAUSE_BOUNDARIES, isPause, type FailedStepChoice, type PauseBoundary } from '../../domain/task/hold.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { letGoOn, requestPause, type GoOn } from './hold-change.ts';
import { lockTask, stateOf, type TaskInHand } from './task-lock.ts';

/** Which task, and after what it comes to stand still: the step in progress (when absent) or the iteration. */
export interface PauseTaskInput {
  readonly taskId: string;
  readonly after?: PauseBoundary | undefined;
}

/** Asks a running task to stand still at the next place where it can. A pause asked for again only ever becomes sooner. Errors: INVALID, NOT_FOUND. */
export async function pauseTask(engine: Engine, context: CommandContext, input: PauseTaskInput): Promise<CommandOutcome> {
  const after = optional(input.after, (value) => wordAt(value, ['after'], PAUSE_BOUNDARIES), 'STEP');
  return runCommand(engine, context, {
    op: 'pauseTask',
    input,
    body: async (work) => {
      const { task, state } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, 'PAUSE', { after }));
      if (no) return no;
      await requestPause(work, task, { after, byRun: false });
      return accepted(task.id);
    },
  });
}

/** Which task, and when it is held on a failed step, what becomes of that step. */
export interface ResumeTaskInput {
  readonly taskId: string;
  readonly failedStep?: FailedStepChoice | undefined;
}

/** Lets a held task go on, or takes back a pause that has not taken effect. Errors: INVALID (a choice although no step failed), NOT_FOUND. */
export async function resumeTask(engine: Engine, context: CommandContext, input: ResumeTaskInput): Promise<CommandOutcome> {
  const failedStep = optional(input.failedStep, (value) => wordAt(value, ['failedStep'], FAILED_STEP_CHOICES), undefined);
  return runCommand(engine, context, {
    op: 'resumeTask',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const no = outcomeOf(hand.task.id, decide(hand.state, 'RESUME', { failedStep }));
      if (no) return no;
      if (failedStep !== undefined && hand.task.hold !== 'STEP_FAILED') invalid(['failedStep'], 'no step of the task has failed: resume it without a choice');
      await goOn(work, hand, { failedStep });
      return accepted(hand.task.id);
    },
  });
}

/** Which task, and the value for the input that it asks for. */
export interface AnswerInputInput {
  readonly taskId: string;
  /** JSON; numbers and truth values may be given as texts. */
  readonly value: unknown;
}

/** Gives a task the input that it asks for, as a value of the type it wants. Errors: INVALID (path `value`), NOT_FOUND. */
export async function answerInput(engine: Engine, context: CommandContext, input: AnswerInputInput): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'answerInput',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const no = outcomeOf(hand.task.id, decide(hand.state, 'ANSWER_INPUT'));
      if (no) return no;
      const read = readAnswer(hand.task.holdPrompt?.type ?? 'str', input.value);
      if (!read.ok) invalid(['value'], read.fault);
      await goOn(work, hand, { value: read.value });
      return accepted(hand.task.id);
    },
  });
}

/** The task goes on. What it was held for beside a pause may have swallowed the pause of its run: that one is asked for again. */
async function goOn(work: Work, hand: TaskInHand, how: GoOn): Promise<void> {
  const task = await letGoOn(work, hand.task, how);
  if (hand.run?.paused && !isPause(hand.task.hold) && decide(stateOf(task, null, []), 'PAUSE').kind === 'GO') await requestPause(work, task, { after: 'STEP', byRun: true });
  if (hand.run) await advanceRun(work, hand.run);
}
