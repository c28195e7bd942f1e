// What every resolver is given: who asks, the engine, and this operation's loaders.
import type { Actor } from '../../domain/access.ts';
import type { CallOrigin } from '../../domain/call.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import type { Engine } from '../../engine/engine.ts';
import type { CatchUp } from '../../events/catch-up.ts';
import type { Foreseen } from './http/foreseen.ts';
import type { Bill } from './limit/rate/bill.ts';
import { type Loaders, makeLoaders } from './loader/loaders.loader.ts';

/** Where faults of ours are told of; a pino logger fits. */
export interface ApiLog {
  error(fields: object, message: string): void;
}

/** What the server knows about a call before the operation runs. */
export interface CallFacts {
  readonly engine: Engine;
  readonly actor: Actor;
  /** Names the event log in cursors. */
  readonly logId: string;
  /** Settled end of the event log as this replica knows it: nothing at or below it can still appear. */
  readonly head: () => number;
  /** Brings that end level with everything committed so far, on whatever server. */
  readonly catchUp: CatchUp;
  /** Names the call in logs and in masked errors; not the client's own id of a command. */
  readonly requestId: string;
  /** How the call came in; absent for executions of events. */
  readonly origin?: CallOrigin;
  /** What is told of the call when it is over; absent for executions of events. */
  readonly notes?: CallNotes;
  /** Fires when nobody waits for the answer any more, or it took too long: statements under way are cancelled. */
  readonly signal?: AbortSignal;
  readonly log: ApiLog;
}

/** The context of one operation. */
export interface ApiContext extends CallFacts {
  readonly loaders: Loaders;
  /** What the operation costs: written before it runs, by whoever judged it. Absent for executions of events. */
  bill?: Bill;
  /** What a short way has found out before it left the operation to the long one: in the context, because Apollo makes a copy of that. */
  foreseen?: Foreseen;
}

/** A context with loaders of its own: make one for each operation, they remember what they have loaded. */
export function makeContext(facts: CallFacts & { readonly bill?: Bill }): ApiContext {
  const { signal, engine, actor } = facts;
  if (!signal) return { ...facts, loaders: makeLoaders(engine.db, actor) };
  const db = engine.db.cancelledBy(signal);
  return { ...facts, engine: { ...engine, db }, loaders: makeLoaders(db, actor) };
}
