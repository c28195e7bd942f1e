// Cloning: a new task with the spec of another, changed where asked.
import { invalid, optional } from '../../domain/input/check.ts';
import { nameAt, specAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { addTasks } from './create-task.service.ts';
import { lockTask } from './task-lock.ts';

/** What to clone and what to change: `args` replaces the arguments, `env` is merged over the environment. */
export interface CloneTaskInput {
  readonly taskId: string;
  readonly name?: string | undefined;
  readonly args?: readonly string[] | undefined;
  readonly env?: { readonly [name: string]: string } | undefined;
}

/** Makes a run-less task in status created from any task, also one of a run. Errors: INVALID, NOT_FOUND. */
export async function cloneTask(engine: Engine, context: CommandContext, input: CloneTaskInput): Promise<CommandOutcome> {
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  const env = optional(input.env, variablesAt, {});
  return runCommand(engine, context, {
    op: 'cloneTask',
    input,
    body: async (work) => {
      const { task, state } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, 'CLONE'));
      if (no) return no;
      const spec = specAt({ ...task.spec, args: input.args ?? task.spec.args, env: { ...task.spec.env, ...env } }, []);
      const id = engine.newId();
      const { projectId, specKind, retry, priority, tags } = task;
      const clone = { id, projectId, runId: null, node: null, name: name ?? task.name, specKind, spec, retry, queueId: null, priority, tags, clonedFrom: task.id, createdBy: work.actorId };
      await addTasks(work, [clone]);
      return accepted(id);
    },
  });
}

/** Names and texts are checked with the whole spec; what is no object would vanish in the merge. */
function variablesAt(env: unknown): { readonly [name: string]: unknown } {
  if (typeof env !== 'object' || env === null || Array.isArray(env)) invalid(['env'], 'must be an object of texts');
  return env as { readonly [name: string]: unknown };
}
