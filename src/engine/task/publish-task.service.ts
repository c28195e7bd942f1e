// Publishing and closing: a person declares the result of an ended task good for ever, or seals a stopped one.
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { decideMove, type Move } from '../../domain/task/status-move.ts';
import { accepted, noop, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { conclude, endOf } from '../external/outside-ending.ts';
import { publishLastModel } from '../model/models-of-task.ts';
import { advanceRun } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { markMoved, noteStatus, type Said } from './status-note.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';

/** Which task. With `said`, what stands where it should already is given the new words for it. `force`: whatever its status. */
export interface SealTaskInput {
  readonly taskId: string;
  readonly force?: boolean | undefined;
  readonly said?: Said | undefined;
}

/** `keepModel`: the last model that it has made stays as it is; otherwise it is published with it. */
export interface PublishTaskInput extends SealTaskInput {
  readonly keepModel?: boolean | undefined;
}

/** Makes the result of an ended task final, and the last model that it gave. It counts as a success: what needs it starts. Errors: NOT_FOUND. */
export async function publishTask(engine: Engine, context: CommandContext, input: PublishTaskInput): Promise<CommandOutcome> {
  return seal(engine, context, { op: 'publishTask', input, command: 'PUBLISH', to: 'published' });
}

/** Seals a stopped task: it is never enqueued or retried any more. Errors: NOT_FOUND. */
export async function closeTask(engine: Engine, context: CommandContext, input: SealTaskInput): Promise<CommandOutcome> {
  return seal(engine, context, { op: 'closeTask', input, command: 'CLOSE', to: 'closed' });
}

interface Seal {
  readonly op: string;
  readonly input: PublishTaskInput;
  readonly command: 'PUBLISH' | 'CLOSE';
  readonly to: 'published' | 'closed';
}

async function seal(engine: Engine, context: CommandContext, { op, input, command, to }: Seal): Promise<CommandOutcome> {
  const { said = SILENT, keepModel = false } = input;
  return runCommand(engine, context, {
    op,
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const { task } = hand;
      const move = sealingOf(hand, { command, to, force: input.force === true });
      if (move.kind === 'REFUSE') return refused(task.id, move.code);
      if (move.kind === 'SAME') {
        // To publish twice is an answer of its own; who insists gets his words written all the same.
        if (input.said && (to === 'closed' || input.force === true)) await noteStatus(work, task, { ...said, patch: endOf(to) });
        return noop(task.id, 'ALREADY_SO');
      }
      if (to === 'published') await publishInHand(work, hand, { via: move.via, said, keepModel });
      else await sealInHand(work, hand, { to, via: move.via, said });
      return accepted(task.id);
    },
  });
}

const SILENT: Said = { reason: '', message: '' };

/** The command table decides; only what outside workers can do may be sealed against it, by who insists: nobody else's end is in sight. */
function sealingOf({ task, state }: TaskInHand, { command, to, force }: Pick<Seal, 'command' | 'to'> & { force: boolean }): Move {
  const verdict = decide(state, command);
  if (verdict.kind === 'NOOP') return { kind: 'SAME' };
  if (verdict.kind === 'GO') return { kind: 'GO', via: 'USER' };
  return force && OUTSIDE_KINDS.includes(task.specKind) ? decideMove(task.status, to, true) : { kind: 'REFUSE', code: verdict.code };
}

/** Publishes a task in hand. It passes through no status on the way: nobody could see it in one transaction. */
export async function publishInHand(work: Work, hand: TaskInHand, how: { via: 'USER' | 'FORCE'; said: Said; keepModel?: boolean }): Promise<void> {
  if (how.keepModel !== true) await publishLastModel(work, hand.task);
  await sealInHand(work, hand, { to: 'published', via: how.via, said: how.said });
}

async function sealInHand(work: Work, { task, run }: TaskInHand, how: { to: 'published' | 'closed'; via: 'USER' | 'FORCE'; said: Said }): Promise<void> {
  await conclude(work, task, how);
  markMoved(work, task);
  if (run) await advanceRun(work, run);
}
