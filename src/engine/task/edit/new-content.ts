// What a new task is made of, judged before it is there and written with it.
import { commandSpecAt } from '../../../domain/input/spec-input.ts';
import type { ContentPatch } from '../../../domain/task/content/content-patch.ts';
import { boundedAt } from '../../../domain/task/content/content-reading.ts';
import { editedDoc, touchesDoc } from '../../../domain/task/content/edited-content.ts';
import { specOfScript } from '../../../domain/task/content/spec-of-script.ts';
import type { CommandSpec } from '../../../domain/task/spec.ts';
import { emptyDoc, type TaskDoc } from '../../../domain/task/task-doc.ts';
import { DOC_MEMBERS, writeDoc } from '../../../store/write/experiment/task-doc.store.ts';
import type { Work } from '../../work.ts';
import { writeLists } from './content-write.ts';

/** The document of a new task; throws INVALID when a member is too large. */
export function newDoc(taskId: string, content: ContentPatch): TaskDoc {
  const empty = emptyDoc(taskId);
  if (!touchesDoc(content)) return empty;
  const doc = editedDoc(empty, content, null);
  for (const member of DOC_MEMBERS) boundedAt(doc[member], [member]);
  return doc;
}

/** The command of a document's script; throws INVALID (`script`) when it is larger than a command may be. */
export function specOfDoc(doc: Pick<TaskDoc, 'script' | 'container'>, former: CommandSpec | null): CommandSpec {
  return commandSpecAt(specOfScript({ script: doc.script, container: doc.container, former }), ['script']);
}

/** Writes the document, the artifacts and the models of a task that was inserted in this transaction. */
export async function writeNewContent(work: Work, doc: TaskDoc, content: ContentPatch): Promise<void> {
  if (touchesDoc(content)) await writeDoc(work.tx, doc);
  await writeLists(work, { id: doc.taskId, generation: 1 }, content);
}
