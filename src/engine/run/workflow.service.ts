// Saving workflows: a name with versions that never change.
import { optional, textAt } from '../../domain/input/check.ts';
import { definitionAt } from '../../domain/input/definition-input.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { insertVersion, lockWorkflowByName, workflowVersion } from '../../store/write/workflow-write.store.ts';
import { requireDefinition } from '../check/definition-check.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import { hashOf } from '../command-request.ts';
import { requireNotDeployed } from '../deployment/deployed-version.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject } from '../found.ts';
import { emit } from '../work.ts';

/** Longest description of a workflow or project. */
export const MAX_DESCRIPTION = 10_000;

/** A workflow to save; `definition` is checked here. */
export interface SaveWorkflowInput {
  readonly projectId?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly definition: unknown;
}

/** Creates the workflow of a name, or adds a version to it; the same definition as the latest changes nothing. Errors: INVALID (also for decks and methods that are not known), NOT_FOUND, ALREADY_EXISTS (the workflow of that name is a deployment's). */
export async function saveWorkflow(engine: Engine, context: CommandContext, input: SaveWorkflowInput): Promise<CommandOutcome> {
  const name = nameAt(input.name, ['name']);
  const description = optional(input.description, (value) => textAt(value, ['description'], { max: MAX_DESCRIPTION }), '');
  const body = definitionAt(input.definition, ['definition']);
  return runCommand(engine, context, {
    op: 'saveWorkflow',
    input,
    body: async (work) => {
      const project = await findProject(work, input.projectId);
      // Its samples may be given with each run.
      await requireDefinition(work.tx, body, { path: ['definition'], open: true });
      const workflow = await lockWorkflowByName(work.tx, { id: engine.newId(), projectId: project.id, name, description, createdBy: context.actor.userId });
      const sha = hashOf(body);
      const latest = workflow.latest === 0 ? undefined : await workflowVersion(work.tx, workflow.id, workflow.latest);
      if (latest?.sha === sha) return noop(workflow.id, 'ALREADY_SO');
      requireNotDeployed(name, latest);
      const n = workflow.latest + 1;
      await insertVersion(work.tx, { workflowId: workflow.id, n, body, sha, createdBy: context.actor.userId });
      emit(work, n === 1 ? 'workflow.created' : 'workflow.version', { subjectId: workflow.id, projectId: project.id, data: { name, n } });
      return accepted(workflow.id);
    },
  });
}
