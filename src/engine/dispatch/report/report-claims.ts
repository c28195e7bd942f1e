// Claims that come with reports: the transaction that takes the ends of a busy runner's attempts gives it the next ones.
import type { ClaimedAttempt } from '../../../domain/dispatch/protocol.ts';
import type { EventKind } from '../../../domain/event/kind.ts';
import { insertEvents } from '../../../store/event/write-event.store.ts';
import { isUnconfirmed } from '../../../store/write/session.store.ts';
import { lockQueueShared } from '../../../store/write/queue-write.store.ts';
import type { Engine } from '../../engine.ts';
import { send, type Work } from '../../work.ts';
import { lineName } from '../claim/claim-line.ts';
import { begin, partyOf, sharesOf, takeFor, type ClaimCall, type ClaimParty, type ClaimPlaces } from '../claim/claim-party.ts';
import { claimerMemory } from '../claim/claimer-memory.ts';

/** What tells that a task has entered a queue. */
const ENTERS: ReadonlySet<EventKind> = new Set(['task.enqueued', 'task.requeued']);

/** What a runner wants beside its report: of the queue that gave it all it asked for a moment ago. */
export interface ClaimWish {
  readonly call: ClaimCall;
  readonly places: ClaimPlaces;
}

/** The wish of a session; null for one that was not given all it asked for a moment ago: that is looked at by a claim of its own. */
export function wishOf(engine: Engine, session: string, max: number): ClaimWish | null {
  const known = max === 0 ? undefined : claimerMemory(engine).recall(session);
  if (!known) return null;
  const { runner, queueId, earlier } = known;
  return { call: { runner, session, max, isRemembered: true }, places: { queueId, earlier, deck: null } };
}

/** The wishes that one transaction can grant beside reports. */
export class GrantedWishes {
  readonly #engine: Engine;
  readonly #party: ClaimParty;

  constructor(engine: Engine, wishes: readonly [ClaimWish, ...ClaimWish[]]) {
    const [{ call, places }] = wishes;
    const name = lineName(places, call);
    const together = wishes.filter((wish) => lineName(wish.places, wish.call) === name).map((wish) => wish.call);
    this.#engine = engine;
    this.#party = partyOf(engine, { ...places, kinds: call.runner.kinds, isPatient: false }, together);
  }

  /** The lock that is taken before all others of the transaction: a pause that has answered is seen by the claim. */
  lock(work: Work): void {
    send(lockQueueShared(work.tx, this.#party.order.queueId));
  }

  /** Takes, behind all that the reports change; what each session is told. */
  async take(work: Work): Promise<ReadonlyMap<string, readonly ClaimedAttempt[]>> {
    // What the reports have put into queues may be taken here: its entry is told of before its start.
    if (work.events.some(({ kind }) => ENTERS.has(kind))) work.appended.push(...(await insertEvents(work.tx, work.events.splice(0))));
    const rows = await takeFor(work, this.#party);
    await begin(work, rows);
    const shares = sharesOf(this.#party, rows);
    return new Map(this.#party.calls.map(({ session }, i) => [session, shares[i]!]));
  }

  /** Whoever was given less than it asked for is looked at before its next claim. */
  learn(given: ReadonlyMap<string, readonly ClaimedAttempt[]>): void {
    for (const { session, max } of this.#party.calls) if ((given.get(session)?.length ?? 0) < max) claimerMemory(this.#engine).forget(session);
  }

  /** Whether the transaction failed because one of them is another now, as far as that can be told; then none of them is remembered. */
  isAtFault(error: unknown): boolean {
    if (isUnconfirmed(error)) this.learn(new Map());
    return isUnconfirmed(error);
  }
}
