// The five ways to pause, and the scene they are tried in: a steps task that runs, and a command of the same run that waits in the same queue.
import { expect } from 'vitest';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { PauseBoundary } from '../../src/domain/task/hold.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { createQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { STEPS, openLab, startRun, type LabRunner } from './control-bench.ts';
import { SPEC, acceptedId, type EngineBench } from './engine-bench.ts';

/** What the matrix is played on. */
export interface Scene {
  readonly bench: EngineBench;
  readonly queueId: string;
  readonly runId: string;
  /** The steps task, in progress, one step of it done. */
  readonly s: string;
  /** The command, waiting; it is tried again a minute after a failure. */
  readonly w: string;
  lab: LabRunner;
  /** The runner comes back with a new session. */
  reopen(): Promise<LabRunner>;
  /** The wait before the next attempt is over. */
  endWait(): Promise<void>;
  resumeTask(): Promise<CommandOutcome>;
}

/** Sets the scene in a queue of its own. The runner is always the same one with a new session: what it had before is not its own any more. */
export async function openScene(bench: EngineBench): Promise<Scene> {
  const name = `both-${uuidv7()}`;
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['command', 'steps'] }));
  const lab = await openLab(bench, 'lab-runner', [name]);
  await reap(bench.engine);
  const definition = { tasks: [{ node: 's', spec: STEPS, needs: [] }, { node: 'w', spec: SPEC, needs: [], retry: { maxRetries: 1, backoffSeconds: 60 } }] };
  const { runId, tasks } = await startRun(bench, definition, { queueId });
  await lab.takeSteps();
  await lab.begin('main');
  await lab.step({ path: '0' }, 'SUCCEEDED');
  const scene: Scene = {
    bench, queueId, runId, s: tasks['s']!, w: tasks['w']!, lab,
    async reopen() {
      scene.lab = await openLab(bench, 'lab-runner', [name]);
      return scene.lab;
    },
    async endWait() {
      await bench.sql(`UPDATE queue_item SET not_before = now() - interval '1 second' WHERE task_id = $1`, [scene.w]);
    },
    resumeTask: () => resumeTask(bench.engine, bench.as(), { taskId: scene.s }),
  };
  return scene;
}

/** A way to pause. */
export interface Mode {
  readonly name: string;
  readonly of: 'TASK' | 'RUN' | 'QUEUE' | 'RUNNER';
  /** Whether the running steps task comes to stand still. */
  readonly holdsRunning: boolean;
  /** Whether what waits does not start. */
  readonly keepsWaiting: boolean;
  /** Whether that is so for a new session of the same runner too. */
  readonly keepsItsItem: boolean;
  pause(scene: Scene): Promise<void>;
  /** Pauses what is paused: nothing changes. */
  pauseAgain(scene: Scene): Promise<void>;
  /** Pauses on top of another pause that holds the same task. */
  pauseOver(scene: Scene): Promise<void>;
  /** The runner comes to the boundary at which the pause takes effect, if it ever does for a task that runs. */
  reach(scene: Scene): Promise<void>;
  resume(scene: Scene): Promise<void>;
  resumeAs(scene: Scene, requestId: string): Promise<CommandOutcome>;
}

interface Calls {
  readonly name: string;
  readonly of: Mode['of'];
  readonly holdsRunning: boolean;
  readonly keepsWaiting: boolean;
  readonly pause: (scene: Scene) => Promise<CommandOutcome>;
  readonly resume: (scene: Scene, requestId: string | null) => Promise<CommandOutcome>;
}

function modeOf({ name, of, holdsRunning, keepsWaiting, pause, resume }: Calls): Mode {
  return {
    name, of, holdsRunning, keepsWaiting, keepsItsItem: keepsWaiting,
    async pause(scene) {
      acceptedId(await pause(scene));
    },
    async pauseAgain(scene) {
      expect(await pause(scene)).toMatchObject({ result: 'NOOP' });
    },
    async pauseOver(scene) {
      expect(['ACCEPTED', 'NOOP']).toContain((await pause(scene)).result);
    },
    async reach({ lab }) {
      if (!holdsRunning) return;
      const { control } = await lab.hear();
      expect(control?.pause).toMatch(/STEP|ITERATION/);
      await lab.hold('USER');
    },
    async resume(scene) {
      acceptedId(await resume(scene, null));
    },
    resumeAs: (scene, requestId) => resume(scene, requestId),
  };
}

function taskMode(name: string, after: PauseBoundary): Mode {
  return modeOf({
    name, of: 'TASK', holdsRunning: true, keepsWaiting: false,
    pause: ({ bench, s }) => pauseTask(bench.engine, bench.as(), { taskId: s, after }),
    resume: ({ bench, s }, requestId) => resumeTask(bench.engine, bench.as('admin', requestId), { taskId: s }),
  });
}

const drain = async (scene: Scene, draining: boolean) => void (await scene.lab.hear(draining));

/** Every way to pause. */
export const MODES: readonly Mode[] = [
  taskMode('a task after its step', 'STEP'),
  taskMode('a task after its iteration', 'ITERATION'),
  modeOf({
    name: 'a queue', of: 'QUEUE', holdsRunning: false, keepsWaiting: true,
    pause: ({ bench, queueId }) => pauseQueue(bench.engine, bench.as(), { queueId }),
    resume: ({ bench, queueId }, requestId) => resumeQueue(bench.engine, bench.as('admin', requestId), { queueId }),
  }),
  modeOf({
    name: 'a run', of: 'RUN', holdsRunning: true, keepsWaiting: true,
    pause: ({ bench, runId }) => pauseRun(bench.engine, bench.as(), { runId }),
    resume: ({ bench, runId }, requestId) => resumeRun(bench.engine, bench.as('admin', requestId), { runId }),
  }),
  {
    name: 'a runner that drains', of: 'RUNNER', holdsRunning: false, keepsWaiting: true, keepsItsItem: false,
    pause: (scene) => drain(scene, true),
    pauseAgain: (scene) => drain(scene, true),
    pauseOver: (scene) => drain(scene, true),
    reach: async () => undefined,
    resume: (scene) => drain(scene, false),
    resumeAs: () => Promise.reject(new Error('a beat has no request id')),
  },
];
