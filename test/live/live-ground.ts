// A live room on a real database and a real port, for tests of this folder.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { type ApiContext, makeContext } from '../../src/api/graphql/context.ts';
import { formatApiError } from '../../src/api/graphql/error-format.ts';
import { httpRoom } from '../../src/api/graphql/http/http-room.ts';
import { idePage } from '../../src/api/graphql/ide/ide-page.ts';
import { wantsIde } from '../../src/api/graphql/ide/ide-request.ts';
import type { LiveLimits } from '../../src/api/graphql/live/live-limits.ts';
import { liveRoom, type LiveRoom, type LiveRoomOptions } from '../../src/api/graphql/live/live-room.ts';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import type { Admission } from '../../src/api/graphql/live/live-admission.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { LoggedEvent, NewEvent } from '../../src/domain/event/event.ts';
import { systemClock } from '../../src/domain/ports.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { type EventRoom, openEventRoom } from '../../src/events/event-room.ts';
import { Database } from '../../src/store/database.ts';
import { insertEvents } from '../../src/store/event/write-event.store.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** The caller that sockets are admitted as unless a test says otherwise. */
export const LOCAL: Actor = { userId: '00000000-0000-7000-8000-000000000001', name: 'local', role: 'admin', grants: null };

/** What a test may change. */
export interface GroundOptions {
  readonly limits?: Partial<LiveLimits>;
  readonly authorise?: (init: Readonly<Record<string, unknown>>, request: IncomingMessage) => Promise<Admission | null>;
  /** Who calls over plain HTTP; the local admin unless told. */
  readonly httpCaller?: (request: IncomingMessage) => Actor;
  readonly room?: Partial<Pick<LiveRoomOptions, 'execute' | 'scopeOf' | 'validationRules' | 'checkOperation' | 'isUnavailable'>>;
  /** The connection string of a database that another ground has made. */
  readonly shareDatabase?: string;
}

/** A running server of one test. */
export interface LiveGround {
  readonly url: string;
  readonly httpUrl: string;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly events: EventRoom;
  readonly engine: Engine;
  readonly room: LiveRoom;
  readonly http: Server;
  /** Upgraded sockets of the server's side, oldest first. */
  readonly sockets: Socket[];
  /** Faults the room logged. */
  readonly logged: { level: string; fields: object; message: string }[];
  /** Commits events in one transaction and hands them over as the engine does. */
  append(events: readonly NewEvent[]): Promise<readonly LoggedEvent[]>;
  close(): Promise<void>;
}

let schema: GraphQLSchema | undefined;

/** Starts one; the test closes it. */
export async function liveGround(options: GroundOptions = {}): Promise<LiveGround> {
  const fresh = options.shareDatabase === undefined ? await freshDatabase() : { url: options.shareDatabase, drop: async () => {} };
  const db = await Database.open({ url: fresh.url, poolSize: 8, transactionTimeout: 5_000 });
  const logged: LiveGround['logged'] = [];
  const log = Object.fromEntries(['info', 'warn', 'error'].map((level) => [level, (fields: object, message: string) => void logged.push({ level, fields, message })])) as Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
  const events = await openEventRoom({ url: fresh.url, db, log });
  schema ??= await buildApiSchema();
  const engine: Engine = { db, clock: systemClock, newId: () => uuidv7(), onCommitted: events.offer, onLogged: events.logged, settings: { leaseSeconds: 20, beatSeconds: 5, requestRetentionHours: 24, eventRetentionDays: 30, logRetentionDays: 365, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200 } };
  const facts = { engine, logId: events.logId, head: () => events.tail.horizon, catchUp: events.catchUp, log };
  const contextFor = (caller: { actor: Actor; requestId: string }): ApiContext => makeContext({ ...facts, ...caller });
  const room = liveRoom({
    schema,
    events,
    log,
    contextFor,
    authorise: options.authorise ?? (() => Promise.resolve({ actor: LOCAL })),
    formatError: (error, requestId) => formatApiError(error, { requestId, log }),
    limits: options.limits ?? {},
    ...options.room,
  });
  const ide = idePage();
  const api = await httpRoom({ schema, contextFor, log, isUnavailable: () => false, authorise: (request) => Promise.resolve({ actor: options.httpCaller?.(request) ?? LOCAL, keyId: null }) });
  const answer = (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url?.startsWith('/events')) return room.handleStream(request, response);
    return wantsIde(request) ? ide.handle(request, response) : api.handle(request, response);
  };
  const http = createServer((request, response) => void answer(request, response));
  const sockets: Socket[] = [];
  http.on('upgrade', (request, socket, head) => {
    sockets.push(socket as Socket);
    room.handleUpgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/graphql`, httpUrl: `http://127.0.0.1:${port}`, databaseUrl: fresh.url, db, events, engine, room, http, sockets, logged,
    async append(fresh_) {
      const rows = await db.transaction((tx) => insertEvents(tx, fresh_));
      events.offer(rows);
      return rows;
    },
    async close() {
      await room.drain();
      await api.stop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await events.close();
      await db.close();
      await fresh.drop();
    },
  };
}

/** An event of a project, numbered so that a test can tell it again. */
export function numbered(n: number, over: Partial<NewEvent> = {}): NewEvent {
  return { kind: 'project.created', subjectId: uuidv7(), projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: String(n), data: { path: `/p${n}` }, ...over };
}
