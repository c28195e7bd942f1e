// Where the definition of a run comes from: a saved workflow, or the call itself.
import type { InputPath } from '../../domain/input/check.ts';
import type { WorkflowDefinition } from '../../domain/run/definition.ts';
import type { Connection } from '../../store/database.ts';
import { workflowById, workflowVersion } from '../../store/write/workflow-write.store.ts';
import { findProject, notFound, requireId } from '../found.ts';
import type { NamedThing } from '../place-check.ts';
import type { Work } from '../work.ts';

/** What to run: a workflow (its latest version unless one is named) or a definition. */
export interface RunSourceInput {
  readonly workflowId?: string | undefined;
  readonly version?: number | undefined;
  readonly definition?: unknown;
}

/** A definition with where it comes from; `name` is that of a run that is given none. */
export interface RunSource {
  readonly projectId: string;
  readonly name: string;
  readonly workflowId: string | null;
  readonly workflowN: number | null;
  readonly definition: WorkflowDefinition;
}

/** The place that faults of a definition are told at: its own, or that of the workflow's name. */
export function sourcePathOf(input: RunSourceInput): InputPath {
  return input.definition == null ? ['workflowId'] : ['definition'];
}

/** A definition given with the call, in the project named or the root project. Throws NOT_FOUND. */
export async function givenSource(work: Work, definition: WorkflowDefinition, projectId: string | undefined): Promise<RunSource> {
  const project = await findProject(work, projectId);
  return { projectId: project.id, name: definition.tasks[0]!.name ?? definition.tasks[0]!.node, workflowId: null, workflowN: null, definition };
}

/** Throws unless the caller may have what is found: a command or a read. */
export type JudgeSource = (thing: NamedThing & { readonly projectId: string }) => Promise<void>;

/** The version of a workflow that the input names. Throws NOT_FOUND, and whatever `judge` throws before more is said of the workflow. */
export async function savedSource(connection: Connection, input: RunSourceInput, judge: JudgeSource): Promise<RunSource> {
  const named = { noun: 'workflow', id: requireId('workflow', input.workflowId!, ['workflowId']), path: ['workflowId'] };
  const { id } = named;
  const workflow = (await workflowById(connection, id)) ?? notFound(named.noun, id, named.path);
  await judge({ ...named, projectId: workflow.projectId });
  const n = input.version ?? workflow.latest;
  const version = Number.isSafeInteger(n) && n > 0 && n < 2 ** 31 ? await workflowVersion(connection, id, n) : undefined;
  if (!version) notFound(`version of workflow ${workflow.name}`, String(n), ['version']);
  return { projectId: workflow.projectId, name: workflow.name, workflowId: id, workflowN: n, definition: version.body };
}
