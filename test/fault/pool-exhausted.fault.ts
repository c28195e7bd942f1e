// A server with two database connections: all held up while many call, and sixteen clients at work on them.
import { expect, test } from 'vitest';
import { CONDITION_MS } from '../../src/server/http/probe.ts';
import { POOL_WAIT_MS } from '../../src/store/database.ts';
import { chosenSeed } from './seeded-random.ts';
import { reportFault } from './tool/fault-report.ts';
import { exhaustConnections } from './tool/scarce-connections.ts';
import { faultUnderLoad } from './tool/served-load.ts';

const COMMANDS = 40;
const TRANSACTION_SECONDS = 2;
const WORK_MS = 20_000;

test('with both connections held up nobody waits longer than the line and one transaction, health is told, and the repeated commands have one effect each', async () => {
  const { held, after, ...figures } = await exhaustConnections({ commands: COMMANDS, reads: 100, transactionSeconds: TRANSACTION_SECONDS });
  reportFault({ fault: 'pool of two connections held up, 40 commands and 100 reads', seed: null, figures: { answered: held.answered, unavailable: held.unavailable, slowestMs: held.slowestMs, ...figures } });
  expect([...held.unclean, ...after.unclean]).toEqual([]);
  expect([held.cut + after.cut, after.answered, figures.made]).toEqual([0, COMMANDS, COMMANDS]);
  // A call waits in line for its key's rights, for its transaction, and then for the transaction's end.
  expect(held.slowestMs).toBeLessThan(2 * POOL_WAIT_MS + TRANSACTION_SECONDS * 1_000 + 2_000);
  expect(figures.slowestHealthMs).toBeLessThan(1_000);
  expect(Math.max(figures.slowestReadyMs, figures.slowestMetricsMs)).toBeLessThan(CONDITION_MS + 1_000);
});

test('sixteen clients, a runner and subscribers share two connections without a deadlock: nobody waits in vain', async () => {
  const seed = chosenSeed();
  const { verdict } = await faultUnderLoad({
    seed,
    settings: { SWITCHYARD_POOL_SIZE: '2' },
    load: { writers: 16, maxOpen: 100 },
    fault: () => new Promise((resolve) => setTimeout(resolve, WORK_MS)), // the length of the run
  });
  reportFault({ fault: 'pool of two connections under sixteen writers', seed, figures: { ...verdict } });
  expect(verdict.unavailable, `seed ${seed}`).toBe(0);
  expect(verdict.slowestMs, `seed ${seed}`).toBeLessThan(POOL_WAIT_MS);
});
