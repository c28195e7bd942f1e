// Deleting a deployment.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { markDeploymentDeleted } from '../../store/write/deployment/deployment-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { tellDeployment } from './deployment-change.ts';
import { lockedDeployment } from './deployment-lock.ts';

/** Its name answers no more and is free; what was called goes on to its end, and its workflow stays. Errors: NOT_FOUND, FORBIDDEN, LOCKED. */
export async function deleteDeployment(engine: Engine, context: CommandContext, input: { readonly deploymentId: string }): Promise<CommandOutcome> {
  const { deploymentId } = input;
  return runCommand(engine, context, {
    op: 'deleteDeployment',
    input: { deploymentId },
    body: async (work) => {
      const there = await lockedDeployment(work, deploymentId);
      await markDeploymentDeleted(work.tx, there.id);
      tellDeployment(work, 'deployment.deleted', { ...there, isDefault: false });
      return accepted(there.id);
    },
  });
}
