// Retrying: the next attempt of a task that has ended, from what failed, from a step, or from the start.
import { DomainError } from '../../domain/errors.ts';
import { invalid, objectAt, optional, wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { admission } from '../../domain/queue/admission.ts';
import { decide } from '../../domain/task/command.ts';
import { RETRY_FROM, retryStart, toldPlan, type RetryFrom } from '../../domain/task/retry-from.ts';
import { stepToRetry } from '../../store/write/step-retry.store.ts';
import { entrantOf, queueOfTask } from '../../store/write/queue-write.store.ts';
import type { LockedTask } from '../../store/write/task-write.store.ts';
import { requireSpec } from '../check/definition-check.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { requireTaskPlace } from '../place-check.ts';
import { advanceRun } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { lockedQueue } from './enqueue-task.service.ts';
import { carryOutRetry, planRetry, type Retry } from './retry-change.ts';
import { overriddenSpec, overridesAnything, type SpecOverrides } from './spec-override.ts';
import { lockTask } from './task-lock.ts';

/** Which task, from where (what failed, or from the start when it completed), with what changed; `dryRun` only tells what would happen. */
export interface RetryTaskInput {
  readonly taskId: string;
  readonly from?: RetryFrom | undefined;
  /** With STEP: a record of the present generation. */
  readonly stepId?: string | undefined;
  readonly overrides?: SpecOverrides | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Enqueues an ended task again, in the queue it came from. Tasks that needed it go on when it succeeds. A dry run answers the same with a message and a `RetryPlan` as detail. Errors: INVALID, NOT_FOUND. */
export async function retryTask(engine: Engine, context: CommandContext, input: RetryTaskInput): Promise<CommandOutcome> {
  const asked = readRetry(input);
  return runCommand(engine, context, {
    op: 'retryTask',
    input,
    body: async (work) => {
      await requireTaskPlace(work, asked.taskId);
      const entrant = await entrantOf(work.tx, asked.taskId);
      const named = { noun: 'queue open to you for the task', id: asked.taskId, path: ['taskId'] };
      const queue = await lockedQueue(work, (await queueOfTask(work.tx, asked.taskId)) ?? undefined, { ...entrant, named });
      const hand = await lockTask(work, asked.taskId);
      const { task, run } = hand;
      const no = outcomeOf(task.id, decide(hand.state, 'RETRY'));
      if (no) return no;
      const closed = admission(queue, task.specKind) ?? (run?.deactivated ? 'RUN_ENDED' : null);
      if (closed) return refused(task.id, closed);
      const start = retryStart(task, asked.from);
      if (!start.ok) return refused(task.id, start.code);
      const retry = await retryOf(work, task, { ...asked, from: start.from });
      if (asked.dryRun) {
        const plan = await planRetry(work, task, retry);
        return { ...accepted(task.id), message: toldPlan(plan, task.specKind), detail: { ...plan } };
      }
      await carryOutRetry(work, task, { ...retry, queueId: queue.id });
      if (run) await advanceRun(work, run);
      return accepted(task.id);
    },
  });
}

interface AskedRetry {
  readonly taskId: string;
  readonly from: RetryFrom | null;
  readonly stepId: string | null;
  readonly overrides: SpecOverrides;
  readonly dryRun: boolean;
}

function readRetry(input: RetryTaskInput): AskedRetry {
  const from = optional(input.from, (value) => wordAt(value, ['from'], RETRY_FROM), null);
  const stepId = optional(input.stepId, (value) => requireId('step', value as string, ['stepId']), null);
  if ((from === 'STEP') !== (stepId !== null)) invalid(['stepId'], from === 'STEP' ? 'is needed to retry from a STEP: name the first step to carry out again' : 'goes with from: STEP only');
  const overrides = optional(input.overrides, (value) => objectAt(value, ['overrides'], ['args', 'env', 'samples']) as SpecOverrides, {});
  if (input.dryRun != null && typeof input.dryRun !== 'boolean') invalid(['dryRun'], 'must be true or false');
  return { taskId: requireId('task', input.taskId, ['taskId']), from, stepId, overrides, dryRun: input.dryRun === true };
}

/** Reads what the retry is about; throws INVALID or NOT_FOUND with the place. */
async function retryOf(work: Work, task: LockedTask, asked: AskedRetry & { from: RetryFrom }): Promise<Retry> {
  const { from, stepId, overrides } = asked;
  // What is on record was done with the samples that there were: with others it would be taken for theirs.
  if (overrides.samples != null && from !== 'START') invalid(['overrides', 'samples'], 'needs from: START, because the records belong to the samples that there were');
  const spec = overridesAnything(overrides) ? overriddenSpec(task.spec, overrides, ['overrides']) : null;
  if (spec) await requireSpec(work.tx, spec, { path: ['overrides'], sourcePath: ['overrides', 'samples'] });
  const step = stepId === null ? null : ((await stepToRetry(work.tx, { taskId: task.id, generation: task.generation }, stepId)) ?? notFound('step of the present generation', stepId, ['stepId']));
  if (step?.superseded) throw new DomainError('INVALID', 'stepId: this record was set aside by an earlier retry; choose one that counts', { path: ['stepId'] });
  return { from, step, spec };
}
