// The tails the trial is run with: the one in use, and the two shorter ones that lose events.
import { holeStrategy, type SettlingRule, type TailStrategy } from '../../src/events/settling-rule.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../../src/store/event/event-row.store.ts';
import { tailEvents, type TailReading } from '../../src/store/event/tail-events.store.ts';

/** By the condition under which a row is believed. */
export const TRIAL_STRATEGIES = {
  holes: holeStrategy,
  /** `seq > c`: whatever is visible is taken, what is committed below it later is never looked at again. */
  'seq > c': { read: tailEvents, rule: believer },
  /** `seq > c AND xid < xmin`: a low number of a young transaction is passed over while it still runs. */
  'seq > c AND xid < xmin': { read: readBelowXmin, rule: believer },
} satisfies Record<string, TailStrategy>;

/** The name of one. */
export type TrialStrategy = keyof typeof TRIAL_STRATEGIES;

/** Believes every row it is shown and moves past it. */
function believer(startAt: number): SettlingRule {
  let at = startAt;
  const take = (rows: readonly LoggedEvent[]) => {
    const fresh = rows.filter((row) => row.seq > at).toSorted((a, b) => a.seq - b.seq);
    at = fresh.at(-1)?.seq ?? at;
    return fresh;
  };
  return {
    get at() {
      return at;
    },
    get known() {
      return at;
    },
    waiting: false,
    offer: take,
    read: (reading) => take(reading.rows),
    overtaken: (floor) => void (at = floor),
    barrierWanted: () => null,
    barrierTaken: () => {},
    holeAge: () => null,
  };
}

const readBelowXminText = `SELECT ${EVENT_COLUMNS} FROM event
  WHERE seq > $1::bigint AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY seq LIMIT $2::int`;

async function readBelowXmin(...[conn, horizon, limit]: Parameters<typeof tailEvents>): Promise<TailReading> {
  const rows = await conn.query<EventRow>({ name: 'test.tail_below_xmin', text: readBelowXminText }, [horizon, limit]);
  return { xmin: 0n, floor: 0, rows: rows.map(toEvent), full: rows.length === limit };
}
