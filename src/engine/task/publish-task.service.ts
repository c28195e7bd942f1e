// Publishing and closing: a person declares the result of an ended task good for ever, or seals a stopped one.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { changeStatus } from './task-change.ts';
import { lockTask } from './task-lock.ts';

/** Makes the result of an ended task final. It counts as a success: what needs it starts. Errors: NOT_FOUND. */
export async function publishTask(engine: Engine, context: CommandContext, input: { readonly taskId: string }): Promise<CommandOutcome> {
  return seal(engine, context, { op: 'publishTask', input, command: 'PUBLISH', kind: 'task.published', to: 'published' });
}

/** Seals a stopped task: it is never enqueued or retried any more. Errors: NOT_FOUND. */
export async function closeTask(engine: Engine, context: CommandContext, input: { readonly taskId: string }): Promise<CommandOutcome> {
  return seal(engine, context, { op: 'closeTask', input, command: 'CLOSE', kind: 'task.closed', to: 'closed' });
}

interface Seal {
  readonly op: string;
  readonly input: { readonly taskId: string };
  readonly command: 'PUBLISH' | 'CLOSE';
  readonly kind: 'task.published' | 'task.closed';
  readonly to: 'published' | 'closed';
}

async function seal(engine: Engine, context: CommandContext, { op, input, command, kind, to }: Seal): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op,
    input,
    body: async (work) => {
      const { task, state, run } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, command));
      if (no) return no;
      await changeStatus(work, task, { kind, to, via: 'USER' });
      if (run) await advanceRun(work, run);
      return accepted(task.id);
    },
  });
}
