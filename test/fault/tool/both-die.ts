// Rounds in which server and runner are killed together while programs run, and started again together.
import { until } from '../until.ts';
import type { FaultGround } from './fault-ground.ts';

/** How often, and by which chance. */
export interface BothDieOptions {
  readonly random: () => number;
  readonly rounds: number;
}

/** What the rounds took, in milliseconds, one figure a round. */
export interface BothDieFigures {
  readonly tasks: number;
  /** From the start of both until the next program has begun or a task's end is on record. */
  readonly firstProgressMs: readonly number[];
  readonly startMs: readonly number[];
}

const TASKS_A_ROUND = 3;
const LATEST_KILL_MS = 400;
const PROGRESS = `SELECT count(*)::int AS n FROM event WHERE kind IN ('task.started', 'task.ended')`;

/** All tasks have ended when it is over. */
export async function bothDie(ground: FaultGround, { random, rounds }: BothDieOptions): Promise<BothDieFigures> {
  const { server } = ground;
  const runner = ground.runner();
  const figures = { firstProgressMs: [] as number[], startMs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const ids = await Promise.all(Array.from({ length: TASKS_A_ROUND }, () => ground.task({ seconds: 0.5 })));
    await until('a program of the round runs', () => ids.some((id) => ground.effects.hasStarted(id)), { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_KILL_MS)); // the moment of the fault, not a wait for a result
    await Promise.all([server.kill(), runner.kill()]);
    const before = (await ground.sql<{ n: number }>(PROGRESS))[0]!.n;
    const since = performance.now();
    runner.start();
    await server.start();
    figures.startMs.push(performance.now() - since);
    await until('work goes on', async () => (await ground.sql<{ n: number }>(PROGRESS))[0]!.n > before, { withinMs: 60_000 });
    figures.firstProgressMs.push(performance.now() - since);
  }
  await ground.quiet();
  return { ...figures, tasks: rounds * TASKS_A_ROUND };
}
