// What a load says after a fault: lost, doubled, out of order, unclean, and the oracle's judgement.
import pg from 'pg';
import { expect } from 'vitest';
import type { Expectations } from '../../oracle/oracle.ts';
import { judgeAt } from './judge-at.ts';
import type { SteadyLoad } from './steady-load.ts';

/** Figures of a load whose work must each be done once. */
export interface LoadVerdict {
  readonly accepted: number;
  readonly lost: number;
  /** Tasks that ran to their end more often than the attempts on record as LOST explain. */
  readonly doubled: number;
  /** Attempts that began before the processes of an earlier attempt of the task had ended. */
  readonly overlapping: number;
  readonly lostAttempts: number;
  /** Attempts that came to their end after they were given up: what they had to report did not count. */
  readonly lateResults: number;
  readonly disorder: number;
  /** Commands that were not answered with data, of all that were sent, in percent. */
  readonly failedPercent: number;
  readonly commands: number;
  readonly unavailable: number;
  readonly cut: number;
  readonly slowestMs: number;
  readonly reconnects: number;
  readonly events: number;
  readonly violations: number;
}

/** Judges a finished load; fails the test, naming its seed, unless nothing was lost, doubled, turned around or answered uncleanly. */
export async function verdictOf(load: SteadyLoad, { databaseUrl, seed, expectations = {} }: { databaseUrl: string; seed: number; expectations?: Expectations }): Promise<LoadVerdict> {
  const { accepted, subscribers, commands, reads } = load;
  const effects = load.diary.ends();
  const lostAttempts = await rowsOf<{ id: string; no: number }>(databaseUrl, `SELECT task_id AS id, no FROM attempt WHERE outcome = 'LOST'`);
  const lostOf = Map.groupBy(lostAttempts, ({ id }) => id);
  const judgement = await judgeAt(databaseUrl, { subscribers, expectations: { accepted, ...expectations } });
  const verdict: LoadVerdict = {
    accepted: accepted.length,
    lost: accepted.filter((id) => !effects.has(id)).length,
    doubled: [...effects].filter(([id, times]) => times > 1 + (lostOf.get(id)?.length ?? 0)).length,
    overlapping: load.diary.overlapping(),
    lostAttempts: lostAttempts.length,
    lateResults: lostAttempts.filter(({ id, no }) => load.diary.hasEnded(id, no)).length,
    disorder: subscribers.reduce((sum, one) => sum + one.disorder, 0),
    failedPercent: (100 * (commands.sent - commands.answered)) / Math.max(1, commands.sent),
    commands: commands.sent,
    unavailable: commands.unavailable + reads.unavailable,
    cut: commands.cut + reads.cut,
    slowestMs: Math.round(Math.max(commands.slowestMs, reads.slowestMs)),
    reconnects: subscribers.reduce((sum, one) => sum + one.connections - 1, 0),
    events: Math.min(...subscribers.map((one) => one.seen.length)),
    violations: judgement.violations.length,
  };
  expect([...commands.unclean, ...reads.unclean], `seed ${seed}: unclean answers`).toEqual([]);
  expect(judgement.violations, `seed ${seed}\n${judgement.text}`).toEqual([]);
  const repeated = [...effects].filter(([, times]) => times > 1).map(([id]) => id);
  const told = repeated.length === 0 ? '' : JSON.stringify(await rowsOf(databaseUrl, ATTEMPTS, [repeated]));
  const { lost, doubled, overlapping, disorder } = verdict;
  const strangers = [...effects.keys()].filter((id) => !accepted.includes(id));
  expect({ lost, doubled, overlapping, disorder, strangers }, `seed ${seed}; attempts of tasks that ran more than once: ${told}`).toEqual({ lost: 0, doubled: 0, overlapping: 0, disorder: 0, strangers: [] });
  return verdict;
}

const ATTEMPTS = `SELECT task_id, no, state, outcome, failure, claimed_at, ended_at, (SELECT name FROM runner WHERE id = runner_id) AS runner FROM attempt WHERE task_id = ANY($1) ORDER BY task_id, no`;

async function rowsOf<Row extends pg.QueryResultRow>(databaseUrl: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
