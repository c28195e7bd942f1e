// Deploying a workflow.
import { Field, ID, InputType, Int } from 'type-graphql';
import { DEPLOYMENT_LIMITS } from '../../../domain/deployment/deployment.ts';
import { DOCUMENT_LIMITS } from '../../../domain/graph/graph-document.ts';
import { CommandInput } from '../mutation/command.input.ts';
import { JsonScalar } from '../scalars.ts';
import { type IncomingUpload, UploadScalar } from '../upload/upload.scalar.ts';

const { resultTtlSeconds, timeoutSeconds, memoryMib } = DEPLOYMENT_LIMITS;

/** The document, and how it is served. */
@InputType('DeployWorkflowInput', { description: 'A workflow document and how it is served. Exactly one of file and document.' })
export class DeployWorkflowInput extends CommandInput {
  @Field(() => UploadScalar, { nullable: true, description: `The document as a file of JSON, at most ${DOCUMENT_LIMITS.json} characters.` })
  file?: Promise<IncomingUpload> | null;

  @Field(() => JsonScalar, { nullable: true, description: `The document, at most ${DOCUMENT_LIMITS.json} characters of JSON.` })
  document?: unknown;

  @Field(() => String, { nullable: true, description: 'Name of the deployment: 1 to 63 small letters, digits and hyphens, neither first nor last a hyphen. Made of the name in the document when absent.' })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Its project; the root project when absent. A deployment stays where it is.' })
  projectId?: string | null;

  @Field(() => String, { nullable: true, description: `What it is for, at most ${DEPLOYMENT_LIMITS.description} characters; as it was when absent.` })
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it serves the newest version of its workflow from then on, instead of this one for good; false when absent.' })
  followsLatest?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The queue that its runs wait in, one that accepts graphs; as it was, or graph, when absent.' })
  queueId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it also answers at the root of the server, in place of the one that did; as it was when absent. Needs the role admin in every project.' })
  isDefault?: boolean | null;

  @Field(() => Int, { nullable: true, description: `How long results are kept after the end of a run, ${resultTtlSeconds.min} to ${resultTtlSeconds.max} seconds; as it was, or the setting, when absent.` })
  resultTtlSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: `Longest time of one run, ${timeoutSeconds.min} to ${timeoutSeconds.max} seconds; as it was, or the setting, when absent.` })
  timeoutSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: `Memory that one run may take, ${memoryMib.min} to ${memoryMib.max} MiB; as it was, or the setting, when absent.` })
  memoryMib?: number | null;
}
