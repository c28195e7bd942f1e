// Changing a deployment.
import { Field, ID, InputType, Int } from 'type-graphql';
import type { UpdateDeploymentInput as EngineInput } from '../../../engine/deployment/update-deployment.service.ts';
import { DEPLOYMENT_LIMITS } from '../../../domain/deployment/deployment.ts';
import { fromGlobalId, optionalId } from '../global-id.ts';
import { CommandInput } from '../mutation/command.input.ts';

const { resultTtlSeconds, timeoutSeconds, memoryMib } = DEPLOYMENT_LIMITS;

/** What is to be different. */
@InputType('UpdateDeploymentInput', { description: 'What is to be different of a deployment; what is absent stays as it is.' })
export class UpdateDeploymentInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the deployment.' })
  deploymentId!: string;

  @Field(() => Int, { nullable: true, description: 'Number of the version of its workflow to serve for good; null to follow the newest.' })
  pinnedVersion?: number | null;

  @Field(() => String, { nullable: true, description: `What it is for, at most ${DEPLOYMENT_LIMITS.description} characters.` })
  description?: string | null;

  @Field(() => ID, { nullable: true, description: 'The queue that its runs wait in, one that accepts graphs.' })
  queueId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it also answers at the root of the server, in place of the one that did. Needs the role admin in every project.' })
  isDefault?: boolean | null;

  @Field(() => Int, { nullable: true, description: `How long results are kept after the end of a run, ${resultTtlSeconds.min} to ${resultTtlSeconds.max} seconds.` })
  resultTtlSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: `Longest time of one run, ${timeoutSeconds.min} to ${timeoutSeconds.max} seconds.` })
  timeoutSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: `Memory that one run may take, ${memoryMib.min} to ${memoryMib.max} MiB.` })
  memoryMib?: number | null;
}

/** The change as the engine checks it. Throws INVALID for ids that are none. */
export function updateOf(input: UpdateDeploymentInput): EngineInput {
  const { deploymentId, pinnedVersion, description, queueId, isDefault, requestId: _, ...rest } = input;
  return {
    deploymentId: fromGlobalId(deploymentId, 'Deployment', ['deploymentId']),
    ...(pinnedVersion === undefined ? {} : { version: pinnedVersion }),
    description: description ?? undefined,
    queueId: optionalId(queueId, 'Queue', ['queueId']),
    isDefault: isDefault ?? undefined,
    resultTtlSeconds: rest.resultTtlSeconds ?? undefined,
    timeoutSeconds: rest.timeoutSeconds ?? undefined,
    memoryMib: rest.memoryMib ?? undefined,
  };
}
