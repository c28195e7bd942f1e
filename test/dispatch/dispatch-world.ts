// A dispatch room behind the real front door, over a real engine and database, with a small client for it.
import { getEventListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { dispatchRoom, DISPATCH_PREFIX } from '../../src/api/dispatch/dispatch-room.ts';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { Actor, Role } from '../../src/domain/access.ts';
import type { BeatAnswer, ClaimAnswer, DispatchError, ReportAnswer, SessionAnswer } from '../../src/domain/dispatch/protocol.ts';
import { systemClock } from '../../src/domain/ports.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import type { FileKeeping } from '../../src/engine/file/file-keeping.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { type EventRoom, openEventRoom } from '../../src/events/event-room.ts';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { openFrontDoor } from '../../src/server/http/front-door.ts';
import { openLog } from '../../src/server/process-log.ts';
import { Database } from '../../src/store/database.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** What one call answered. */
export interface Reply<T> {
  readonly status: number;
  readonly body: T & Partial<DispatchError>;
}

/** The world of one test file. */
export interface DispatchWorld {
  readonly url: string;
  readonly engine: Engine;
  readonly events: EventRoom;
  readonly context: CommandContext;
  readonly staleWrites: () => number;
  readonly heldCalls: () => number;
  /** Calls that wait to hear of the draining. */
  readonly drainListeners: () => number;
  /** Lines of the log that tell of errors. */
  readonly errorLines: () => string[];
  drain(): void;
  key(role: Role): Promise<string>;
  /** Revokes a key, and lets the server forget that it has just seen it. */
  revoke(key: string): Promise<void>;
  call<T>(name: string, body: unknown, options?: CallOptions): Promise<Reply<T>>;
  session(name: string, queues?: readonly string[]): Promise<string>;
  claim(session: string, options?: { max?: number; waitSeconds?: number; signal?: AbortSignal }): Promise<ClaimAnswer>;
  beat(session: string, body: object): Promise<BeatAnswer>;
  report(session: string, items: readonly object[]): Promise<ReportAnswer>;
  /** Makes a task that runs `true` and puts it into the default queue; gives its id. */
  enqueue(): Promise<string>;
  close(): Promise<void>;
}

/** How to call; by default as a runner. */
export interface CallOptions {
  readonly key?: string | null;
  readonly signal?: AbortSignal;
}

/** Opens a world. `poolSize` small enough shows that nobody keeps a connection while waiting. */
export async function dispatchWorld(options: { poolSize?: number; leaseSeconds?: number; beatSeconds?: number; files?: FileKeeping } = {}): Promise<DispatchWorld> {
  const fresh = await freshDatabase();
  const db = await Database.open({ url: fresh.url, poolSize: options.poolSize ?? 8, transactionTimeout: 5_000 });
  const logged: string[] = [];
  const log = openLog({ level: 'info', readable: false, out: { write: (line) => void logged.push(line) } });
  const events = await openEventRoom({ url: fresh.url, db, log });
  const settings = { leaseSeconds: options.leaseSeconds ?? 20, beatSeconds: options.beatSeconds ?? 5, requestRetentionHours: 24, eventRetentionDays: 30, logRetentionDays: 365, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200 };
  const engine: Engine = { db, clock: systemClock, newId: () => uuidv7(), onCommitted: events.offer, onLogged: events.logged, settings, ...(options.files ? { files: options.files } : {}) };
  const actor: Actor = await seedRows(engine);
  const context: CommandContext = { actor, requestId: null };
  const authenticator = createAuthenticator({ mode: 'open', db, local: actor });
  const draining = new AbortController();
  const room = dispatchRoom({ engine, hub: events.hub, authenticator, isUnavailable: isDatabaseLoss, draining: draining.signal, log });
  const door = openFrontDoor({ rooms: {}, prefixes: { [DISPATCH_PREFIX]: room.handle }, upgrades: {}, guarded: true, servedWhileDraining: [], isDraining: () => false, log });
  await new Promise<void>((resolve) => { door.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const { text: runnerKey } = await createKey(db, { role: 'runner', label: 'runner' });
  const call = async <T>(name: string, body: unknown, { key = runnerKey, signal }: CallOptions = {}): Promise<Reply<T>> => {
    const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    const response = await fetch(`${url}/dispatch/${name}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body), ...(signal ? { signal } : {}) });
    return { status: response.status, body: (await response.json()) as T & Partial<DispatchError> };
  };
  return {
    url, engine, events, context, call,
    staleWrites: () => room.stats().staleWrites,
    heldCalls: () => room.stats().held,
    drainListeners: () => getEventListeners(draining.signal, 'abort').length,
    errorLines: () => logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 50),
    drain: () => draining.abort(),
    key: async (role) => (await createKey(db, { role, label: `${role} ${uuidv7()}` })).text,
    async revoke(text) {
      const principal = (await authenticator.identifyKey(text))!;
      await revokeKey(db, principal.keyId!);
      authenticator.forget(principal);
    },
    session: async (name, queues = ['default']) => (await fine<SessionAnswer>(call('session', sessionBody(name, { queues })))).session,
    claim: (session, { max = 1, waitSeconds = 0, signal } = {}) => fine<ClaimAnswer>(call('claim', { session, max, decks: [], waitSeconds }, signal ? { signal } : {})),
    beat: (session, body) => fine<BeatAnswer>(call('beat', { session, attempts: [], draining: false, waitSeconds: 0, ...body })),
    report: (session, items) => fine<ReportAnswer>(call('report', { session, items })),
    async enqueue() {
      const spec = { kind: 'command', binary: 'true', args: [], env: {} };
      const { subjectId } = await createTask(engine, context, { name: 'nothing', spec });
      await enqueueTask(engine, context, { taskId: subjectId });
      return subjectId;
    },
    async close() {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
      await events.close();
      await db.close();
      await fresh.drop();
    },
  };
}

/** A session call as our own runner makes it. */
export function sessionBody(name: string, changes: object = {}): object {
  const can = { pause: false, stopAfter: ['TASK'], retryStep: false, answerInput: false, cleanup: false };
  return { protocol: 2, name, kind: 'REMOTE', slots: 2, kinds: ['command'], queues: ['default'], can: { command: can }, decks: [], host: 'here', agent: 'test/1', ...changes };
}

async function fine<T>(call: Promise<Reply<T>>): Promise<T> {
  const { status, body } = await call;
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
