// Commands on whole runs: enqueue what waits, abort, clone.
import { invalid, optional } from '../../domain/input/check.ts';
import { nameAt } from '../../domain/input/spec-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decideRun } from '../../domain/run/run-command.ts';
import type { Run } from '../../domain/run/run.ts';
import { decide } from '../../domain/task/command.ts';
import { ABORT_ORDER } from '../../domain/task/order.ts';
import { runById, specsOfRun } from '../../store/write/run-write.store.ts';
import type { LockedTask } from '../../store/write/task-write.store.ts';
import { requireDefinition } from '../check/definition-check.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, queueIfThere, requireId } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { giveOrder, reasonAt } from '../task/end-task.service.ts';
import { stateOf } from '../task/task-lock.ts';
import type { Work } from '../work.ts';
import { deactivate } from './finish-run.service.ts';
import { activate } from './run-activation.ts';
import { advanceRun, setEnqueued } from './run-advance.ts';
import { lockRun, lockTasksOfRun } from './run-lock.ts';

/** Ends a run: what waits is stopped, what runs is told to end, nothing of it starts any more. A run that was finished can be aborted while something of it still runs. Errors: INVALID, NOT_FOUND. */
export async function abortRun(engine: Engine, context: CommandContext, input: { readonly runId: string; readonly reason?: string | undefined }): Promise<CommandOutcome> {
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'abortRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      const no = outcomeOf(run.id, decideRun(run, 'ABORT'));
      if (no) return no;
      if (run.deactivated === null) await deactivate(work, run, { how: 'ABORTED', reason });
      for (const task of await lockTasksOfRun(work, run.id)) await abortOne(work, task, reason || 'its run was aborted');
      await advanceRun(work, { ...run, deactivated: run.deactivated ?? 'ABORTED' });
      return accepted(run.id);
    },
  });
}

/** Lets the tasks of a run enter their queues by themselves from now on. Errors: NOT_FOUND. */
export async function enqueueRun(engine: Engine, context: CommandContext, input: { readonly runId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'enqueueRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      const no = outcomeOf(run.id, decideRun(run, 'ENQUEUE'));
      if (no) return no;
      await setEnqueued(work, run, true);
      await advanceRun(work, { ...run, enqueued: true });
      return accepted(run.id);
    },
  });
}

/** Makes a new run of the definition that another run kept. Errors: NOT_FOUND, INVALID. */
export async function cloneRun(engine: Engine, context: CommandContext, input: { readonly runId: string; readonly name?: string | undefined; readonly enqueue: boolean }): Promise<CommandOutcome> {
  const name = optional(input.name, (value) => nameAt(value, ['name']), null);
  if (typeof input.enqueue !== 'boolean') invalid(['enqueue'], 'must be true or false');
  return runCommand(engine, context, {
    op: 'cloneRun',
    input,
    body: async (work) => {
      const id = requireId('run', input.runId, ['runId']);
      const run = (await runById(work.tx, id)) ?? notFound('run', id, ['runId']);
      await requirePlace(work, { projectId: run.projectId }, { noun: 'run', id, path: ['runId'] });
      await requireDefinition(work.tx, run.definition, { path: ['runId', 'definition'] });
      return activate(work, { ...sourceOf(run), definition: await calledDefinition(work, run), queueId: await queueIfThere(work, run.queueId), name: name ?? run.name, enqueue: input.enqueue, clonedFrom: run.id });
    },
  });
}

/** Of a graph the definition of its run says what the deployment says; what it was called with is in the spec of its task. */
async function calledDefinition(work: Work, { id, definition }: Run): Promise<Run['definition']> {
  if (definition.tasks.every(({ spec }) => spec.kind !== 'graph')) return definition;
  const specs = new Map((await specsOfRun(work.tx, id)).map(({ node, spec }) => [node, spec]));
  return { tasks: definition.tasks.map((template) => ({ ...template, spec: specs.get(template.node) ?? template.spec })) };
}

function sourceOf(run: Run) {
  const { projectId, workflowId, workflowN, deploymentId, definition, inputs, priority, queueId } = run;
  return { projectId, workflowId, workflowN, deploymentId, definition, inputs, priority, queueId };
}

/** What has not begun is stopped by the system; a person has no such edge. */
async function abortOne(work: Work, task: LockedTask, reason: string): Promise<void> {
  const begun = task.status !== 'created' && task.status !== 'queued';
  if (begun && decide(stateOf(task, null, []), 'ABORT').kind !== 'GO') return;
  await giveOrder(work, task, { order: ABORT_ORDER, reason, via: 'SYSTEM' });
}
