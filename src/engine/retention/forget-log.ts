// Raises the floor of the event log over what has expired.
import { cutoffsOf, type Cutoffs, fateOf, floorOver } from '../../domain/retention/event-fate.ts';
import type { Connection } from '../../store/database.ts';
import { allocatedSeq } from '../../store/event/allocated-seq.store.ts';
import { databaseTime, firstYoung, stretchAge } from '../../store/event/event-age.store.ts';
import { raiseFloor } from '../../store/event/forget-events.store.ts';
import { logMeta } from '../../store/event/log-meta.store.ts';
import { type EventPartition, listPartitions } from '../../store/event/partition-list.store.ts';
import { settledSeq } from '../../store/event/settled-seq.store.ts';

/** Numbers looked through by one statement when a partition is trimmed: some 20 ms of rows. */
export const TRIM_WINDOW = 50_000;

/** Times the floor is raised in one round; the next round goes on. */
export const RAISES_PER_ROUND = 64;

/** Raises the floor as far as the retention allows. Nothing happens while an older transaction might still write below it. */
export async function forgetLog(session: Connection, retentionDays: number): Promise<void> {
  const cutoffs = cutoffsOf(await databaseTime(session), retentionDays);
  let settled: number | null = null;
  for (let raises = 0; raises < RAISES_PER_ROUND; raises++) {
    const { floor } = await logMeta(session);
    const oldest = (await listPartitions(session)).find(({ last, detaching }) => last > floor && !detaching);
    if (!oldest) return;
    // Most rounds end here: what is too young needs no proof that it is settled.
    if ((await wanted(session, { floor, oldest, settled: await allocatedSeq(session), cutoffs })) === null) return;
    settled ??= await settledSeq(session);
    const raised = settled === null ? null : await wanted(session, { floor, oldest, settled, cutoffs });
    if (raised === null || raised <= floor) return;
    await raiseFloor(session, raised);
  }
}

interface Sight {
  readonly floor: number;
  readonly oldest: EventPartition;
  readonly settled: number;
  readonly cutoffs: Cutoffs;
}

/** The floor that the oldest partition with events above it allows; null when it stays. */
async function wanted(session: Connection, { floor, oldest, settled, cutoffs }: Sight): Promise<number | null> {
  const age = await stretchAge(session, { after: floor, upTo: oldest.last });
  switch (fateOf({ last: oldest.last, ...age }, { settled, cutoffs })) {
    case 'KEEP':
      return null;
    case 'FORGET':
      return oldest.last;
    case 'TRIM': {
      // Not beyond the last event, whatever numbers were given out since: that is where every server and every reader that is level stands.
      const upTo = Math.min(floor + TRIM_WINDOW, age.newestSeq ?? oldest.last);
      return floorOver({ upTo, firstYoung: await firstYoung(session, { after: floor, upTo, since: cutoffs.expired }) }, settled);
    }
  }
}
