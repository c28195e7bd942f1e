// Writing what a task is made of: its row, its document, its artifacts and models, and the command that follows its script.
import { commandSpecAt } from '../../../domain/input/spec-input.ts';
import type { ContentPatch } from '../../../domain/task/content/content-patch.ts';
import { boundedAt } from '../../../domain/task/content/content-reading.ts';
import { editedDoc, isOfRun, touchesDoc, touchesSpec } from '../../../domain/task/content/edited-content.ts';
import { specOfScript } from '../../../domain/task/content/spec-of-script.ts';
import { emptyDoc, type TaskDoc } from '../../../domain/task/task-doc.ts';
import type { Task } from '../../../domain/task/task.ts';
import { replaceArtifacts } from '../../../store/write/experiment/artifact.store.ts';
import { markActivity } from '../../../store/write/experiment/task-activity.store.ts';
import { DOC_MEMBERS, docOf, writeDoc, type DocMember } from '../../../store/write/experiment/task-doc.store.ts';
import { replaceTaskModels } from '../../../store/write/experiment/task-model.store.ts';
import { updateTask, type TaskPatch } from '../../../store/write/task-write.store.ts';
import type { Work } from '../../work.ts';

/** A task as far as its content goes. */
export type ContentTask = Pick<Task, 'id' | 'projectId' | 'generation' | 'specKind' | 'spec' | 'status'>;

/** What was written. */
export interface WrittenContent {
  /** Right in the members that the patch touches. */
  readonly doc: TaskDoc;
  readonly patch: ContentPatch;
  /** The time of the change, the database's. */
  readonly lastChange: Date;
  /** Whether it counts as activity of the run. */
  readonly isOfRun: boolean;
}

/** Writes a checked patch whose references are there, into a task under lock; `projectId` is the project that it moves to. The status is written by nobody here. */
export async function writeContent(work: Work, task: ContentTask, { patch, projectId }: { readonly patch: ContentPatch; readonly projectId?: string }): Promise<WrittenContent> {
  const { doc, spec } = await writtenDoc(work, task, patch);
  const row = { ...columnsOf(task, patch), ...(projectId === undefined ? {} : { project_id: projectId }), ...(spec === null ? {} : { spec }) };
  if (Object.keys(row).length > 0) await updateTask(work.tx, task.id, row);
  await writeLists(work, task, patch);
  const ofRun = isOfRun(patch);
  return { doc, patch, isOfRun: ofRun, lastChange: await markActivity(work.tx, { taskId: task.id, isRun: ofRun, changedBy: work.actorId }) };
}

/** Writes the artifacts and models that a patch gives in the place of those that a task has. */
export async function writeLists(work: Work, task: Pick<Task, 'id' | 'generation'>, { artifacts, inputModels, outputModels }: ContentPatch): Promise<void> {
  const of = { taskId: task.id, generation: task.generation };
  if (artifacts !== undefined) await replaceArtifacts(work.tx, of, artifacts);
  if (inputModels !== undefined) await replaceTaskModels(work.tx, of, { kind: 'input', models: inputModels });
  if (outputModels !== undefined) await replaceTaskModels(work.tx, of, { kind: 'output', models: outputModels });
}

async function writtenDoc(work: Work, task: ContentTask, patch: ContentPatch): Promise<{ doc: TaskDoc; spec: string | null }> {
  if (!touchesDoc(patch)) return { doc: emptyDoc(task.id), spec: null };
  const before = await docOf(work.tx, task.id);
  const command = task.spec.kind === 'command' ? task.spec : null;
  const doc = editedDoc(before, patch, command);
  const changed: readonly DocMember[] = DOC_MEMBERS.filter((member) => doc[member] !== before[member]);
  for (const member of changed) boundedAt(doc[member], [member]);
  await writeDoc(work.tx, doc, changed);
  if (command === null || !touchesSpec(patch)) return { doc, spec: null };
  // Also while it runs: an attempt has its own copy, and the next one must not begin with what was replaced meanwhile.
  const spec = JSON.stringify(commandSpecAt(specOfScript({ script: doc.script, container: doc.container, former: command }), ['script']));
  return { doc, spec: spec === JSON.stringify(command) ? null : spec };
}

function columnsOf(task: ContentTask, patch: ContentPatch): TaskPatch {
  const { name, tags, systemTags, type, parentId, statusMessage, queueId } = patch;
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    ...(systemTags === undefined ? {} : { system_tags: systemTags }),
    ...(type === undefined ? {} : { type }),
    ...(parentId === undefined ? {} : { parent_id: parentId, parent_deleted: false }),
    ...(statusMessage === undefined ? {} : { status_message: statusMessage }),
    ...(queueId === undefined || task.status === 'queued' ? {} : { queue_id: queueId }),
  };
}
