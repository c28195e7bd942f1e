// A runner ends at each point of its work: what it had goes on with its successor, and every program ran as often as its attempts say.
import { afterEach, expect, test } from 'vitest';
import { RUNNER_POINTS } from '../../src/runner/runner-options.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { armPoint } from './tool/armed-point.ts';
import { FaultGround, SHORT_LEASE } from './tool/fault-ground.ts';
import { reportFault } from './tool/fault-report.ts';
import { until } from './until.ts';

/** Crashes at each point. */
const CRASHES = 3;
/** Tasks that are under way around each crash. */
const TASKS = 4;
const MOST_PASSAGES = 3;
const LONGEST_TASK_SECONDS = 0.6;

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

test('a runner ends at each of its points and is started again: every task completes, no program ran twice for one attempt', async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  ground = await FaultGround.open(SHORT_LEASE);
  const runner = ground.runner();
  const rows: string[] = [];
  for (const point of Object.values(RUNNER_POINTS)) {
    for (let crash = 0; crash < CRASHES; crash++) {
      const passage = 1 + Math.floor(random() * MOST_PASSAGES);
      armPoint(ground.runnerPoint, { point, passage, signal: 'SIGKILL' });
      for (let i = 0; i < TASKS; i++) await ground.task({ seconds: Number((random() * LONGEST_TASK_SECONDS).toFixed(2)) });
      await until(`the runner has ended at ${point}`, () => runner.hasEnded, { withinMs: 30_000 });
      runner.start();
      await ground.quiet();
      rows.push(`${point.padEnd(22)} passage ${passage}`);
    }
  }
  const { text, violations, effects } = await ground.judge();
  console.log([...rows, text].join('\n'));
  const tasks = rows.length * TASKS;
  reportFault({ fault: 'kill -9 of a runner at named points', seed, figures: { crashes: rows.length, tasks, completed: effects.outcomes['COMPLETED'] ?? 0, 'attempts lost': effects.outcomes['LOST'] ?? 0, 'program repeats': effects.repeats, violations: violations.length } });
  expect(effects.outcomes['COMPLETED'], `seed ${seed}`).toBe(tasks);
  // What a crash repeats is what was under way in it: at most as much as the runner has slots.
  expect(effects.repeats, `seed ${seed}`).toBeLessThanOrEqual(rows.length * 2);
  expect(violations, `seed ${seed}`).toEqual([]);
});
