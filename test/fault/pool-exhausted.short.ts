// A server whose two database connections are both held up: the short form of pool-exhausted.fault.ts.
import { expect, test } from 'vitest';
import { CONDITION_MS } from '../../src/server/http/probe.ts';
import { reportFault } from './tool/fault-report.ts';
import { exhaustConnections } from './tool/scarce-connections.ts';

const COMMANDS = 5;

test('with both connections held up every call ends with an answer or clean advice, health is told, and the repeated commands have one effect each', async () => {
  const { held, after, ...figures } = await exhaustConnections({ commands: COMMANDS, reads: 10, transactionSeconds: 1 });
  reportFault({ fault: 'pool of two connections held up', seed: null, figures: { answered: held.answered, unavailable: held.unavailable, slowestMs: held.slowestMs, ...figures } });
  expect([...held.unclean, ...after.unclean]).toEqual([]);
  expect([held.cut + after.cut, held.unavailable, after.answered, figures.made]).toEqual([0, COMMANDS, COMMANDS, COMMANDS]);
  expect(figures.slowestHealthMs).toBeLessThan(1_000);
  expect(Math.max(figures.slowestReadyMs, figures.slowestMetricsMs)).toBeLessThan(CONDITION_MS + 1_000);
}, 120_000);
