// Depth: a queue of ten thousand items, and a log of a hundred thousand events.
import { expect, test } from 'vitest';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { deepQueue } from './tool/load/deep-queue.ts';
import { headOf } from './tool/load/load-calls.ts';
import { LoadStage } from './tool/load/load-stage.ts';
import { verdictOn } from './tool/load/load-verdict.ts';
import { longHistory } from './tool/load/long-history.ts';

const ITEMS = 10_000;
const MOVES = 200;
const EVENTS = 100_000;
/** Of the server, with the whole queue handed out and the whole log read. */
const MOST_MEGABYTES = 700;

test(`${ITEMS} items are enqueued, listed, moved and drained in order; then ${EVENTS} events are read from the beginning, all of them in order, by subscription and by pages`, async () => {
  const seed = chosenSeed();
  await using stage = await LoadStage.open({ database: 'EMBEDDED' });
  const start = await headOf(stage.url);
  const queue = await deepQueue(stage, { seed, items: ITEMS, moves: MOVES });
  reportFault({ fault: 'a deep queue', seed, figures: queue.figures });
  expect(queue.listed.toSorted()).toEqual(queue.accepted.toSorted());
  expect(queue.drained, `seed ${seed}`).toEqual(queue.listed);
  const { violations, text } = await verdictOn(stage.databaseUrl, { expectations: { accepted: queue.accepted } });
  expect(violations, `seed ${seed}\n${text}`).toEqual([]);

  const history = await longHistory(stage, start, EVENTS);
  reportFault({ fault: 'a long history', seed: null, figures: { ...history.figures, violations: history.verdict.violations.length } });
  expect(history.verdict.violations, history.verdict.text).toEqual([]);
  expect(history.figures['events']).toBeGreaterThanOrEqual(EVENTS * 0.99);
  // Runners come and go by themselves: an event of theirs may fall between the two readings.
  expect(history.figures['events by pages']).toBeGreaterThanOrEqual(history.figures['events']!);
  expect(history.figures['server MB']).toBeLessThan(MOST_MEGABYTES);
}, 600_000);
