// Lines of claims: calls for the same items that come while one is under way are carried out together by the next.
import type { ClaimedAttempt } from '../../../domain/dispatch/protocol.ts';
import type { ClaimOrder, ClaimRow } from '../../../store/write/claim.store.ts';
import { lockQueueShared } from '../../../store/write/queue-write.store.ts';
import type { Engine } from '../../engine.ts';
import { inTransaction, type Work } from '../../work.ts';
import { Gathering } from '../../gathering.ts';
import { begin, partyOf, sharesOf, takeFor, type ClaimCall, type ClaimParty, type ClaimPlaces } from './claim-party.ts';

/** Claims under way for one queue at the same time; calls that one of them serves at most, and items that several of them take. */
const CLAIM_LIMITS = { width: 2, most: 32, weight: { most: 64, of: (call: ClaimCall) => call.max } } as const;

type ClaimLine = Gathering<ClaimCall, readonly ClaimedAttempt[]>;
const LINES = new WeakMap<Engine, Map<string, ClaimLine>>();

/** Takes items for one caller. */
export function claimFrom(engine: Engine, of: ClaimPlaces, call: ClaimCall): Promise<readonly ClaimedAttempt[]> {
  const lines = LINES.get(engine) ?? new Map<string, ClaimLine>();
  LINES.set(engine, lines);
  const { kinds } = call.runner;
  const name = lineName(of, call);
  const line = lines.get(name) ?? new Gathering((calls: readonly ClaimCall[]) => claimTogether(engine, { ...of, kinds }, calls), CLAIM_LIMITS);
  lines.set(name, line);
  return line.call(call);
}

/** Calls of one name may be served by one statement. */
export function lineName({ queueId, deck, earlier = [] }: ClaimPlaces, { runner }: Pick<ClaimCall, 'runner'>): string {
  return `${queueId} ${deck?.id ?? ''} ${runner.kinds.join(' ')} ${earlier.join(' ')}`;
}

async function claimTogether(engine: Engine, of: Omit<ClaimOrder, 'places'>, calls: readonly ClaimCall[]): Promise<readonly (readonly ClaimedAttempt[])[]> {
  const party = partyOf(engine, of, calls);
  return sharesOf(party, await inClaim(engine, (work) => claimUnderLock(work, party)));
}

/** Takes rows in one transaction, and advances the runs that they belong to. */
export async function inClaim(engine: Engine, take: (work: Work) => Promise<readonly ClaimRow[]>): Promise<readonly ClaimRow[]> {
  const { value } = await inTransaction(engine, { op: 'claim', actorId: null, requestId: null }, async (work) => {
    const rows = await take(work);
    await begin(work, rows);
    return rows;
  });
  return value;
}

async function claimUnderLock(work: Work, party: ClaimParty): Promise<readonly ClaimRow[]> {
  // Sent together: the claim's snapshot is taken after the lock is held, because the server runs them one after the other.
  const [, rows] = await Promise.all([lockQueueShared(work.tx, party.order.queueId), takeFor(work, party)]);
  return rows;
}
