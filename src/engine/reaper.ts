// The reaper: ends the attempts of runners whose lease is over and of outside workers that are silent, by the database's clock.
import { expireRunners, lostAttempts } from '../store/write/reaper.store.ts';
import { loseAttempts } from './dispatch/ending.service.ts';
import { settleSlots } from './dispatch/slot-settling.ts';
import type { Engine } from './engine.ts';
import { sweepOutside } from './external/outside-sweep.ts';
import { emit, inTransaction } from './work.ts';

/** One sweep. Several servers may sweep at the same time; each runner and attempt is ended once. Gives back how many attempts were lost. */
export async function reap(engine: Engine): Promise<number> {
  await inTransaction(engine, { op: 'reap', actorId: null, requestId: null }, async (work) => {
    for (const { id, name, kind, from } of await expireRunners(work.tx)) {
      emit(work, 'runner.gone', { subjectId: id, data: { state: 'GONE', from, name, kind } });
    }
  });
  const lost = await lostAttempts(engine.db);
  if (lost.length > 0) await loseAttempts(engine, lost, { by: 'LOST', message: 'its runner was silent for longer than its lease' });
  await sweepOutside(engine);
  await settleSlots(engine);
  return lost.length;
}
