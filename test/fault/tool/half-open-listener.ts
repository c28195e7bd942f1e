// Two replicas' event rooms, one of whose connections to PostgreSQL go half-open: how late it hears of what the other commits.
import type { EventRoom } from '../../../src/events/event-room.ts';
import { eventGround, type Ground, until, writeEvents } from '../../events/event-ground.ts';
import { seededRandom } from '../seeded-random.ts';
import { FaultProxy } from './fault-proxy.ts';

/** What is done. */
export interface HalfOpenPlan {
  readonly seed: number;
  /** Events that are written, one after another, before, during and after the fault, each. */
  readonly events: number;
  /** Pause between two self-checks of the connection, in milliseconds; that of the server when absent. */
  readonly selfCheckMs?: number;
}

/** Milliseconds from a commit on one replica to its delivery on the other, and how the connection fared. */
export interface HalfOpenOutcome {
  readonly before: readonly number[];
  readonly during: readonly number[];
  readonly after: readonly number[];
  /** Seconds from the silence until it was noticed, and from the repair until the replica listened again. */
  readonly noticedSeconds: number;
  readonly reconnectSeconds: number;
  readonly missed: number;
  readonly doubled: number;
}

/** Longest pause between two events, in milliseconds: they must not keep step with the poll. */
const MAX_PAUSE_MS = 60;
const NOTICED_WITHIN_MS = 15_000;

/** Does it all in this process, on a database of its own. */
export async function halfOpenListener({ seed, events, selfCheckMs }: HalfOpenPlan): Promise<HalfOpenOutcome> {
  const random = seededRandom(seed);
  await using ground = await eventGround();
  await using link = await FaultProxy.open(ground.url, seed);
  const here = await ground.room();
  const there = await ground.room({ url: link.through(ground.url), ...(selfCheckMs === undefined ? {} : { selfCheckMs }) });
  const arrivals = new Map<number, number[]>();
  there.hub.subscribe({}, ({ seq }) => arrivals.set(seq, [...(arrivals.get(seq) ?? []), performance.now()]));
  const written = new Map<number, number>();
  const round = (): Promise<number[]> => measure({ ground, here, random, written, arrivals }, events);

  const before = await round();
  link.freeze();
  const silentSince = performance.now();
  const noticed = async (): Promise<number> => {
    await until('the silence is noticed', () => !there.health().listening, NOTICED_WITHIN_MS);
    return (performance.now() - silentSince) / 1_000;
  };
  const [noticedSeconds, during] = await Promise.all([noticed(), round()]);
  link.heal();
  const healedAt = performance.now();
  await until('it listens again', () => there.health().listening, NOTICED_WITHIN_MS);
  const reconnectSeconds = (performance.now() - healedAt) / 1_000;
  const after = await round();
  return {
    before, during, after, noticedSeconds, reconnectSeconds,
    missed: [...written.keys()].filter((seq) => !arrivals.has(seq)).length,
    doubled: [...arrivals.values()].filter((times) => times.length > 1).length,
  };
}

interface Stage {
  readonly ground: Ground;
  readonly here: EventRoom;
  readonly random: () => number;
  readonly written: Map<number, number>;
  readonly arrivals: ReadonlyMap<number, readonly number[]>;
}

/** Commits that many events at uneven moments; gives back how long each was on its way. */
async function measure({ ground, here, random, written, arrivals }: Stage, events: number): Promise<number[]> {
  const mine: number[] = [];
  for (let i = 0; i < events; i++) {
    const rows = await writeEvents(ground.db, 1);
    written.set(rows[0]!.seq, performance.now());
    mine.push(rows[0]!.seq);
    here.offer(rows);
    await new Promise((resolve) => setTimeout(resolve, random() * MAX_PAUSE_MS)); // the moment of the next event
  }
  await until('all have arrived', () => mine.every((seq) => arrivals.has(seq)), 5_000);
  return mine.map((seq) => Math.max(0, arrivals.get(seq)![0]! - written.get(seq)!)); // the commit's answer may come after the notification
}
