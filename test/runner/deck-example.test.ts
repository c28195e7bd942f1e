// The colour lab of the examples: its instruments work, and its workflow asks nothing of them that they cannot do.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stepsSpecAt } from '../../src/domain/steps/steps-input.ts';
import { taskEstimate } from '../../src/engine/check/definition-check.ts';
import { checkSteps } from '../../src/engine/check/steps-check.ts';
import { deckBench } from './deck-bench.ts';

const EXAMPLE = path.join(import.meta.dirname, '..', '..', 'examples', 'color-lab');
const DECK = path.join(EXAMPLE, 'deck.ts');

test('a dye makes a well darker in its own colour, stirring makes the measurement sure, and an empty well has no colour', async () => {
  await using b = await deckBench(DECK);
  await expect(b.call('camera.measure', { well: 3 })).rejects.toThrow('well 3 is empty');
  await b.call('dispenser.dispense', { dye: 'water', volume: 4, well: 3 });
  expect(await b.call('dispenser.dispense', { dye: 'cyan', volume: '0.5', well: 3 })).toBeCloseTo(0.5, 1);
  await b.call('stirrer.stir', { seconds: 0.4, rpm: 1_500 });
  const [red, green, blue] = (await b.call('camera.measure', { well: 3, exposures: 20 })) as [number, number, number];
  expect(red).toBeGreaterThan(110);
  expect(red).toBeLessThan(150);
  expect(Math.min(green, blue)).toBeGreaterThan(245);
  await b.call('dispenser.rinse');
  await expect(b.call('camera.measure', { well: 3 })).rejects.toThrow('well 3 is empty');
});

test('a bottle that is empty fails the step with what to do, and a refill makes the same step succeed', async () => {
  await using b = await deckBench(DECK);
  for (let i = 0; i < 9; i++) await b.call('dispenser.dispense', { dye: 'cyan', volume: 10, well: i + 1 });
  const stock = (await b.call('dispenser.stock')) as { cyan: number };
  expect(stock.cyan).toBeLessThan(12);
  await b.call('dispenser.dispense', { dye: 'cyan', volume: 9, well: 10 });
  await expect(b.call('dispenser.dispense', { dye: 'cyan', volume: 10, well: 11 })).rejects.toThrow(/the cyan bottle holds .* refill it, then try the step again/);
  await b.call('dispenser.refill', { dye: 'cyan' });
  expect(await b.call('dispenser.dispense', { dye: 'cyan', volume: 10, well: 11 })).toBeCloseTo(10, 0);
});

test('the plate goes towards its temperature', async () => {
  await using b = await deckBench(DECK);
  await b.call('stirrer.heat', { celsius: 80 });
  const first = (await b.call('stirrer.temperature')) as number;
  await b.call('stirrer.stir', { seconds: 0.5 });
  const second = (await b.call('stirrer.temperature')) as number;
  expect(second).toBeGreaterThan(first + 1);
  expect(second).toBeLessThan(80);
});

test('the workflow passes the check that is made before anything moves, and says how much work it is', async () => {
  await using b = await deckBench(DECK);
  const { tasks } = JSON.parse(readFileSync(path.join(EXAMPLE, 'workflow.json'), 'utf8')) as { tasks: readonly [{ spec: { steps: object } }] };
  const spec = stepsSpecAt({ kind: 'steps', ...tasks[0].spec.steps }, []);
  expect(checkSteps(spec, b.house.decks[0], { path: [] })).toEqual([]);
  expect(taskEstimate('match', spec)).toMatchObject({ deck: 'color_lab', iterations: 2, samples: 4, exact: false });
});
