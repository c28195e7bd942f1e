// The promise of the log across processes, and the proof that the trial would notice a tail that breaks it.
import { describe, expect, test } from 'vitest';
import { runTrial } from './event-trial.ts';

const SEED = Number(process.env['SWITCHYARD_TEST_SEED'] ?? Date.now() % 1_000_000);

/** About five seconds of writing on a machine of two cores. */
const EVENTS = 18_000;

/** Plenty for a tail that loses a third of them. */
const MUTANT_EVENTS = 3_000;

describe(`16 writers in one process, subscribers in another (SWITCHYARD_TEST_SEED=${SEED})`, () => {
  test('every subscriber gets every committed event once and in order, however often it drops, however late it begins', { timeout: 120_000 }, async () => {
    const { written, verdicts } = await runTrial({ strategy: 'holes', seed: SEED, events: EVENTS });
    console.log(summary(written.committed, written.rolledBack, written.seconds));
    console.table([...verdicts, written.verdict]);
    expect(written.committed).toBeGreaterThanOrEqual(EVENTS);
    expect(written.rolledBack).toBeGreaterThan(200);
    const everybody = [...verdicts, written.verdict];
    const flawless = { lost: 0, repeatedOrLate: 0, outOfOrder: 0 };
    for (const verdict of everybody) {
      expect(verdict, `seed ${SEED}`).toMatchObject(flawless);
      expect(verdict.caughtUp, `seed ${SEED}: ${verdict.name}`).toBeLessThanOrEqual(verdict.connections);
    }
    for (const verdict of everybody.filter((one) => one.name !== 'one entity')) {
      expect(verdict.seen, `seed ${SEED}: ${verdict.name}`).toBe(written.committed);
    }
    for (const verdict of everybody.filter((one) => one.connections === 1)) {
      expect(verdict.caughtUp, `seed ${SEED}: ${verdict.name}`).toBe(1);
    }
    expect(verdicts.filter((one) => one.connections > 20).length, 'subscribers that dropped often').toBeGreaterThanOrEqual(5);
  });

  for (const strategy of ['seq > c', 'seq > c AND xid < xmin'] as const) {
    test(`a tail that reads "${strategy}" loses events, and the trial says so`, { timeout: 120_000 }, async () => {
      const { written, verdicts } = await runTrial({ strategy, seed: SEED, events: MUTANT_EVENTS });
      const steady = verdicts.filter((one) => one.name.startsWith('steady'));
      console.log(`${strategy}: lost ${steady.map((one) => one.lost).join(', ')} of ${written.committed}`);
      for (const verdict of steady) expect(verdict.lost, `seed ${SEED}: ${verdict.name}`).toBeGreaterThan(0);
      // The writers' own process keeps the right tail: what was lost was lost by the reading, not by the writing.
      expect(written.verdict, `seed ${SEED}`).toMatchObject({ lost: 0, repeatedOrLate: 0, outOfOrder: 0 });
    });
  }
});

function summary(committed: number, rolledBack: number, seconds: number): string {
  return `${committed} events committed in ${seconds.toFixed(1)} s (${Math.round(committed / seconds)}/s), ${rolledBack} transactions rolled back`;
}
