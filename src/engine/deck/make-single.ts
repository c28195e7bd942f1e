// Making the run of a single call: run, task and attempt in one go, handed to the runner of the deck without a queue.
import { DEFAULT_RETRY } from '../../domain/task/spec.ts';
import type { StepsSpec } from '../../domain/steps/steps-spec.ts';
import { SINGLE_NODE, singleCallName } from '../../domain/run/single-call.ts';
import { handOutSingle, insertSingleRun, type DeckKeeper } from '../../store/write/single-call.store.ts';
import type { NewTask } from '../../store/write/task-write.store.ts';
import { findProject } from '../found.ts';
import { addTasks } from '../task/create-task.service.ts';
import { emitTask } from '../task/task-change.ts';
import { emit, type Work } from '../work.ts';

/** What is called, on which deck, whose free slot is locked. */
export interface SingleMaking {
  readonly spec: StepsSpec;
  readonly projectId: string | undefined;
  readonly keeper: DeckKeeper;
  readonly deckId: string;
  readonly slot: number;
}

/** Makes everything with its events and gives back the id of the run. Errors: NOT_FOUND (project). */
export async function makeSingle(work: Work, making: SingleMaking): Promise<string> {
  const { spec, keeper, deckId, slot } = making;
  const { id: projectId } = await findProject(work, making.projectId, { deckName: spec.deck });
  const name = singleCallName(spec);
  const runId = work.engine.newId();
  const definition = { tasks: [{ node: SINGLE_NODE, name, spec, needs: [] }] };
  await insertSingleRun(work.tx, { id: runId, projectId, name, definition, createdBy: work.actorId });
  emit(work, 'run.created', { subjectId: runId, projectId, runId, data: { status: 'WAITING', enqueued: false, name, tasks: 1 } });
  const task = taskOf(work, { runId, projectId, name, spec });
  await addTasks(work, [task]);
  const attemptId = work.engine.newId();
  await handOutSingle(work.tx, { ...keeper, taskId: task.id, attemptId, deckId, slot });
  emitTask(work, 'task.handed_out', { ...task, status: 'queued' }, {
    status: 'queued', from: 'created', generation: 1, epoch: 1, attemptNo: 1,
    attempt: { id: attemptId, no: 1, state: 'CLAIMED', runnerId: keeper.runnerId, sessionId: keeper.sessionId },
  });
  return runId;
}

/** A call on a device is never repeated by itself: a lost runner fails it. */
function taskOf(work: Work, of: { runId: string; projectId: string; name: string; spec: StepsSpec }): NewTask {
  const retry = { ...DEFAULT_RETRY, onLost: 'FAIL', maxRetries: 0 } as const;
  return { id: work.engine.newId(), ...of, node: SINGLE_NODE, specKind: 'steps', retry, queueId: null, priority: 0, tags: [], clonedFrom: null, createdBy: work.actorId };
}
