// The words that come with a change of status, and the fields that its answer lists.
import { MAX_REASON } from '../../../../../engine/task/end-task.service.ts';
import { MAX_STATUS_MESSAGE } from '../../../../../engine/external/outside-call.ts';
import { statusTold } from '../../../../../engine/external/status-told.ts';
import type { Said } from '../../../../../engine/task/status-note.ts';
import type { TaskStatus } from '../../../../../domain/task/status.ts';
import { flag, orElse, text } from '../../call-shape.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { wireId } from '../../wire-id.ts';
import { wireTime, wireTimeOr } from '../../wire-time.ts';

/** What every call that changes a status takes beside the task. */
export const STATUS_WORDS = { status_reason: orElse(text, ''), status_message: orElse(text, ''), force: orElse(flag, false) };

/** What such a call was given. */
export interface StatusWords {
  readonly status_reason: string;
  readonly status_message: string;
  readonly force: boolean;
}

/** The words of a call, cut to what is kept: programs send whole tracebacks, and what ended badly must be told all the same. */
export function saidIn({ status_reason: reason, status_message: message }: StatusWords): Said {
  return { reason: cut(reason, MAX_REASON), message: cut(message, MAX_STATUS_MESSAGE) };
}

/** What an answer lists as written, with the time at which it was; `extra` names times that the call writes besides. */
export async function writtenFields(context: ClearmlContext, taskId: string, written: Said & { readonly status: TaskStatus; readonly times?: readonly ('started' | 'completed' | 'published')[] }): Promise<Record<string, unknown>> {
  const times = await statusTold(context.engine, taskId);
  const { status, reason, message } = written;
  const at = times && wireTime(times.statusChangedAt);
  const { userId } = context.caller.actor;
  const listed = { started: times?.startedAt ?? null, completed: times?.endedAt ?? null, published: times?.publishedAt ?? null };
  return {
    status, status_reason: reason, status_message: message, status_changed: at, last_update: at, last_change: at, last_changed_by: wireId(userId),
    ...Object.fromEntries((written.times ?? []).map((name) => [name, wireTimeOr(listed[name], undefined)])),
  };
}

/** Cuts a text to so many UTF-16 units, not through the middle of a character. */
function cut(given: string, max: number): string {
  return given.length <= max ? given : `${given.slice(0, max - 1).toWellFormed().replace(/\uFFFD$/, '')}…`;
}
