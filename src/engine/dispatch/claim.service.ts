// Claims: a runner takes work from its queues, in the order it prefers them.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { ClaimedAttempt, ClaimRequest } from '../../domain/dispatch/protocol.ts';
import { waitingQueues } from '../../store/read/line/waiting-queues.store.ts';
import type { ClaimOrder } from '../../store/write/claim.store.ts';
import { isUnconfirmed, type ClaimingRunner } from '../../store/write/session.store.ts';
import { startAssigned } from '../../store/write/single-call.store.ts';
import type { Engine } from '../engine.ts';
import { claimFrom, inClaim } from './claim/claim-line.ts';
import { attemptOf, type Caller } from './claim/claim-party.ts';
import { claimerMemory } from './claim/claimer-memory.ts';
import { claimSizeAt } from './dispatch-check.ts';
import { livingRunner } from './session.service.ts';

/**
 * Takes at once, without waiting: what was made for this runner alone, up to `max` items that need no deck, and one for each deck
 * that is asked for. A draining runner gets nothing. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over).
 */
export async function claim(engine: Engine, actor: Actor, request: Pick<ClaimRequest, 'session' | 'max' | 'decks'>): Promise<readonly ClaimedAttempt[]> {
  requireRunner(actor);
  const { max, decks } = claimSizeAt(request);
  const atOnce = await claimAtOnce(engine, { session: request.session, max });
  // What was made for this runner alone comes beside what it asks for, so a full hand was confirmed to have nothing of that kind.
  if (atOnce.length > 0 && atOnce.length === max && decks.length === 0) return atOnce;
  const runner = await livingRunner(engine.db, request.session);
  if (runner.state !== 'UP') return atOnce;
  const caller = { runner, session: request.session };
  const attempts = [...atOnce, ...(await startOwn(engine, caller))];
  const needed = max + attempts.length - atOnce.length;
  const last = await claimFromQueues(engine, caller, { needed, attempts });
  if (last !== null && attempts.length === needed) claimerMemory(engine).learn(request.session, runner, last);
  for (const deck of runner.ownDecks.filter(({ name }) => decks.includes(name))) attempts.push(...(await claimForDeck(engine, deck, caller)));
  return attempts;
}

/**
 * Takes for a runner that was given all it asked for a moment ago, as `claim` does, but without a look at who it is; nothing for any other, and
 * when nothing waits. Errors: FORBIDDEN, INVALID.
 */
export async function claimOnceMore(engine: Engine, actor: Actor, request: Pick<ClaimRequest, 'session' | 'max' | 'decks'>): Promise<readonly ClaimedAttempt[]> {
  requireRunner(actor);
  const { max, decks } = claimSizeAt(request);
  return decks.length > 0 ? [] : claimAtOnce(engine, { session: request.session, max });
}

/**
 * Takes from the queues in their order until there is enough; gives the last that gave something. Queues in which nothing waits are passed by:
 * a claim is a transaction, and a runner of several queues would carry out one for nothing before each one that gives work.
 */
async function claimFromQueues(engine: Engine, caller: Caller, { needed, attempts }: { readonly needed: number; readonly attempts: ClaimedAttempt[] }): Promise<string | null> {
  const all = caller.runner.ownQueues.map(({ id }) => id);
  let last: string | null = null;
  if (attempts.length >= needed) return last;
  for (const id of all.length > 1 ? await waitingQueues(engine.db, all, caller.runner.kinds) : all) {
    if (attempts.length >= needed) break;
    const taken = await claimFrom(engine, { queueId: id, deck: null }, { ...caller, max: needed - attempts.length });
    attempts.push(...taken);
    if (taken.length > 0) last = id;
  }
  return last;
}

/** The claim of a runner that was given all it asked for a moment ago, from where that came: without a look at who it is first. Nothing when it is another now. */
async function claimAtOnce(engine: Engine, { session, max }: { readonly session: string; readonly max: number }): Promise<readonly ClaimedAttempt[]> {
  const memory = claimerMemory(engine);
  const known = max === 0 ? undefined : memory.recall(session);
  if (!known) return [];
  const { runner, queueId, earlier } = known;
  let attempts: readonly ClaimedAttempt[] = [];
  try {
    attempts = await claimFrom(engine, { queueId, earlier, deck: null }, { runner, session, max, isRemembered: true });
  } catch (error) {
    if (!isUnconfirmed(error)) throw error;
  }
  if (attempts.length < max) memory.forget(session);
  return attempts;
}

/** What a runner of a living session waits for. Errors: NOT_FOUND. */
export async function claimerOf(engine: Engine, session: string): Promise<Pick<ClaimingRunner, 'id' | 'ownQueues'>> {
  return livingRunner(engine.db, session);
}

/** Single calls of this session begin. */
async function startOwn(engine: Engine, { runner, session }: Caller): Promise<readonly ClaimedAttempt[]> {
  if (!runner.hasAssigned) return [];
  return (await inClaim(engine, (work) => startAssigned(work.tx, session))).map(attemptOf);
}

/** The first item for a deck, from the queues in their order; the deck has one slot. */
async function claimForDeck(engine: Engine, deck: NonNullable<ClaimOrder['deck']>, caller: Caller): Promise<readonly ClaimedAttempt[]> {
  for (const { id } of caller.runner.ownQueues) {
    const taken = await claimFrom(engine, { queueId: id, deck }, { ...caller, max: 1 });
    if (taken.length > 0) return taken;
  }
  return [];
}
