// The packages that a task's program needs, as found when it ran.
import { DomainError } from '../../../domain/errors.ts';
import { anyObjectAt } from '../../../domain/task/content/content-reading.ts';
import type { TaskSpec } from '../../../domain/task/spec.ts';
import { docOf } from '../../../store/write/experiment/task-doc.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { carryOutEdit, type EditOutcome } from './carry-out-edit.ts';

/** Puts requirements in the place of those of the script, whatever the status. Errors: INVALID (`script`: the task has none), NOT_FOUND, FORBIDDEN. */
export function setRequirements(engine: Engine, context: CommandContext, input: { readonly taskId: string; readonly requirements: unknown }): Promise<EditOutcome> {
  const { taskId } = input;
  const requirements = anyObjectAt(input.requirements, ['requirements']);
  const checked = { taskId, requirements };
  return carryOutEdit(engine, context, {
    op: 'editTask',
    input: checked,
    verdict: () => ({ kind: 'GO' }),
    patch: async ({ tx }, { task }) => {
      if ((await docOf(tx, taskId)).script === null && !saysWhat(task.spec)) throw new DomainError('INVALID', `script: the task ${taskId} has no script whose requirements these could be; give it one first`, { path: ['script'] });
      return { script: { requirements } };
    },
  });
}

/** Whether a command that was made without a script still says which program it is. */
function saysWhat(spec: TaskSpec): boolean {
  return spec.kind === 'command' && (spec.entryPoint ?? spec.repository ?? spec.diff) !== undefined;
}
