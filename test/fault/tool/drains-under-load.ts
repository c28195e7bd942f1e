// Rounds in which a server with runners of its own is told to end while work is under way and more is being sent.
import { until } from '../until.ts';
import type { FaultGround } from './fault-ground.ts';

/** How often, by which chance, and under which load. */
export interface DrainLoad {
  readonly random: () => number;
  readonly rounds: number;
  readonly longestSeconds: number;
  /** Programs that must run before the server is told. */
  readonly atOnce: number;
}

/** What came of it. */
export interface DrainFigures {
  /** Attempts that were under way when the server was told, and how many of them completed in it. */
  readonly inFlight: number;
  readonly finished: number;
  readonly exitCodes: readonly (number | null)[];
  readonly exitMs: readonly number[];
}

const LATEST_TERM_MS = 300;
const LIVE = `SELECT id FROM attempt WHERE state <> 'ENDED'`;
const FINISHED = `SELECT count(*)::int AS n FROM attempt WHERE id = ANY($1) AND outcome = 'COMPLETED'`;

/** All tasks have ended when it is over. */
export async function drainsUnderLoad(ground: FaultGround, load: DrainLoad): Promise<DrainFigures> {
  const { random, rounds, longestSeconds, atOnce } = load;
  const figures = { inFlight: 0, finished: 0, exitCodes: [] as (number | null)[], exitMs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const supply = Promise.all(Array.from({ length: atOnce * 3 }, () => ground.task({ seconds: Number((0.2 + random() * (longestSeconds - 0.2)).toFixed(2)) })));
    await until('the programs run', () => ground.effects.running >= atOnce / 2, { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_TERM_MS)); // the moment of the fault, not a wait for a result
    const live = (await ground.sql<{ id: string }>(LIVE)).map(({ id }) => id);
    const since = performance.now();
    figures.exitCodes.push(await ground.server.stop());
    figures.exitMs.push(performance.now() - since);
    figures.inFlight += live.length;
    figures.finished += (await ground.sql<{ n: number }>(FINISHED, [live]))[0]!.n;
    await ground.server.start();
    await supply;
  }
  await ground.quiet();
  return figures;
}
