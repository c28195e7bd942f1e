// Deploying a document: the workflow of the deployment gets a version, and the deployment serves it.
import { allowanceAt, DEFAULT_ALLOWANCE, deploymentDescriptionAt, deploymentNameAt, flagAt, type AllowanceInput } from '../../domain/deployment/deployment-input.ts';
import { DomainError } from '../../domain/errors.ts';
import { documentAt } from '../../domain/graph/document-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { deploymentByName, lockDeployments } from '../../store/write/deployment/deployment-write.store.ts';
import { runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { decisionAt } from '../place-check.ts';
import { algorithmBook } from './algorithm/algorithm-memory.ts';
import { deploy } from './deploy.ts';

/** A document to deploy, and how. What is absent stays as it is, or is what the settings of the server say. */
export interface DeployWorkflowInput extends AllowanceInput {
  readonly name: string;
  /** A workflow document as JSON. */
  readonly document: unknown;
  readonly projectId?: string | undefined;
  readonly description?: string | null | undefined;
  readonly queueId?: string | null | undefined;
  /** Whether it serves the latest version of its workflow from now on; otherwise it is pinned to the one that the document is. @default false */
  readonly followsLatest?: boolean | null | undefined;
  /** Whether it also answers at the root, in the place of the one that did. */
  readonly isDefault?: boolean | null | undefined;
}

/**
 * Creates the deployment of a name, or has it serve the document from the next run on; the same again changes nothing. Errors: INVALID (the
 * place of the first fault of the document), NOT_FOUND, FORBIDDEN, LOCKED, ALREADY_EXISTS (the name is that of a deployment elsewhere).
 */
export async function deployWorkflow(engine: Engine, context: CommandContext, input: DeployWorkflowInput): Promise<CommandOutcome> {
  const name = deploymentNameAt(input.name, ['name']);
  const description = deploymentDescriptionAt(input.description);
  const [followsLatest, isDefault] = [flagAt(input.followsLatest, ['followsLatest']) ?? false, flagAt(input.isDefault, ['isDefault'])];
  allowanceAt(input, DEFAULT_ALLOWANCE);
  const document = documentAt(input.document, ['document'], await algorithmBook(engine.db));
  return runCommand(engine, context, {
    op: 'deployWorkflow',
    input,
    body: async (work) => {
      await lockDeployments(work.tx);
      const there = await deploymentByName(work.tx, name);
      // Names are those of the whole server: that one is taken has to be told, and nothing else.
      if (there && (await decisionAt(work, there.projectId)) === 'HIDDEN') throw new DomainError('ALREADY_EXISTS', `name: there is a deployment named ${name} already: choose another name`, { path: ['name'] });
      return deploy(work, there, { ...input, name, description, document, followsLatest, isDefault });
    },
  });
}
