// Which commands a task would accept now, from what the loaders know.
import { capabilitiesFor } from '../../../domain/attempt/runner.ts';
import { type OfferedCommand, OFFERED_COMMANDS, allowedCommands } from '../../../domain/task/command.ts';
import type { LiveAttempt } from '../../../domain/task/situation.ts';
import { hasEnded } from '../../../domain/task/status.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { Loaders } from '../loader/loaders.loader.ts';

/** Whether what the task needs matters now: before it is enqueued, for the first time or again. */
export function mayBeBlocked(task: ListedTask): boolean {
  return task.runId !== null && (task.status === 'created' || hasEnded(task.status));
}

/** The commands; a queue, a run that has ended or one that goes on may still refuse one of them. */
export async function commandsOf(task: ListedTask, loaders: Loaders): Promise<readonly OfferedCommand[]> {
  const [attempt, blockers] = await Promise.all([liveAttemptOf(task, loaders), mayBeBlocked(task) ? loaders.blockersOfTask.load(task.id) : []]);
  const allowed = allowedCommands({ status: task.status, hold: task.hold, pauseAfter: task.pauseAfter, pausedByRun: task.pausedByRun, order: task.order, attempt, blocked: blockers.length > 0 });
  return OFFERED_COMMANDS.filter((command) => allowed.includes(command));
}

async function liveAttemptOf(task: ListedTask, loaders: Loaders): Promise<LiveAttempt | null> {
  const attempt = hasEnded(task.status) ? null : await loaders.liveAttemptOfTask.load(task.id);
  if (attempt === null || attempt.state === 'ENDED') return null;
  const runner = attempt.runnerId === null ? null : await loaders.runner.load(attempt.runnerId);
  return { state: attempt.state, fence: attempt.fence, can: capabilitiesFor(runner?.can, task.specKind) };
}
