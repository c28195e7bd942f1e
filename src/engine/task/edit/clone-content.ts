// The copy of a task: what it has of its original, what it has of its own, and where it is put.
import { commandSpecAt } from '../../../domain/input/spec-input.ts';
import { clonedDoc, clonedParent, clonedSystemTags } from '../../../domain/task/content/clone-rule.ts';
import type { ContentPatch } from '../../../domain/task/content/content-patch.ts';
import { boundedAt, overlaid } from '../../../domain/task/content/content-reading.ts';
import { editedDoc } from '../../../domain/task/content/edited-content.ts';
import { scriptOfSpec, specOfScript } from '../../../domain/task/content/spec-of-script.ts';
import type { TaskSpec } from '../../../domain/task/spec.ts';
import type { TaskDoc } from '../../../domain/task/task-doc.ts';
import { copyInputArtifacts, copyInputModels } from '../../../store/write/experiment/carry-inputs.store.ts';
import { DOC_MEMBERS, docOf, writeDoc } from '../../../store/write/experiment/task-doc.store.ts';
import { touchProject } from '../../../store/write/experiment/project-activity.store.ts';
import { taskModelsOf } from '../../../store/write/experiment/task-model.store.ts';
import { runById, tasksOfRuns } from '../../../store/write/run-write.store.ts';
import { updateTask, type LockedTask } from '../../../store/write/task-write.store.ts';
import { accepted, type BodyOutcome } from '../../command-frame.ts';
import { findProject } from '../../found.ts';
import { activate } from '../../run/run-activation.ts';
import { send, type Work } from '../../work.ts';
import type { CloneTaskInput } from '../clone-task.service.ts';
import { addTasks } from '../create-task.service.ts';
import { overriddenSpec, overridesAnything } from '../spec-override.ts';
import { enterQueues } from '../task-change.ts';
import { requireModels, requireReferences } from './content-reference.ts';
import { writeLists } from './content-write.ts';
import { projectOfPath } from '../../project/create-project.service.ts';

/** A copy that is to be made. */
export interface PlannedClone {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly parentId: string | null;
  readonly parentDeleted: boolean;
  readonly spec: TaskSpec;
  readonly doc: TaskDoc;
  readonly content: ContentPatch;
  readonly queueId: string | null;
}

/** What was asked for, checked as far as that can be done without the original. */
export interface CloneAsked {
  readonly input: CloneTaskInput;
  readonly content: ContentPatch;
  readonly name: string;
  readonly queueId: string | null;
}

/** What the copy of a locked task will be; throws as `cloneTask` does. */
export async function plannedClone(work: Work, task: LockedTask, { input, content, name, queueId }: CloneAsked): Promise<PlannedClone> {
  const id = work.engine.newId();
  const project = input.projectPath === undefined ? await findProject(work, content.projectId ?? task.projectId) : await projectOfPath(work, input.projectPath);
  const parent = content.parentId === undefined ? clonedParent(task) : { parentId: content.parentId, parentDeleted: input.parentDeleted ?? false };
  const asked = parent.parentDeleted ? { ...content, parentId: null } : content;
  await requireReferences(work, input.checkAll && !parent.parentDeleted ? { ...asked, parentId: parent.parentId } : asked, null);
  if (input.checkAll && content.inputModels === undefined) await requireModels(work, (await inputModelsOf(work, task)).map(({ modelId }) => modelId));
  const doc = editedDoc(clonedDoc(await docOf(work.tx, task.id), id), content, null);
  for (const member of DOC_MEMBERS) boundedAt(doc[member], [member]);
  return { id, name, projectId: project.id, ...parent, ...specAndDoc(task, doc, input), content, queueId };
}

/** A copy that lives on its own. */
export async function cloneAlone(work: Work, task: LockedTask, clone: PlannedClone): Promise<BodyOutcome> {
  const { id, name, projectId, spec, queueId, parentId, content } = clone;
  const { specKind, retry, priority } = task;
  const { tags = task.tags, type = task.type, systemTags = clonedSystemTags(task.systemTags) } = content;
  const copy = { id, projectId, runId: null, node: null, name, specKind, spec, retry, queueId, priority, tags, type, systemTags, parentId, clonedFrom: task.id, createdBy: work.actorId };
  await addTasks(work, [copy]);
  if (clone.parentDeleted) await updateTask(work.tx, id, { parent_deleted: true });
  await writeClone(work, task, clone);
  send(touchProject(work.tx, projectId));
  const entering = { ...copy, status: 'created' as const };
  if (queueId !== null) await enterQueues(work, [{ task: entering, queueId, priority, rank: null, delaySeconds: 0 }], { via: 'USER' });
  return accepted(id);
}

/** Only commands live without a run: any other copy is the one task of a new one. */
export async function cloneAsRun(work: Work, task: LockedTask, clone: PlannedClone): Promise<BodyOutcome> {
  const { projectId, name, spec, queueId, parentId, parentDeleted, content } = clone;
  const { retry, priority } = task;
  const definition = { tasks: [{ node: task.node ?? 'task', name, spec, retry, needs: [] }] };
  const deploymentId = await deploymentOf(work, task, projectId);
  const { subjectId: runId } = await activate(work, { projectId, name, workflowId: null, workflowN: null, deploymentId, definition, inputs: {}, priority, queueId, enqueue: queueId !== null, clonedFrom: null });
  const id = (await tasksOfRuns(work.tx, [runId]))[0]!.id;
  const { tags = task.tags, type = task.type, systemTags = clonedSystemTags(task.systemTags) } = content;
  await updateTask(work.tx, id, { cloned_from: task.id, tags, type, system_tags: systemTags, parent_id: parentId, parent_deleted: parentDeleted });
  await writeClone(work, task, { ...clone, id, doc: { ...clone.doc, taskId: id } });
  return accepted(id);
}

/** A graph that is cloned within its project is called by the same deployment: its result is asked for there. Elsewhere its result is to be seen at its run alone. */
async function deploymentOf(work: Work, { specKind, runId }: LockedTask, projectId: string): Promise<string | null> {
  const run = specKind === 'graph' && runId !== null ? await runById(work.tx, runId) : undefined;
  return run?.projectId === projectId ? run.deploymentId : null;
}

/** The command follows the script, whatever the original has run as; arguments that are given anew go into the script too, which would else undo them with its next edit. */
function specAndDoc(task: LockedTask, doc: TaskDoc, input: CloneTaskInput): { readonly spec: TaskSpec; readonly doc: TaskDoc } {
  const isScript = task.spec.kind === 'command' && doc.script !== null;
  const base = task.spec.kind === 'command' ? commandSpecAt(specOfScript({ script: doc.script, container: containerOf(task, doc), former: task.spec }), ['script']) : task.spec;
  const spec = overridesAnything(input) ? overriddenSpec(base, input, []) : base;
  if (!isScript || spec.kind !== 'command' || input.args == null) return { spec, doc };
  return { spec, doc: { ...doc, script: overlaid(doc.script, { entry_point: scriptOfSpec(spec)['entry_point']! }) } };
}

/** A command that was made without a document has its container to itself. */
function containerOf({ spec }: LockedTask, doc: TaskDoc): TaskDoc['container'] {
  return spec.kind === 'command' && doc.script === null && Object.keys(doc.container).length === 0 ? (spec.container ?? {}) : doc.container;
}

async function writeClone(work: Work, task: LockedTask, { id, doc, content }: PlannedClone): Promise<void> {
  const [from, to] = [{ taskId: task.id, generation: task.generation }, { taskId: id, generation: 1 }];
  if (!isEmpty(doc)) await writeDoc(work.tx, doc);
  if (content.artifacts === undefined) await copyInputArtifacts(work.tx, from, to);
  if (content.inputModels === undefined) await copyInputModels(work.tx, from, to);
  await writeLists(work, { id, generation: 1 }, content);
}

function isEmpty(doc: TaskDoc): boolean {
  return doc.comment === '' && DOC_MEMBERS.every((member) => member === 'comment' || doc[member] === null || Object.keys(doc[member] as object).length === 0);
}

async function inputModelsOf(work: Work, task: LockedTask): Promise<readonly { readonly modelId: string }[]> {
  return (await taskModelsOf(work.tx, [{ taskId: task.id, generation: task.generation }])).filter(({ kind }) => kind === 'input');
}
