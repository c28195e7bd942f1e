// Work under wrong clocks: tasks that outlast the lease, one that is retried after a back-off, and a runner that dies.
import { until } from '../until.ts';
import { FaultGround, SHORT_LEASE } from './fault-ground.ts';
import { CLOCK_VARIABLE } from './wrong-clock.ts';

/** How wrong the clocks of both sides are, in milliseconds; of several errors one follows the other in jumps. */
export interface WrongClocks {
  readonly server: string;
  readonly runner: string;
}

const TEN_MINUTES = 600_000;

/** The cases. */
export const CLOCKS: Readonly<Record<string, WrongClocks>> = {
  'server ten minutes ahead, runner ten behind': { server: `${TEN_MINUTES}`, runner: `${-TEN_MINUTES}` },
  'server ten minutes behind, runner ten ahead': { server: `${-TEN_MINUTES}`, runner: `${TEN_MINUTES}` },
  'both jump back and forth by twenty minutes': { server: `${TEN_MINUTES},${-TEN_MINUTES}`, runner: `${-TEN_MINUTES},0,${TEN_MINUTES}` },
};

/** The lease of these runs. */
export const LEASE_SECONDS = Number(SHORT_LEASE.SWITCHYARD_LEASE_SECONDS);

/** What came of it. */
export interface ClockFigures {
  readonly ground: FaultGround;
  /** Attempts that were lost, or handed back, although their runner lived, and runners that were taken for dead. */
  readonly wrongExpiries: number;
  /** From the end of the failed attempt to the start of the next, by the database's clock. */
  readonly backoffMs: number;
  /** From the death of the runner until it was on record; a clock that never jumps. */
  readonly noticedMs: number;
}

const EXPIRIES = `SELECT ((SELECT count(*) FROM attempt WHERE outcome IN ('LOST', 'HANDED_BACK')) + (SELECT count(*) FROM event WHERE kind = 'runner.gone'))::int AS n`;
const BACKOFF = `SELECT (extract(epoch FROM next.claimed_at - failed.ended_at) * 1000)::float8 AS ms FROM attempt failed JOIN attempt next ON next.task_id = failed.task_id AND next.no = 2 WHERE failed.task_id = $1 AND failed.no = 1`;

/** Ends with the dead runner's work done by another. `seconds`: how long tasks take; longer than the lease. */
export async function clocksAreWrong({ server, runner }: WrongClocks, of: { seconds: number; backoffSeconds: number }, made: (ground: FaultGround) => void): Promise<ClockFigures> {
  const ground = await FaultGround.open({ ...SHORT_LEASE, [CLOCK_VARIABLE]: server });
  made(ground);
  const environment = { [CLOCK_VARIABLE]: runner };
  const first = ground.runner({ environment, slots: 3 });
  const failing = await ground.task({ seconds: 0.1, exitCode: 1, input: { retry: { maxRetries: 1, backoffSeconds: of.backoffSeconds } } });
  await ground.task({ seconds: of.seconds });
  await ground.quiet();
  const [expiries] = await ground.sql<{ n: number }>(EXPIRIES);
  const [backoff] = await ground.sql<{ ms: number }>(BACKOFF, [failing]);

  const last = await ground.task({ seconds: 0.5 });
  await until('the last program runs', () => ground.effects.hasStarted(last), { withinMs: 30_000 });
  await first.kill();
  const since = performance.now();
  ground.runner({ environment });
  await until('the dead runner is noticed', async () => (await ground.sql(`SELECT 1 FROM event WHERE kind = 'runner.gone' AND data ->> 'name' = $1`, [first.name])).length > 0, { withinMs: 60_000 });
  const noticedMs = performance.now() - since;
  await ground.quiet();
  return { ground, wrongExpiries: expiries!.n, backoffMs: backoff!.ms, noticedMs };
}
