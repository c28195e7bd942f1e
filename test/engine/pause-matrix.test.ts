// The pause matrix: each way to pause × what happens meanwhile. A pause holds what it says, is undone by its own counterpart alone, and outlives nothing that it belongs to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { abortTask, killTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { forceTask } from '../../src/engine/task/force-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { EXIT_0, EXIT_1 } from './bench-runner.ts';
import { registers, type Registers } from './control-bench.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';
import { MODES, openScene, type Mode, type Scene } from './pause-modes.ts';

let scene: Scene;


/** Cells that ran to their end; each test adds itself as its last act. */
const passed = new Set<string>();
/** What happens meanwhile, as the end of the sentence that begins with the mode. */
type Happening = (mode: Mode) => Promise<void>;

const HAPPENINGS: Readonly<Record<string, Happening>> = {
  'holds what it says from the moment of its answer, and lets it go when it is undone': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    expect(await s()).toMatchObject({ hold: mode.holdsRunning ? 'USER' : 'NONE', status: 'in_progress' });
    if (mode.keepsWaiting) expect(await scene.lab.takeCommands()).toEqual([]);
    await mode.resume(scene);
    await expectGoesOn(mode, 1);
    await expectStarts(scene.w);
  },
  'and the running task finishes by itself: it has completed, and nothing of it is held': async (mode) => {
    await mode.pause(scene);
    await scene.lab.finish();
    expect(await s()).toMatchObject({ status: 'completed', hold: 'NONE', pauseAfter: null, answer: null });
    await expectWaitingHeldAsSaid(mode);
  },
  'and the running task fails: it has failed, and nothing of it is held': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    await scene.lab.finish({ by: 'FAILED', message: 'it broke' });
    expect(await s()).toMatchObject({ status: 'failed', hold: 'NONE', pauseAfter: null });
    await expectWaitingHeldAsSaid(mode);
  },
  'and its runner is lost before the pause takes effect: the task comes back and asks before it goes on': async (mode) => {
    await mode.pause(scene);
    await scene.bench.expire('lab-runner');
    expect(await s()).toMatchObject({ status: 'queued', hold: 'INTERVENTION', pauseAfter: null });
    await expectComesBack(mode, 'INTERVENTION');
  },
  'and its runner is lost while the task stands still: it comes back standing still': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    const hold = mode.holdsRunning ? 'USER' : 'INTERVENTION';
    await scene.bench.expire('lab-runner');
    expect(await s()).toMatchObject({ status: 'queued', hold });
    await expectComesBack(mode, hold);
  },
  'and its runner hands the task back: what was asked for is still asked for': async (mode) => {
    await mode.pause(scene);
    await scene.lab.finish({ by: 'HANDED_BACK', message: 'shutting down' });
    expect(await s()).toMatchObject({ status: 'queued', hold: mode.holdsRunning ? 'REQUESTED' : 'NONE' });
    if (mode.keepsWaiting) expect(await scene.lab.takeSteps()).toBeNull();
    await mode.resume(scene);
    expect(await s()).toMatchObject({ hold: 'NONE' });
    expect(await scene.lab.takeSteps()).toMatchObject({ held: null, resumes: true });
  },
  'and the task ends and is retried: its next attempt is free of the pause of the first, not of others': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    await scene.lab.finish({ by: 'FAILED', message: 'it broke' });
    acceptedId(await retryTask(scene.bench.engine, scene.bench.as(), { taskId: scene.s }));
    expect(await s()).toMatchObject({ status: 'queued', hold: 'NONE', pauseAfter: null });
    if (mode.keepsWaiting) expect(await scene.lab.takeSteps()).toBeNull();
    if (mode.keepsWaiting) await mode.resume(scene);
    expect(await scene.lab.takeSteps()).toMatchObject({ attemptNo: 2, held: null });
    expect((await scene.lab.hear()).control).toBeNull();
  },
  'and the task is stopped: the order reaches it wherever it stands, and it ends': (mode) => endedBy(mode, (taskId) => stopTask(scene.bench.engine, scene.bench.as(), { taskId, after: 'STEP' })),
  'and the task is aborted: the order reaches it wherever it stands, and it ends': (mode) => endedBy(mode, (taskId) => abortTask(scene.bench.engine, scene.bench.as(), { taskId })),
  'and the task is killed: the order reaches it wherever it stands, and it ends': (mode) => endedBy(mode, (taskId) => killTask(scene.bench.engine, scene.bench.as(), { taskId })),
  'and the task is forced to its end: it is stopped, and its runner is told that it is not its own any more': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    acceptedId(await forceTask(scene.bench.engine, scene.bench.as(), { taskId: scene.s }));
    expect(await s()).toMatchObject({ status: 'stopped', hold: 'NONE', pauseAfter: null });
    expect((await scene.lab.hear(mode.of === 'RUNNER')).lost).toBe(true);
    await expectWaitingHeldAsSaid(mode);
  },
  'and the task is reset after its end: the next generation is as new, and asks again before it enters its queue': async (mode) => {
    await mode.pause(scene);
    await mode.reach(scene);
    expect(await resetTask(scene.bench.engine, scene.bench.as(), { taskId: scene.s })).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
    await scene.lab.finish({ by: 'FAILED', message: 'it broke' });
    acceptedId(await resetTask(scene.bench.engine, scene.bench.as(), { taskId: scene.s }));
    expect(await s()).toMatchObject({ status: 'created', generation: 2, hold: 'NONE', pauseAfter: null, answer: null });
    expect(await scene.lab.takeSteps()).toBeNull();
  },
  'and it is undone before it took effect: the task never stands still': async (mode) => {
    await mode.pause(scene);
    await mode.resume(scene);
    expect(await s()).toMatchObject({ status: 'in_progress', hold: 'NONE', pauseAfter: null, holdN: 0 });
    // The runner may have come to its boundary in that moment; its word is void.
    if (mode.holdsRunning) await scene.lab.hold('USER');
    expect(await s()).toMatchObject({ hold: 'NONE' });
    await expectStarts(scene.w);
  },
  'and asked for twice: the second changes nothing, and one undoing is enough': async (mode) => {
    await mode.pause(scene);
    const before = await s();
    const { seq } = await scene.bench.one<{ seq: number }>('SELECT max(seq) AS seq FROM event');
    await mode.pauseAgain(scene);
    expect(await s()).toEqual(before);
    expect(await scene.bench.one('SELECT max(seq) AS seq FROM event')).toEqual({ seq });
    await mode.resume(scene);
    expect(await s()).toMatchObject({ hold: 'NONE' });
    await expectStarts(scene.w);
  },
  'and undone twice with the same request id: it has one effect and one answer, also when it was paused again in between': async (mode) => {
    if (mode.of === 'RUNNER') return expectDrainTwice(mode);
    await mode.pause(scene);
    await mode.reach(scene);
    const first = await mode.resumeAs(scene, 'the same');
    await mode.pause(scene);
    const before = await s();
    expect(await mode.resumeAs(scene, 'the same')).toEqual(first);
    expect(await s()).toEqual(before);
    if (mode.keepsWaiting) expect(await scene.lab.takeCommands()).toEqual([]);
  },
  'together with each other pause: undoing one keeps the other': async (mode) => {
    for (const other of MODES.filter((one) => one.name !== mode.name)) {
      await mode.pause(scene);
      if (mode.holdsRunning && other.holdsRunning) await undoOfOneTask(mode, other);
      else await undoOneByOne(mode, other);
      expect(await s(), `after both of ${mode.name} and ${other.name}`).toMatchObject({ status: 'in_progress', hold: 'NONE' });
    }
    await expectStarts(scene.w);
  },
  'while a task waits for its next attempt: it starts after its wait and after the pause, whichever is later': async (mode) => {
    const [attempt] = await scene.lab.takeCommands();
    await scene.lab.finish(EXIT_1, attempt);
    expect(await registers(scene.bench, scene.w)).toMatchObject({ status: 'queued' });
    await mode.pause(scene);
    expect(await scene.lab.takeCommands()).toEqual([]);
    await scene.endWait();
    if (mode.keepsWaiting) expect(await scene.lab.takeCommands()).toEqual([]);
    await mode.resume(scene);
    const [again] = await scene.lab.takeCommands();
    expect(again).toMatchObject({ taskId: scene.w, attemptNo: 2 });
    await scene.lab.finish(EXIT_0, again);
  },
  'and what waits is taken out of its queue and put back: the pause holds it as before': async (mode) => {
    await mode.pause(scene);
    acceptedId(await dequeueTask(scene.bench.engine, scene.bench.as(), { taskId: scene.w }));
    expect(await scene.lab.takeCommands()).toEqual([]);
    acceptedId(await enqueueTask(scene.bench.engine, scene.bench.as(), { taskId: scene.w, queueId: scene.queueId }));
    if (mode.keepsWaiting) expect(await scene.lab.takeCommands()).toEqual([]);
    await mode.resume(scene);
    await expectStarts(scene.w);
  },
  'and what waits is aborted: it is stopped at once and never starts': async (mode) => {
    await mode.pause(scene);
    acceptedId(await abortTask(scene.bench.engine, scene.bench.as(), { taskId: scene.w }));
    expect(await registers(scene.bench, scene.w)).toMatchObject({ status: 'stopped' });
    await mode.resume(scene);
    expect(await scene.lab.takeCommands()).toEqual([]);
  },
};

/** Two pauses that have nothing in common. */
async function undoOneByOne(mode: Mode, other: Mode): Promise<void> {
  await other.pause(scene);
  await other.resume(scene);
  expect((await s()).hold, `undoing ${other.name}`).toBe(mode.holdsRunning ? 'REQUESTED' : 'NONE');
  if (mode.keepsWaiting) expect(await scene.lab.takeCommands(), `undoing ${other.name}`).toEqual([]);
  await mode.resume(scene);
}

/** Two pauses of the same running task: its own outlasts that of its run, whichever came first; two of its own are one, the sooner. */
async function undoOfOneTask(mode: Mode, other: Mode): Promise<void> {
  await other.pauseOver(scene);
  expect((await s()).hold).toBe('REQUESTED');
  const [run, task] = mode.of === 'RUN' ? [mode, other] : [other, mode];
  if (run.of === 'RUN') {
    await run.resume(scene);
    expect((await s()).hold, `undoing ${run.name}`).toBe('REQUESTED');
  }
  await task.resume(scene);
}

function s(): Promise<Registers> {
  return registers(scene.bench, scene.s);
}

async function expectStarts(taskId: string): Promise<void> {
  expect((await scene.lab.takeCommands()).map((one) => one.taskId)).toEqual([taskId]);
}

/** What waits is kept from starting by every pause but that of another task. */
async function expectWaitingHeldAsSaid(mode: Mode): Promise<void> {
  if (!mode.keepsWaiting) return expectStarts(scene.w);
  expect(await scene.lab.takeCommands()).toEqual([]);
}

async function expectGoesOn(mode: Mode, holdN: number): Promise<void> {
  expect(await s()).toMatchObject({ status: 'in_progress', hold: 'NONE' });
  if (mode.holdsRunning) expect((await scene.lab.hear()).control).toMatchObject({ pause: null, answer: { holdN } });
}

/** A task that lost its runner: handed out when its pause allows, held from the start, and resumed there. */
async function expectComesBack(mode: Mode, hold: string): Promise<void> {
  const next = await scene.reopen();
  if (mode.keepsItsItem) {
    expect(await next.takeSteps()).toBeNull();
    await mode.resume(scene);
    expect(await s()).toMatchObject({ hold });
  }
  expect(await next.takeSteps()).toMatchObject({ held: { hold }, resumes: true });
  acceptedId(await scene.resumeTask());
  expect((await next.hear()).control).toMatchObject({ answer: { failedStep: null } });
  expect(await s()).toMatchObject({ hold: 'NONE' });
}

async function endedBy(mode: Mode, command: (taskId: string) => ReturnType<typeof abortTask>): Promise<void> {
  await mode.pause(scene);
  await mode.reach(scene);
  acceptedId(await command(scene.s));
  const { order } = await scene.lab.hear(mode.of === 'RUNNER');
  expect(order).not.toBeNull();
  await scene.lab.finish(order!.verb === 'STOP' ? { by: 'STOPPED', after: 'STEP', cleanup: 'RAN', message: '' } : { by: 'ORDER', verb: order!.verb, exitCode: null, signal: null });
  expect(await s()).toMatchObject({ status: 'stopped', hold: 'NONE', pauseAfter: null, orderVerb: null });
  await expectWaitingHeldAsSaid(mode);
}

/** A runner says with each beat whether it drains: there is no request to repeat, but neither may it be told twice. */
async function expectDrainTwice(mode: Mode): Promise<void> {
  const told = () => scene.bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM event WHERE kind IN ('runner.draining', 'runner.up')`);
  await mode.pause(scene);
  await mode.resume(scene);
  const before = await told();
  await mode.resume(scene);
  expect(await told()).toEqual(before);
}

const NAMES = Object.keys(HAPPENINGS);

describe('the pause matrix', () => {
  describe.each(MODES)('$name is paused', (mode) => {
    let bench: EngineBench;

    beforeAll(async () => void (bench = await EngineBench.open()));
    beforeEach(async () => void (scene = await openScene(bench)));
    afterAll(async () => {
      await expectContent(bench);
      await bench[Symbol.asyncDispose]();
    });

    test.each(NAMES)('%s', async (happening) => {
      const holds = HAPPENINGS[happening]!;
      await holds(mode);
      passed.add(`${mode.name} ${happening}`);
    });
  });

  afterAll(() => {
    console.info(`pause matrix: ${passed.size} of ${MODES.length * NAMES.length}`);
  });
});
