// Which commands a task would accept now, from what the loaders know.
import { COMMAND_CAPABILITIES } from '../../../domain/attempt/runner.ts';
import { type TaskCommand, allowedCommands } from '../../../domain/task/command.ts';
import type { LiveAttempt } from '../../../domain/task/situation.ts';
import { hasEnded } from '../../../domain/task/status.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { Loaders } from '../loader/loaders.loader.ts';

/** The commands; a queue or an ended run may still refuse one of them. */
export async function commandsOf(task: Task, loaders: Loaders): Promise<readonly TaskCommand[]> {
  const [attempt, blockers] = await Promise.all([liveAttemptOf(task, loaders), task.status === 'created' && task.runId !== null ? loaders.blockersOfTask.load(task.id) : []]);
  return allowedCommands({ status: task.status, hold: task.hold, order: task.order, attempt, blocked: blockers.length > 0 });
}

async function liveAttemptOf(task: Task, loaders: Loaders): Promise<LiveAttempt | null> {
  const attempt = hasEnded(task.status) ? null : await loaders.liveAttemptOfTask.load(task.id);
  if (attempt === null || attempt.state === 'ENDED') return null;
  const runner = attempt.runnerId === null ? null : await loaders.runner.load(attempt.runnerId);
  return { state: attempt.state, fence: attempt.fence, can: runner?.can ?? COMMAND_CAPABILITIES };
}
