// Calling a deployment: the only way in which graph tasks come to be.
import { requireRole } from '../../domain/access.ts';
import { DEPLOYMENT_NAME } from '../../domain/deployment/deployment.ts';
import { integerAt, optional } from '../../domain/input/check.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { recordDenial } from '../access/denial-book.ts';
import { callDeployment } from './call/call-deployment.ts';
import type { CallInput } from './call/prepare-call.ts';

/** A call. */
export interface RunDeploymentInput extends CallInput {
  /** Its name; null = the default one. */
  readonly deployment: string | null;
  /** Name of the run; absent = that of the deployment. */
  readonly name?: string | null | undefined;
  readonly priority?: number | null | undefined;
}

/**
 * Makes a run of a deployment, which waits in its queue; the subject of the outcome is the run. Errors: those of the call (`GraphCallFault`, an
 * INVALID), INVALID (`deployment`: its queue takes nothing), NOT_FOUND, FORBIDDEN, LOCKED, LIMIT_EXCEEDED (inputs), IDEMPOTENCY_CONFLICT: then
 * nothing of the inputs is left.
 */
export async function runDeployment(engine: Engine, context: CommandContext, input: RunDeploymentInput): Promise<CommandOutcome> {
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  const priority = optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), 0);
  try {
    requireRole(context.actor, 'operator');
    return await callDeployment(engine, context, { ...input, deployment: knownName(input.deployment), name, priority });
  } catch (error) {
    await recordDenial(engine, context, { op: 'runDeployment', input: {}, error });
    throw error;
  }
}

/** A text that is no name of a deployment is that of none. */
function knownName(name: unknown): string | null {
  if (name === null) return null;
  return typeof name === 'string' && DEPLOYMENT_NAME.test(name) ? name : String(name).slice(0, 100).replaceAll('\0', ' ').toWellFormed();
}
