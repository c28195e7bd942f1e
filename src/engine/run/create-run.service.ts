// Creating runs: from a saved workflow, from a definition given with the call, or from another run.
import { DomainError } from '../../domain/errors.ts';
import { integerAt, invalid, jsonObjectAt, optional } from '../../domain/input/check.ts';
import { SPEC_LIMITS, definitionAt, nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { MAX_PRIORITY, MIN_PRIORITY } from '../../domain/queue/rank.ts';
import type { WorkflowDefinition } from '../../domain/run/definition.ts';
import { workflowById, workflowVersion } from '../../store/write/workflow-write.store.ts';
import { runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject, notFound, requireId } from '../found.ts';
import type { Work } from '../work.ts';
import { activate } from './run-activation.ts';

/** What to run: a workflow (its latest version unless one is named) or a definition, and whether its tasks are enqueued by themselves. */
export interface CreateRunInput {
  readonly workflowId?: string | undefined;
  readonly version?: number | undefined;
  readonly definition?: unknown;
  readonly name?: string | undefined;
  readonly projectId?: string | undefined;
  readonly inputs?: unknown;
  readonly enqueue: boolean;
  readonly queueId?: string | undefined;
  readonly priority?: number | undefined;
}

/** Creates a run with its tasks; with `enqueue` those that need nothing enter their queues. Errors: INVALID, NOT_FOUND. */
export async function createRun(engine: Engine, context: CommandContext, input: CreateRunInput): Promise<CommandOutcome> {
  if ((input.workflowId == null) === (input.definition == null)) {
    throw new DomainError('INVALID', 'give either workflowId or definition', { path: ['workflowId'] });
  }
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  const priority = optional(input.priority, (value) => integerAt(value, ['priority'], { min: MIN_PRIORITY, max: MAX_PRIORITY }), 0);
  const inputs = optional(input.inputs, (value) => jsonObjectAt(value, ['inputs'], { max: SPEC_LIMITS.json }), {});
  const given = input.definition == null ? null : definitionAt(input.definition, ['definition']);
  if (typeof input.enqueue !== 'boolean') invalid(['enqueue'], 'must be true or false');
  return runCommand(engine, context, {
    op: 'createRun',
    input,
    body: async (work) => {
      const source = given ? await ofDefinition(work, given, input.projectId) : await ofWorkflow(work, input);
      return activate(work, { ...source, name: name ?? source.name, inputs, priority, queueId: input.queueId, enqueue: input.enqueue, clonedFrom: null });
    },
  });
}

/** Where a run's definition comes from. */
interface RunSource {
  readonly projectId: string;
  readonly name: string;
  readonly workflowId: string | null;
  readonly workflowN: number | null;
  readonly definition: WorkflowDefinition;
}

async function ofDefinition(work: Work, definition: WorkflowDefinition, projectId: string | undefined): Promise<RunSource> {
  const project = await findProject(work, projectId);
  return { projectId: project.id, name: definition.tasks[0]!.name ?? definition.tasks[0]!.node, workflowId: null, workflowN: null, definition };
}

async function ofWorkflow(work: Work, input: CreateRunInput): Promise<RunSource> {
  const id = requireId('workflow', input.workflowId!, ['workflowId']);
  const workflow = (await workflowById(work.tx, id)) ?? notFound('workflow', id, ['workflowId']);
  const n = input.version ?? workflow.latest;
  const version = Number.isSafeInteger(n) && n > 0 && n < 2 ** 31 ? await workflowVersion(work.tx, id, n) : undefined;
  if (!version) notFound(`version of workflow ${workflow.name}`, String(n), ['version']);
  return { projectId: workflow.projectId, name: workflow.name, workflowId: id, workflowN: n, definition: version.body };
}
