// The live room: WebSockets that speak graphql-transport-ws, one execution per event for all who asked the same.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Actor } from '../../../domain/access.ts';
import type { RoomLog } from '../../../events/room-log.ts';
import type { EventSource } from './feed/event.feed.ts';
import { GroupRegister } from './group-register.ts';
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from './live-limits.ts';
import { type AskedOperation, liveProtocol } from './live-protocol.ts';
import { OperationCache } from './operation-cache.ts';
import type { LiveCaller } from './shared-renderer.ts';
import { type Admission, SocketSession } from './socket/socket-session.ts';

/** What a live room is made of. */
export interface LiveRoomOptions {
  /** Built with `LIVE_RESOLVERS`. */
  readonly schema: GraphQLSchema;
  /** An open event room fits. */
  readonly events: EventSource;
  /** A fresh context with fresh loaders, for one operation or for one wave of events. */
  readonly contextFor: (caller: LiveCaller) => object;
  /** Judges the payload of `connection_init` and the upgrade request; null closes the socket with 4403. */
  readonly authorise: (init: Readonly<Record<string, unknown>>, request: IncomingMessage) => Promise<Admission | null>;
  /** Subscribers share executions only within one scope; by default that is one user in one role. */
  readonly scopeOf?: (actor: Actor) => string;
  /** Beside graphql's own rules; the same as for HTTP. Results are kept by document text, so a rule must not look at anything else. */
  readonly validationRules?: readonly ValidationRule[];
  /** Judged for each operation anew: limits that depend on variables or on who asks. */
  readonly checkOperation?: (operation: AskedOperation) => readonly GraphQLError[];
  /** The same as for HTTP. */
  readonly formatError: (error: GraphQLError, requestId: string) => GraphQLFormattedError;
  /** graphql's own by default. */
  readonly execute?: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
  readonly log: RoomLog;
  readonly limits?: Partial<LiveLimits>;
}

/** Figures since the room was made; the first three are of now. */
export interface LiveStats {
  readonly sockets: number;
  readonly subscribers: number;
  readonly groups: number;
  /** Executions of events, for groups and for subscribers that caught up. */
  readonly executions: number;
  /** Messages of subscriptions written to sockets. */
  readonly deliveries: number;
  /** Subscriptions ended because they fell behind. */
  readonly lagged: number;
}

/** A running live room. */
export interface LiveRoom {
  /** Takes over an upgrade of `/graphql`; answers 503 while draining or when there are too many sockets. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes no more sockets and closes all with 1001; resolves when they are gone, cutting those that do not answer in time. */
  drain(): Promise<void>;
  stats(): LiveStats;
}

const GOING_AWAY = 1001;
const SERVER_ERROR = 4500;

/** Opens a live room; nothing runs until the first socket comes. */
export function liveRoom(options: LiveRoomOptions): LiveRoom {
  const limits = { ...DEFAULT_LIVE_LIMITS, ...options.limits };
  const counters = { subscribers: 0, executions: 0, deliveries: 0, lagged: 0 };
  const groups = new GroupRegister();
  const protocol = protocolOf(options, { limits, groups, counters });
  const upgrades = upgradeServer(limits);
  const sessions = new Set<SocketSession>();
  const timers = [
    setInterval(() => sessions.forEach((session) => session.beat()), limits.pingMs).unref(),
    setInterval(() => sessions.forEach((session) => void session.recheck()), limits.recheckMs).unref(),
  ];
  let draining: Promise<void> | null = null;
  return {
    handleUpgrade(request, stream, head) {
      if (draining || sessions.size >= limits.maxSockets) return refuse(stream);
      upgrades.handleUpgrade(request, stream, head, (ws) => {
        const session = new SocketSession({ ws, stream, request, limits, log: options.log });
        sessions.add(session);
        ws.once('close', () => sessions.delete(session));
        speak(session, { protocol, log: options.log });
      });
    },
    drain() {
      timers.forEach(clearInterval);
      draining ??= closeAll(sessions, limits.closeTimeoutMs);
      return draining;
    },
    stats: () => ({ sockets: sessions.size, groups: groups.size, ...counters }),
  };
}

type Counters = { subscribers: number; executions: number; deliveries: number; lagged: number };

function protocolOf(options: LiveRoomOptions, inner: { limits: LiveLimits; groups: GroupRegister; counters: Counters }): ReturnType<typeof liveProtocol> {
  const { schema, contextFor, formatError } = options;
  const { limits, counters } = inner;
  const operations = new OperationCache({ schema, validationRules: options.validationRules ?? [], maxDocument: limits.maxDocument });
  const onExecution = (): void => { counters.executions += 1; };
  return liveProtocol({
    ...inner,
    operations,
    source: options.events,
    tools: { schema, contextFor, formatError, onExecution, execute: options.execute ?? ((args) => execute(args) as ExecutionResult | Promise<ExecutionResult>) },
    authorise: (init, session) => options.authorise(init, session.request),
    checkOperation: options.checkOperation ?? (() => []),
    scopeOf: options.scopeOf ?? ((actor) => `${actor.role} ${actor.userId}`),
  });
}

function upgradeServer(limits: LiveLimits): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxPayload,
    // Compression would make frames depend on the socket; proxies compress better.
    perMessageDeflate: false,
    // The outlet answers pings, and counts what it answers.
    autoPong: false,
    // One message at a time: a client may reuse the id of a subscription that it completed in the same packet.
    allowSynchronousEvents: false,
    // A client with another sub-protocol gets its own back, so that it sees the code 4406 and not a failed handshake.
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : ([...offered][0] ?? false)),
  });
}

function speak(session: SocketSession, { protocol, log }: { protocol: ReturnType<typeof liveProtocol>; log: RoomLog }): void {
  const { ws, outlet } = session;
  const failed = (error: unknown): void => {
    log.error({ err: error }, 'a message of a live socket could not be handled');
    ws.close(SERVER_ERROR, 'Internal server error');
  };
  const closed = protocol.opened({
    protocol: ws.protocol,
    send: (text) => outlet.send(text),
    close: (code, reason) => ws.close(code, reason),
    onMessage: (take) => ws.on('message', (data: Buffer) => {
      if (outlet.open) take(data.toString()).catch(failed);
    }),
  }, session);
  ws.once('close', (code, reason) => {
    closed(code, reason.toString()).catch((error: unknown) => log.error({ err: error }, 'a closed live socket could not be cleaned up'));
  });
}

function refuse(stream: Duplex): void {
  stream.on('error', () => stream.destroy());
  stream.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

async function closeAll(sessions: ReadonlySet<SocketSession>, timeoutMs: number): Promise<void> {
  const open = [...sessions].map(({ ws }) => ws);
  const gone = open.map((ws) => new Promise<void>((resolve) => ws.once('close', () => resolve())));
  open.forEach((ws) => ws.close(GOING_AWAY, 'Going away'));
  const cut = setTimeout(() => open.forEach((ws: WebSocket) => ws.terminate()), timeoutMs);
  await Promise.all(gone);
  clearTimeout(cut);
}
