// Pausing a run: nothing more of it starts, and what can stand still does; resuming undoes just that.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decideRun } from '../../domain/run/run-command.ts';
import type { Run } from '../../domain/run/run.ts';
import { decide } from '../../domain/task/command.ts';
import { isPause } from '../../domain/task/hold.ts';
import { holdItemsOfRun } from '../../store/write/queue-item.store.ts';
import { setRunPaused } from '../../store/write/run-write.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { letGoOn, requestPause } from '../task/hold-change.ts';
import { stateOf } from '../task/task-lock.ts';
import { emit, type Work } from '../work.ts';
import { advanceRun } from './run-advance.ts';
import { lockRun, lockTasksOfRun } from './run-lock.ts';

/** Keeps the tasks of a run from starting; those that run and can stand still do so after their step, others go on to their end. Nothing of it starts after the answer. Errors: NOT_FOUND. */
export async function pauseRun(engine: Engine, context: CommandContext, input: { readonly runId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'pauseRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      const no = outcomeOf(run.id, decideRun(run, 'PAUSE'));
      if (no) return no;
      await setPaused(work, run, true);
      for (const task of await lockTasksOfRun(work, run.id)) {
        const pause = decide(stateOf(task, null, []), 'PAUSE', { after: 'STEP' });
        if (pause.kind === 'GO') await requestPause(work, task, { after: 'STEP', byRun: true });
      }
      await advanceRun(work, { ...run, paused: true });
      return accepted(run.id);
    },
  });
}

/** Lets the tasks of a run start again, and those go on that stand still because of it. What was paused on its own, and a paused queue, stay as they are. Errors: NOT_FOUND. */
export async function resumeRun(engine: Engine, context: CommandContext, input: { readonly runId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'resumeRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      const no = outcomeOf(run.id, decideRun(run, 'RESUME'));
      if (no) return no;
      await setPaused(work, run, false);
      for (const task of await lockTasksOfRun(work, run.id)) {
        // One that stood still and has lost its runner meanwhile stays held: a person looks at the deck before it goes on.
        const canGoOn = decide(stateOf(task, null, []), 'RESUME').kind === 'GO' || (task.status === 'created' && task.hold === 'REQUESTED');
        if (task.pausedByRun && isPause(task.hold) && canGoOn) await letGoOn(work, task, {});
      }
      await advanceRun(work, { ...run, paused: false });
      return accepted(run.id);
    },
  });
}

async function setPaused(work: Work, run: Run, paused: boolean): Promise<void> {
  await setRunPaused(work.tx, run.id, paused);
  await holdItemsOfRun(work.tx, run.id, paused);
  emit(work, paused ? 'run.paused' : 'run.resumed', { subjectId: run.id, projectId: run.projectId, runId: run.id, data: { paused } });
}
