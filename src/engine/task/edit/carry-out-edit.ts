// The frame of every edit of one task: its lock, the verdict, what changes, the event.
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { ContentPatch } from '../../../domain/task/content/content-patch.ts';
import { partsOf } from '../../../domain/task/content/edited-content.ts';
import type { TaskStatus } from '../../../domain/task/status.ts';
import type { Verdict } from '../../../domain/task/verdict.ts';
import { accepted, noop, outcomeOf, runCommand, type BodyOutcome } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { requireId } from '../../found.ts';
import { lockTask, type TaskInHand } from '../task-lock.ts';
import type { Work } from '../../work.ts';
import { requireMove, requireReferences } from './content-reference.ts';
import { writeContent, type WrittenContent } from './content-write.ts';
import { emitEdited } from './edited-event.ts';
import { afterForced, enterForced, forceStatus, queueForForced } from '../force-status.service.ts';

/** What an edit came to. */
export interface EditOutcome {
  readonly outcome: CommandOutcome;
  /** What was written; null when nothing was, also for the repeat of a request. */
  readonly written: WrittenContent | null;
}

/** An edit of one task. */
export interface Edit {
  readonly op: string;
  readonly input: { readonly taskId: string; readonly [field: string]: unknown };
  /** Whether it queues the task by hand. */
  readonly queues?: boolean;
  readonly verdict: (status: TaskStatus) => Verdict;
  /** The change, made under the lock of the task; no members = nothing to do. */
  readonly patch: (work: Work, hand: TaskInHand) => Promise<ContentPatch>;
}

/** Carries out an edit in one transaction with one event. Errors: NOT_FOUND, FORBIDDEN (also for a public task), INVALID. */
export async function carryOutEdit(engine: Engine, context: CommandContext, edit: Edit): Promise<EditOutcome> {
  let written: WrittenContent | null = null;
  const outcome = await runCommand(engine, context, {
    op: edit.op,
    input: edit.input,
    body: async (work) => {
      written = null;
      const queueId = edit.queues ? await queueForForced(work, requireId('task', edit.input.taskId, ['taskId'])) : null;
      const hand = await lockTask(work, edit.input.taskId);
      const no = outcomeOf(hand.task.id, edit.verdict(hand.task.status));
      if (no) return no;
      const done = await editInHand(work, hand, { patch: await edit.patch(work, hand), queueId });
      written = done.written;
      return done.outcome;
    },
  });
  return { outcome, written };
}

async function editInHand(work: Work, hand: TaskInHand, { patch, queueId }: { patch: ContentPatch; queueId: string | null }): Promise<{ outcome: BodyOutcome; written: WrittenContent | null }> {
  const { task } = hand;
  const parts = partsOf(patch);
  if (parts.length === 0) return { outcome: noop(task.id, 'ALREADY_SO'), written: null };
  const projectId = patch.projectId === undefined ? task.projectId : await requireMove(work, task, patch.projectId);
  await requireReferences(work, patch, task.id);
  const written = await writeContent(work, task, { patch, ...(projectId === task.projectId ? {} : { projectId }) });
  const isForced = patch.status !== undefined && patch.status !== task.status;
  const forced = isForced ? await forceStatus(work, hand, { to: patch.status, ...(patch.statusMessage === undefined ? {} : { message: patch.statusMessage }) }) : {};
  emitEdited(work, task, { parts, projectId, data: forced });
  if (isForced && queueId !== null) await enterForced(work, hand, queueId);
  if (isForced) await afterForced(work, hand);
  return { outcome: accepted(task.id), written };
}
