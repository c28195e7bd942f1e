// A paused run: nothing of it begins by whatever way, what cannot be paused says so, and a resume takes the pause back wherever its tasks are by then.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runNow } from '../../src/engine/deck/run-now.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { dequeueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { pauseTask } from '../../src/engine/task/pause-task.service.ts';
import { BOTH, DECK, openLab, registers, startRun, type LabRunner } from './control-bench.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';
import { OutsideBenchWorker, attemptsOf, pass } from './outside-bench.ts';

let bench: EngineBench;
let lab: LabRunner;
let worker: OutsideBenchWorker;
let queueId: string;
let tests = 0;

beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const name = `q${++tests}`;
  queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['command', 'steps'] }));
  lab = await openLab(bench, 'lab-runner', [name]);
  worker = new OutsideBenchWorker(bench, `w${tests}`);
});

const pause = (runId: string) => pauseRun(bench.engine, bench.as(), { runId });
const resume = (runId: string) => resumeRun(bench.engine, bench.as(), { runId });

test('the run of a single call is not paused, neither before it has started nor after: the call says so and goes on', async () => {
  const runId = acceptedId(await runNow(bench.engine, bench.as(), { deck: DECK, instrument: 'pump', method: 'dose', args: {} }));
  const refused = { result: 'REFUSED', code: 'NOT_SUPPORTED', seq: null };
  expect(await pause(runId)).toMatchObject(refused);
  expect(await lab.takeSteps()).toMatchObject({ runId });
  expect(await pause(runId)).toMatchObject(refused);
  expect(await bench.one('SELECT paused, status FROM run WHERE id = $1', [runId])).toEqual({ paused: false, status: 'RUNNING' });
  await lab.finish();
  expect(await pause(runId)).toMatchObject({ result: 'REFUSED', code: 'ALREADY_ENDED' });
  expect(await bench.kinds(runId)).not.toContain('run.paused');
});

/** A run with one command that was handed to the worker, paused since. */
async function handedOut(): Promise<{ runId: string; taskId: string }> {
  const { runId, tasks } = await startRun(bench, { tasks: [{ node: 'a', spec: SPEC, needs: [] }] }, { queueId });
  const taskId = tasks['a']!;
  expect(await worker.take(queueId)).toMatchObject({ taskId });
  acceptedId(await pause(runId));
  return { runId, taskId };
}

test('what was handed out before is not begun while the run is paused, by a start or by a dequeue, and is after it was resumed', async () => {
  const { runId, taskId } = await handedOut();
  expect(await worker.start(taskId)).toMatchObject({ result: 'REFUSED', code: 'RUN_PAUSED' });
  expect(await worker.dequeue(taskId, 'in_progress')).toMatchObject({ result: 'REFUSED', code: 'RUN_PAUSED' });
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL CLAIMED']);
  acceptedId(await resume(runId));
  acceptedId(await worker.start(taskId));
  acceptedId(await worker.end(taskId));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
});

test('what was handed out and not begun because of the pause goes back to its place, and waits there until the run is resumed', async () => {
  const { runId, taskId } = await handedOut();
  await pass(bench, taskId, 601);
  await sweepOutside(bench.engine);
  expect(await bench.one('SELECT held FROM queue_item WHERE task_id = $1', [taskId])).toEqual({ held: true });
  expect(await worker.handOut(queueId)).toBeNull();
  acceptedId(await resume(runId));
  acceptedId(await worker.start((await worker.take(queueId)).taskId));
  acceptedId(await worker.end(taskId));
});

test('a worker that insists, and one that ends what it was handed, are heard all the same', async () => {
  const first = await handedOut();
  acceptedId(await worker.start(first.taskId, { force: true }));
  acceptedId(await worker.end(first.taskId));
  const second = await handedOut();
  acceptedId(await worker.dequeue(second.taskId, 'stopped'));
  expect(await bench.taskRow(second.taskId)).toMatchObject({ status: 'stopped' });
});

/** A steps task that was asked to pause, handed back before it stood still, and taken out of its queue. */
async function takenOut(ask: (of: { runId: string; taskId: string }) => Promise<unknown>): Promise<{ runId: string; taskId: string }> {
  const { runId, tasks } = await startRun(bench, { tasks: [BOTH.tasks[0]] }, { queueId });
  const of = { runId, taskId: tasks['s']! };
  await lab.takeSteps();
  await ask(of);
  await lab.finish({ by: 'HANDED_BACK', message: 'shutting down' });
  acceptedId(await dequeueTask(bench.engine, bench.as(), { taskId: of.taskId }));
  expect(await registers(bench, of.taskId)).toMatchObject({ status: 'created', hold: 'REQUESTED' });
  return of;
}

test('a pause that came with the run is taken back with it also from a task that has left its queue since', async () => {
  const { runId, taskId } = await takenOut(async (of) => acceptedId(await pause(of.runId)));
  acceptedId(await resume(runId));
  expect(await registers(bench, taskId)).toMatchObject({ status: 'created', hold: 'NONE', pauseAfter: null });
  acceptedId(await enqueueRun(bench.engine, bench.as(), { runId }));
  expect(await lab.takeSteps()).toMatchObject({ taskId, held: null });
  expect((await lab.hear()).control).toBeNull();
  await lab.finish();
});

test('a pause of its own stays with a task that has left its queue, whatever becomes of that of its run', async () => {
  const { runId, taskId } = await takenOut(async (of) => acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: of.taskId })));
  acceptedId(await pause(runId));
  acceptedId(await resume(runId));
  expect(await registers(bench, taskId)).toMatchObject({ status: 'created', hold: 'REQUESTED' });
  acceptedId(await enqueueRun(bench.engine, bench.as(), { runId }));
  await lab.takeSteps();
  expect((await lab.hear()).control).toMatchObject({ pause: 'STEP' });
  await lab.finish();
});
