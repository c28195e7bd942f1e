// Server and runner die together while the database lives: how soon work goes on when both come back.
import { afterEach, expect, test } from 'vitest';
import { bothDie } from './tool/both-die.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { FaultGround } from './tool/fault-ground.ts';
import { percentile, reportFault } from './tool/fault-report.ts';

const ROUNDS = 8;

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

test(`server and runner are killed together ${ROUNDS} times in the middle of work: all goes on within seconds of their start, nothing is lost or done twice without a record`, async () => {
  const seed = chosenSeed();
  ground = await FaultGround.open();
  const { firstProgressMs, startMs, tasks } = await bothDie(ground, { random: seededRandom(seed), rounds: ROUNDS });
  const { text, violations, effects } = await ground.judge();
  console.log(text);
  const figures = {
    rounds: ROUNDS, tasks, completed: effects.outcomes['COMPLETED'] ?? 0, 'attempts lost': effects.outcomes['LOST'] ?? 0, 'program repeats': effects.repeats, violations: violations.length,
    'first progress p50 s': percentile(firstProgressMs, 0.5) / 1_000, 'first progress max s': Math.max(...firstProgressMs) / 1_000, 'of it the start of the server p50 s': percentile(startMs, 0.5) / 1_000,
  };
  reportFault({ fault: 'kill -9 of server and runner together', seed, figures });
  expect(effects.outcomes['COMPLETED'], `seed ${seed}`).toBe(tasks);
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(Math.max(...firstProgressMs)).toBeLessThan(25_000);
});
