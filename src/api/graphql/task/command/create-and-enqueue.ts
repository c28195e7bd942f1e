// Creating a task and putting it into a queue at once: two commands behind one mutation.
import { createHash } from 'node:crypto';
import { DomainError } from '../../../../domain/errors.ts';
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import type { CommandContext } from '../../../../engine/engine.ts';
import { createTask } from '../../../../engine/task/create-task.service.ts';
import { enqueueTask } from '../../../../engine/task/enqueue-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut, payloadOf, refusal, userError } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import type { UserErrorRecord } from '../../mutation/user-error.type.ts';
import { specOf } from '../spec/task-spec.input.ts';
import type { CreateTaskInput } from './create-task.input.ts';

/**
 * Makes the task; with `enqueue` also enqueues it. What keeps it out of the queue is a user error beside the task made. When the
 * server or the database is lost between the two, a repeat with the same requestId finds the task and does the second half.
 */
export async function createAndEnqueue(ctx: ApiContext, input: CreateTaskInput): Promise<PayloadRecord> {
  let made: MadeTask | null = null;
  const created = await carryOut(ctx, {
    subject: 'task',
    input,
    command: async (context) => {
      const queueId = queueOf(input);
      // What follows belongs to what a repeat must ask for again: without it, a repeat that enqueues elsewhere would be no conflict.
      const outcome = await createTask(ctx.engine, context, { ...taskOf(input), ...(input.enqueue ? { thenEnqueue: queueId ?? null } : {}) });
      made = { outcome, context, queueId };
      return outcome;
    },
  });
  return made !== null && input.enqueue ? enqueueMade(ctx, created, { ...(made as MadeTask), input }) : created;
}

interface MadeTask {
  readonly outcome: CommandOutcome;
  readonly context: CommandContext;
  readonly queueId: string | undefined;
}

async function enqueueMade(ctx: ApiContext, created: PayloadRecord, made: MadeTask & { input: CreateTaskInput }): Promise<PayloadRecord> {
  const { outcome, context, queueId, input } = made;
  try {
    const second = await enqueueTask(ctx.engine, { ...context, requestId: secondRequest(context.requestId) }, { taskId: outcome.subjectId, queueId });
    const enqueued = await payloadOf(ctx, second, 'task');
    return second.result === 'REFUSED' ? withError(created, refusal(second)) : { ...enqueued, outcome: created.outcome, message: null, eventCursor: enqueued.eventCursor ?? created.eventCursor };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return withError(created, userError(error, input));
  }
}

function withError(created: PayloadRecord, error: UserErrorRecord): PayloadRecord {
  return { ...created, userErrors: [...created.userErrors, { ...error, path: error.path ?? ['input', 'enqueue'], message: `the task was made and not enqueued: ${error.message}` }] };
}

// Repeats of the mutation repeat both commands; the second needs an id of its own that no client would choose.
function secondRequest(requestId: string | null): string | null {
  return requestId === null ? null : `then-enqueue-${createHash('sha256').update(requestId).digest('base64url')}`;
}

function queueOf(input: CreateTaskInput): string | undefined {
  const queueId = optionalId(input.queueId, 'Queue', ['queueId']);
  if (queueId !== undefined && !input.enqueue) throw new DomainError('INVALID', 'queueId is used with enqueue: true only: add it, or leave queueId out', { path: ['queueId'] });
  return queueId;
}

function taskOf(input: CreateTaskInput): Parameters<typeof createTask>[2] {
  return {
    projectId: optionalId(input.projectId, 'Project', ['projectId']),
    name: input.name,
    spec: specOf(input.spec, ['spec']),
    retry: input.retry ?? undefined,
    tags: input.tags ?? undefined,
    priority: input.priority ?? undefined,
    ...contentOf(input),
  };
}

/** What is written down about it, if anything is. */
function contentOf({ type, comment, parentId }: CreateTaskInput): Pick<Parameters<typeof createTask>[2], 'content'> {
  if (type == null && comment == null && parentId == null) return {};
  return { content: { type: type ?? undefined, comment: comment ?? undefined, parentId: optionalId(parentId, 'Task', ['parentId']) } };
}
